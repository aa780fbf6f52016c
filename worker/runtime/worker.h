// Worker: one replica (ARCHITECTURE.md, "Life of a record"), as steps that never wait but inside a port. All it knows
// of the world comes through worker/ports, so that the same code runs on Kafka (kafka_world.h) and in a simulator.
//
//   std::unique_ptr<Worker> worker = Worker::Start(config, metrics, health, stop, world, options);
//   absl::StatusOr<bool> done = worker->Turn();   // again and again until done or an error; or:
//   absl::Status ended = worker->Run();
//
// After `done` or an error the worker has left the group. Destroying it earlier is a crash: no port is called, whatever
// is open stays as it is. One thread calls it; other threads read only WorkerHealth and the metrics.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/admin/metrics.h"
#include "worker/config/config.h"
#include "worker/ports/world.h"
#include "worker/runtime/assignment.h"
#include "worker/runtime/claims_log.h"
#include "worker/runtime/gauges.h"
#include "worker/runtime/health.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/intake.h"
#include "worker/runtime/publisher.h"
#include "worker/runtime/status_feed.h"
#include "worker/runtime/topics.h"

namespace wirefold {

struct WorkerOptions {
  // Names this writer in the log and, where the log is empty, the log itself: another one for each start.
  uint64_t seed = 0;
  TopicLimits limits;             // what the topics take
  bool adopt_log = false;         // take over what the group committed under another claims log
  std::optional<StartFrom> from;  // where partitions begin that have no usable committed offset
  std::string frame{};            // what stands before an enriched record (OutcomeRules)
  std::string data_schema{};
  StatusBoard* board = nullptr;  // for /statusz; must outlive the worker; null: nobody looks
};

class Worker {
 public:
  // Calls no port yet. Everything given must outlive the worker.
  static std::unique_ptr<Worker> Start(const Config& config, Metrics& metrics, WorkerHealth& health,
                                       const std::atomic<bool>& stop, World& world, const WorkerOptions& options);
  ~Worker();

  // One step: restores the fold index from the claims log, joins the group, then works until `stop` and commits what is
  // in flight. True: all is done. An error ends the worker; it is logged. Unavailable: no broker in time.
  // FailedPrecondition: a topic or the log contradicts the configuration; the message says what to change. Cancelled:
  // `stop` was set before there was anything to finish. Aborted: not finished within `drain_timeout_ms`; what is left
  // goes to other replicas.
  absl::StatusOr<bool> Turn();

  // Turns until the end.
  absl::Status Run();

  // Of the index: equal on all replicas that have applied the same log. Requires a claims log that was opened.
  uint64_t Digest() const { return log_->Digest(); }
  // Nothing is in flight or in doubt.
  bool Idle() const;

 private:
  enum class Phase : uint8_t { kRestoring, kJoining, kRunning, kDraining, kEnded };

  Worker(const Config& config, Metrics& metrics, WorkerHealth& health, const std::atomic<bool>& stop, World& world,
         const WorkerOptions& options);

  absl::StatusOr<bool> Step();
  absl::Status RestoreStep();
  absl::Status JoinGroup();
  absl::Status WorkStep();
  RawListener Listener();

  void BeginDrain();
  absl::Status DrainTimedOut() const;
  void End(const absl::Status& status);
  // Of a ring that goes: its records' outcomes are another owner's.
  void Discard(const Ring& ring, const label::DiscardReason& reason);

  // The steps of a turn, in the order of a record's life. Each returns an error only when the worker must end.
  absl::Status TakeRecords(int timeout_ms);
  absl::Status AppendClaims();
  absl::Status ApplyClaims(int timeout_ms);

  absl::Status CheckCluster();
  // Claims without a verdict, and settlements that were not read back, although the log's end was.
  void AskAgain();

  void OnAssigned(const std::vector<int32_t>& partitions);
  void OnRevoked(const std::vector<int32_t>& partitions, bool lost);
  void OnError(int32_t partition, const absl::Status& error);
  void OnApplied(Applied& applied);
  void OnOrdered(InFlight& record, Verdict verdict);
  void OnSettled(const SettledClaim& settled);

  const Config config_;
  Metrics& metrics_;
  WorkerHealth& health_;
  const std::atomic<bool>& stop_;
  World& world_;
  Clock& clock_;
  const WorkerOptions options_;

  Phase phase_ = Phase::kRestoring;
  bool crashed_ = false;
  // Records end before the source they came from (a librdkafka record must not outlive its client), and threads that
  // hold records before both: see ~Worker.
  std::unique_ptr<RawSource> source_;
  Rings rings_;  // partitions of the present assignment
  std::unique_ptr<ClaimsLog> log_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Preparer> preparer_;
  std::optional<Assignment> assignment_;
  Intake intake_;
  Gauges gauges_;
  Metrics::Observer record_bytes_;
  Metrics::Observer order_;
  Metrics::Observer settle_;
  StatusFeed status_;
  // Own claims that wait for their settlement: partition and raw offset, by the claim's offset in the log.
  std::unordered_map<int64_t, std::pair<int32_t, int64_t>> ordered_;
  absl::Status refused_;  // an own claim was: its reason
  int64_t drain_until_ms_ = 0;
  std::optional<int64_t> topic_gone_ms_;
  int64_t asked_ms_ = 0;
};

}  // namespace wirefold
