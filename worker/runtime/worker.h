// Worker: one replica of the Kafka worker (ARCHITECTURE.md, "Life of a record"). One thread runs the protocol; a pool
// prepares records; the HTTP thread reads only the atomics below and the metrics registry.
//
//   absl::StatusOr<std::unique_ptr<Worker>> worker = Worker::Create(config, metrics);
//   absl::Status ended = (*worker)->Run(stop);   // until `stop` is set, then drains
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/codec/claims_machine.h"
#include "worker/admin/metrics.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/prepare_pool.h"

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

class Worker {
 public:
  // Checks topics, restores the fold index from the claims log, makes the clients. Unavailable: no broker in time.
  // FailedPrecondition: a topic or the log's Genesis contradicts the configuration; the message says what to change.
  // `stop` ends the restore early (Cancelled).
  static absl::StatusOr<std::unique_ptr<Worker>> Create(const Config& config, Metrics& metrics, WorkerHealth& health,
                                                        const std::atomic<bool>& stop,
                                                        TopicCheck check = TopicCheck::kVerify);
  ~Worker();

  // Works until `stop`, then commits what is in flight, for `drain_timeout_ms` at most, and leaves the group.
  absl::Status Run(const std::atomic<bool>& stop);

 private:
  Worker(const Config& config, Metrics& metrics, WorkerHealth& health);

  absl::Status VerifyTopics();
  absl::Status Restore(const std::atomic<bool>& stop);
  absl::Status ConnectProducer(const std::atomic<bool>& stop);
  absl::Status JoinGroup();

  // The steps of a turn, in the order of a record's life. Each returns an error only when the worker must end.
  absl::Status TakeRecords(int timeout_ms);
  absl::Status AppendClaims();
  absl::Status ApplyClaims(int timeout_ms);
  absl::Status ProduceOutcomes();
  absl::Status CommitIfDue(bool now);
  absl::Status RecoverProducer();

  void OnAssigned(const std::vector<int32_t>& partitions);
  void OnRevoked(const std::vector<int32_t>& partitions, bool lost);
  void Commit();
  void AbortTransaction(const std::string& why);
  absl::Status ApplyOne(const kafka::Message& message);
  absl::Status AppendToLog(std::variant<Heartbeat, Claim, Genesis> entry);
  absl::Status ProduceOutcome(const InFlight& record);
  absl::Status ProduceWaiting(kafka::Producer& producer, const kafka::Outgoing& record);
  void ExportGauges();
  bool Idle() const;

  const Config config_;
  Metrics& metrics_;
  WorkerHealth& health_;
  kafka::ClientSettings client_;
  PrepareSettings prepare_settings_;
  std::string transactional_id_;
  uint64_t writer_id_ = 0;

  std::unique_ptr<ClaimsMachine> machine_;
  std::unique_ptr<kafka::LogReader> log_reader_;
  std::unique_ptr<kafka::Producer> claims_producer_;
  std::unique_ptr<kafka::Producer> producer_;
  std::unique_ptr<PreparePool> pool_;
  std::unique_ptr<kafka::GroupConsumer> consumer_;  // destroyed first: its close calls OnRevoked

  Rings rings_;  // partitions of the present assignment
  size_t in_flight_records_ = 0;
  size_t in_flight_bytes_ = 0;
  bool transaction_open_ = false;
  bool recover_ = false;  // the producer is of no more use: recreate it, read back committed offsets
  int64_t transaction_began_ms_ = 0;
  size_t transaction_bytes_ = 0;
  std::vector<Settlement> settlements_;  // published, not yet echoed into the log
  int64_t last_append_ms_ = 0;
  int64_t last_export_ms_ = 0;
  int64_t log_end_seen_ = 0;
};

}  // namespace wirefold
