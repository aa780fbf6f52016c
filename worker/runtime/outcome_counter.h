// Counts records whose outcome is committed, and says which became dead letters.
#pragma once

#include <deque>
#include <memory>

#include "worker/admin/metrics.h"
#include "worker/ports/clock.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"
#include "worker/runtime/status_feed.h"

namespace wirefold {

class OutcomeCounter {
 public:
  // All must outlive this.
  OutcomeCounter(const OutcomeRules& rules, Metrics& metrics, Clock& clock, StatusBoard* board);
  void Count(const std::deque<std::shared_ptr<InFlight>>& records);

 private:
  void Observe(const InFlight& record, int64_t wall_ms);
  void CountLost(const InFlight& record);
  void CountDeadLetter(const InFlight& record, const DeadLetter& letter);

  const OutcomeRules& rules_;
  Metrics& metrics_;
  Clock& clock_;
  LogLimit lines_;
  Metrics::Observer latency_;
  Metrics::Observer containment_;
  Metrics::Observer prepare_;
  StatusFeed status_;
};

}  // namespace wirefold
