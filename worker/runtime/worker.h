// Worker: one replica of the Kafka worker (ARCHITECTURE.md, "Life of a record"). One thread runs the protocol; a pool
// prepares records; the transactor's threads wait for brokers; the HTTP thread reads only the atomics below and the
// metrics registry.
//
//   absl::StatusOr<std::unique_ptr<Worker>> worker = Worker::Create(config, metrics, health, stop);
//   absl::Status ended = (*worker)->Run();   // until `stop` is set, then drains
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/admin/metrics.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/claims_log.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/prepare_pool.h"
#include "worker/runtime/publisher.h"
#include "worker/runtime/topics.h"

namespace wirefold {

// What /readyz tells. Written by the worker's thread, read by any.
struct WorkerHealth {
  std::atomic<bool> restored{false};   // the claims log is applied up to its end
  std::atomic<bool> assigned{false};   // an assignment was received, be it empty
  std::atomic<bool> producing{false};  // the transactional producer is usable
  std::atomic<bool> draining{false};
  std::atomic<int64_t> last_turn_ms{0};  // steady clock; the event loop's last turn
};

// kSkip: for the mock cluster, which cannot tell a topic's configuration.
enum class TopicCheck : uint8_t { kVerify, kSkip };

// Where a partition is read from when the group has no committed offset of it although it has outcomes.
enum class StartFrom : uint8_t { kEarliest, kLatest };

// What is asked of one start on purpose, and in no configuration.
struct WorkerOptions {
  bool adopt_log = false;         // go over to this claims log although the group's offsets were committed on another
  std::optional<StartFrom> from;  // nullopt: refuse
};

class Worker {
 public:
  // Checks topics, restores the fold index from the claims log, joins the group. Unavailable: no broker in time.
  // FailedPrecondition: a topic or the log's Genesis contradicts the configuration; the message says what to change.
  // Cancelled: `stop` was set meanwhile. `stop` must outlive the worker.
  static absl::StatusOr<std::unique_ptr<Worker>> Create(const Config& config, Metrics& metrics, WorkerHealth& health,
                                                        const std::atomic<bool>& stop,
                                                        TopicCheck check = TopicCheck::kVerify,
                                                        const WorkerOptions& options = {});
  ~Worker();

  // Works until `stop`, then commits what is in flight. Leaves the group, after an error too, which it logs. Aborted:
  // not finished within `drain_timeout_ms`; what is left goes to other replicas.
  absl::Status Run();

 private:
  Worker(const Config& config, Metrics& metrics, WorkerHealth& health, const std::atomic<bool>& stop);

  absl::Status LearnTopics(TopicCheck check);
  absl::Status RestoreIndex();
  absl::Status JoinGroup();

  absl::Status Turns();
  void BeginDrain();
  absl::Status DrainTimedOut() const;
  void Beat();
  std::function<bool()> GoOn();  // for waits at start: beats, and says no once `stop` is set
  bool Idle() const;

  // The steps of a turn, in the order of a record's life. Each returns an error only when the worker must end.
  absl::Status TakeRecords(int timeout_ms);
  absl::Status AppendClaims();
  absl::Status ApplyClaims(int timeout_ms);

  void OnAssigned(const std::vector<int32_t>& partitions);
  void OnRevoked(const std::vector<int32_t>& partitions, bool lost);
  void ExportGauges();
  void LearnCommitted();

  const Config config_;
  Metrics& metrics_;
  WorkerHealth& health_;
  const std::atomic<bool>& stop_;
  const uint64_t writer_id_;
  kafka::ClientSettings client_;
  TopicLimits limits_;

  Rings rings_;  // partitions of the present assignment
  std::unique_ptr<ClaimsLog> log_;
  std::unique_ptr<PreparePool> pool_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<kafka::GroupConsumer> consumer_;
  bool failed_ = false;         // the worker ends with an error: publish nothing more
  int64_t drain_until_ms_ = 0;  // 0: not draining
  int64_t last_export_ms_ = 0;
  uint64_t evictions_counted_ = 0;
};

}  // namespace wirefold
