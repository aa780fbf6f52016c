// One replica's side of the claims log: restores the fold index from it, appends this worker's claims and applies
// everything that anybody appended, in order (ARCHITECTURE.md, "Life of a record").
//
//   absl::StatusOr<std::unique_ptr<ClaimsLog>> log = ClaimsLog::Restore(settings, metrics, go_on);
//   (*log)->Append(claim);
//   (*log)->Apply(/*timeout_ms=*/1, [&](Applied& applied) { ... applied.verdict ... });
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/codec/claims_machine.h"
#include "worker/admin/metrics.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/claims_writer.h"

namespace wirefold {

// The log always holds a Genesis that is younger than this, as long as anybody runs.
inline constexpr int64_t kGenesisRestatementMs = 3'600'000;

// Whether to restate Genesis now. Times on the wall clock; `said_ms` is when this replica restated it last. Pure.
bool RestatementDue(int64_t now_ms, int64_t genesis_ms, int64_t said_ms);

class ClaimsLog {
 public:
  struct Settings {
    kafka::ClientSettings client;
    std::string topic;
    uint64_t writer_id = 0;
    Genesis genesis;  // the configuration's
    kafka::ProducerLimits limits;
  };

  // Replays the retained log. On an empty one it proposes the configuration's Genesis; the first in the log counts.
  // Cancelled: `go_on`, asked often, said no. FailedPrecondition: the log's Genesis contradicts the configuration; the
  // message says what to change. Unavailable: no broker within `connect_timeout_ms`.
  static absl::StatusOr<std::unique_ptr<ClaimsLog>> Restore(const Settings& settings, Metrics& metrics,
                                                            int connect_timeout_ms, const std::function<bool()>& go_on);

  // ResourceExhausted: later.
  absl::Status Append(const Claim& claim);
  // A published story id, echoed into the log with a later record.
  void Settle(Settlement settlement) { writer_->Settle(std::move(settlement)); }
  // Sends what waited too long, and serves acknowledgements. Aborted: records were lost, claims are to be appended
  // again. Other errors: the worker must end.
  absl::Status Maintain();
  // Reads and applies what is there, waiting `timeout_ms` at most for the first record. `visit` sees each claim. An
  // error: stop, going on would give other verdicts than our peers.
  absl::Status Apply(int timeout_ms, const std::function<void(Applied&)>& visit);
  // The last settlements, for replicas that restore later.
  absl::Status Finish(int timeout_ms) { return writer_->Finish(timeout_ms); }

  const Genesis& genesis() const { return *machine_.genesis(); }
  IndexStats Stats() const { return machine_.index().Stats(); }
  // Records not applied yet; nullopt: not known.
  std::optional<int64_t> LagRecords() const;
  // Log time of the record applied last; 0: none.
  int64_t applied_time_ms() const { return applied_time_ms_; }

 private:
  ClaimsLog(Settings settings, Metrics& metrics, bool complete);
  absl::Status Replay(int64_t first, int64_t end, const std::function<bool()>& go_on);
  absl::Status CheckGenesis() const;
  // Reads what is there; what librdkafka goes on from by itself is counted.
  absl::StatusOr<kafka::LogReader::Batch> Read(int timeout_ms);
  absl::Status ApplyOne(const kafka::Message& message, const std::function<void(Applied&)>& visit);

  const Settings settings_;
  Metrics& metrics_;
  ClaimsMachine machine_;
  std::unique_ptr<kafka::LogReader> reader_;
  std::unique_ptr<ClaimsWriter> writer_;
  int64_t applied_end_ = 0;
  int64_t applied_time_ms_ = 0;
  int64_t restated_ms_ = 0;
};

}  // namespace wirefold
