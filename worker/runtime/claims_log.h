// One replica's side of the claims log: restores the fold index from it, appends this worker's claims and applies
// everything that anybody appended, in order (ARCHITECTURE.md, "Life of a record").
//
//   ClaimsLog log(settings, metrics, world);
//   while (!*log.Restore()) {}
//   log.Append(claim);
//   log.Apply(/*timeout_ms=*/1, [&](Applied& applied) { ... applied.verdict ... });
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/codec/claims_machine.h"
#include "worker/admin/metrics.h"
#include "worker/config/fold_parameters.h"
#include "worker/ports/world.h"
#include "worker/runtime/claims_writer.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/log.h"
#include "worker/runtime/reader_lag.h"

namespace wirefold {

// The log always holds a Genesis that is younger than this, as long as anybody runs.
inline constexpr int64_t kGenesisRestatementMs = 3'600'000;

// When a Genesis was stated last, and by which clock it is time again: by log time while records come, by steady time
// while none do. The wall clock has no part in it. Pure.
class RestatementTimer {
 public:
  void Stated(int64_t log_ms, int64_t steady_ms);
  bool Due(int64_t log_ms, int64_t steady_ms) const;
  // This replica appended one; it is not asked again while the log may still answer.
  void Said(int64_t steady_ms) { said_ms_ = steady_ms; }

 private:
  std::optional<int64_t> stated_log_ms_;
  int64_t stated_ms_ = 0;
  std::optional<int64_t> said_ms_;
};

class ClaimsLog {
 public:
  struct Settings {
    std::string topic;  // for messages
    std::string raw_topic;
    uint64_t writer_id = 0;
    Genesis genesis;       // the configuration's; its log id is the one of a log that this replica begins
    FoldParameters given;  // what of it was given: must be the log's
    std::optional<int64_t> topic_retention_ms;  // must hold what the log's window needs
    uint64_t most_in_flight = 0;                // records; the window must hold so many claims
    // No record that the group has committed is claimed again: a restore may trust the settlements of these.
    bool trust_settlements = true;
  };

  ClaimsLog(Settings settings, Metrics& metrics, World& world);

  // Where the group stood in a raw partition when the settlements of what was below were trusted; 0: none were.
  int64_t trusted_below(int32_t partition) const {
    return partition < static_cast<int32_t>(trusted_.size()) ? trusted_[static_cast<size_t>(partition)] : 0;
  }
  // One step of reading the retained log; true once the index is that of the log's end. Into an empty log it appends
  // the configuration's Genesis; the first in the log counts. FailedPrecondition: the log contradicts the
  // configuration, or holds claims without a Genesis; the message says what to do. Unavailable: no broker within 30 s.
  absl::StatusOr<bool> Restore();
  bool connected() const { return reader_ != nullptr; }
  // A Genesis was read: there is an index, restored or not.
  bool begun() const { return machine_ && machine_->genesis(); }

  // What follows requires a restored log.

  // ResourceExhausted: later.
  absl::Status Append(const Claim& claim);
  // To be read back before the claim is published; goes with a later record.
  void Settle(Settlement settlement) { writer_->Settle(std::move(settlement)); }
  // Sends the settlements that wait, and serves acknowledgements. Aborted: records were lost, claims are to be appended
  // again. Other errors: the worker must end.
  absl::Status Maintain();
  // Reads and applies what is there, waiting `timeout_ms` at most for the first record. `visit` sees each claim and
  // each settlement that took force. Unimplemented: a record of a newer program.
  absl::Status Apply(int timeout_ms, const std::function<void(Applied&)>& visit);

  // Of the index and its parameters (claims_machine.h).
  uint64_t Digest() const { return machine_->Digest(); }
  const Genesis& genesis() const { return *machine_->genesis(); }
  // For the offsets' commit metadata.
  LogIdentity identity() const { return {genesis().log_id, settings_.topic}; }
  IndexStats Stats() const { return machine_->index().Stats(); }
  // Records not applied yet; nullopt: not known.
  std::optional<int64_t> LagRecords() const;
  // Age of the record applied last, while others wait behind it; else 0.
  double LagSeconds(int64_t wall_ms) const;
  // For how long the reader has been near the log's end without a break, and for how long it has not.
  int64_t NearEndMs() const;
  int64_t BehindMs() const;

 private:
  absl::Status Open();
  absl::Status ProposeGenesis();
  absl::Status CheckParameters();
  // What the group has committed, when brokers tell: claims of it need not be judged.
  void TrustSettlements();
  // `replay`: nobody waits for verdicts.
  absl::Status ReadSome(int timeout_ms, bool replay, const std::function<void(Applied&)>& visit);
  absl::Status ApplyOne(const ClaimsRecord& record, bool replay, const std::function<void(Applied&)>& visit);
  void CountOddities(const ClaimsRecord& record, const Applied& applied);
  void SayMismatch(const ClaimsRecord& record, uint32_t settlements);

  const Settings settings_;
  Metrics& metrics_;
  World& world_;
  Clock& clock_;
  std::optional<ClaimsMachine> machine_;
  std::unique_ptr<ClaimsReader> reader_;
  std::unique_ptr<ClaimsWriter> writer_;
  std::optional<ReaderLag> lag_;
  std::vector<int64_t> trusted_;     // by raw partition
  std::optional<int64_t> began_ms_;  // restoring; steady clock
  int64_t first_offset_ = 0;
  bool only_proposals_ = false;  // the record read last is a Genesis that began nothing
  bool claims_without_genesis_ = false;
  bool proposed_ = false;  // a Genesis is on its way
  RestatementTimer restatement_;
  int64_t applied_end_ = 0;
  int64_t applied_time_ms_ = 0;
  LogLimit odd_lines_;
  std::optional<int64_t> mismatch_said_ms_;
};

}  // namespace wirefold
