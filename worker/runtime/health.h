// What /readyz tells. Written by the worker's thread, read by any.
#pragma once

#include <atomic>
#include <cstdint>

namespace wirefold {

struct WorkerHealth {
  std::atomic<bool> restored{false};       // the claims log is applied up to its end
  std::atomic<bool> claims_current{true};  // and has not been far behind it for long
  std::atomic<bool> assigned{false};       // an assignment was received, be it empty, and is not lost
  std::atomic<bool> producing{false};      // the transactional producer is usable
  std::atomic<bool> topics_there{true};    // no topic is gone
  std::atomic<bool> brokers_answer{true};  // as last looked
  std::atomic<bool> draining{false};
  std::atomic<int64_t> last_turn_ms{0};  // steady clock; the event loop's last turn
};

inline bool IsReady(const WorkerHealth& health) {
  return health.restored && health.claims_current && health.assigned && health.producing && health.topics_there &&
         health.brokers_answer && !health.draining;
}

}  // namespace wirefold
