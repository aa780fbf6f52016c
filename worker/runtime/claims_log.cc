#include "worker/runtime/claims_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr size_t kApplyBatch = 4096;
constexpr int kConnectTimeoutMs = 30'000;
constexpr int kConnectSliceMs = 1000;
constexpr int kReplayPollMs = 50;
constexpr int64_t kHeartbeatMs = 1000;      // settlements wait this long for a claim to ride on
constexpr int64_t kRestatementMs = 60'000;  // between two restatements of this replica, should they not be read back

}  // namespace

bool RestatementDue(int64_t now_ms, int64_t genesis_ms, int64_t said_ms) {
  return now_ms - genesis_ms > kGenesisRestatementMs && now_ms - said_ms > kRestatementMs;
}

ClaimsLog::ClaimsLog(Settings settings, Metrics& metrics, World& world)
    : settings_(std::move(settings)), metrics_(metrics), world_(world), clock_(world.clock()) {}

absl::StatusOr<bool> ClaimsLog::Restore() {
  if (began_ms_ == 0) began_ms_ = clock_.SteadyMs();
  if (reader_ == nullptr) {
    absl::Status opened = Open();
    if (absl::IsUnavailable(opened) && clock_.SteadyMs() - began_ms_ < kConnectTimeoutMs) return false;
    WF_RETURN_IF_ERROR(opened);
  }
  WF_RETURN_IF_ERROR(Apply(kReplayPollMs, [](Applied&) {}));
  if (!lag_->caught_up()) return false;
  if (!machine_->genesis()) {
    WF_RETURN_IF_ERROR(ProposeGenesis());
    return false;
  }
  WF_RETURN_IF_ERROR(CheckGenesis());
  Log(LogLevel::kInfo, "fold index restored",
      {{"topic", settings_.topic},
       {"from_offset", absl::StrFormat("%d", first_offset_)},
       {"to_offset", absl::StrFormat("%d", applied_end_)},
       {"articles", absl::StrFormat("%d", Stats().articles)},
       {"took_ms", absl::StrFormat("%d", clock_.SteadyMs() - began_ms_)}});
  return true;
}

absl::Status ClaimsLog::Open() {
  WF_ASSIGN_OR_RETURN(auto range, world_.ClaimsBounds(kConnectSliceMs));
  first_offset_ = range.first;
  applied_end_ = range.first;
  lag_.emplace(range.second);
  machine_.emplace(/*complete=*/range.first == 0);
  WF_ASSIGN_OR_RETURN(std::unique_ptr<ClaimsAppender> appender, world_.AppendClaims());
  writer_ = std::make_unique<ClaimsWriter>(std::move(appender), settings_.writer_id, clock_);
  WF_ASSIGN_OR_RETURN(reader_, world_.ReadClaims(range.first));
  return absl::OkStatus();
}

absl::Status ClaimsLog::ProposeGenesis() {
  if (!proposed_) {
    const absl::Status status = writer_->Append(settings_.genesis);
    if (!status.ok() && !absl::IsResourceExhausted(status)) return status;  // the queue is full: in a later turn
    proposed_ = status.ok();
  }
  absl::Status lost = writer_->Poll();
  if (absl::IsUnavailable(lost)) proposed_ = false;
  return absl::IsUnavailable(lost) ? absl::OkStatus() : lost;
}

absl::Status ClaimsLog::CheckGenesis() const {
  const Genesis& theirs = genesis();
  if (ParametersHash(settings_.genesis) == ParametersHash(theirs)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "claims log %s was begun under other parameters (shingle_length %d sampling_rate %d sketch_floor %d sketch_cap "
      "%d containment_threshold %g derived_threshold %g resemblance_threshold %g window_hours %d window_claims %d): "
      "set `fold` in the configuration to these, or name a new topic in topics.claims",
      settings_.topic, theirs.sketch.shingle_length, theirs.sketch.sampling_rate, theirs.sketch.floor,
      theirs.sketch.cap, theirs.containment_threshold, theirs.derived_threshold, theirs.resemblance_threshold,
      theirs.window_seconds / 3600, theirs.window_claims));
}

absl::Status ClaimsLog::Append(const Claim& claim) {
  WF_RETURN_IF_ERROR(writer_->Append(claim));
  metrics_.Count("claims_appended_total", {});
  return absl::OkStatus();
}

absl::Status ClaimsLog::Maintain() {
  absl::Status status;
  if (writer_->HasSettlements() && clock_.SteadyMs() - writer_->last_append_ms() > kHeartbeatMs) {
    status = writer_->Append(Heartbeat{});
  }
  // Under load as well as at rest: a log that lost its Genesis cannot be restored.
  if (status.ok() && RestatementDue(clock_.WallMs(), machine_->genesis_time_ms(), restated_ms_)) {
    restated_ms_ = clock_.WallMs();
    status = writer_->Append(genesis());
  }
  if (!status.ok() && !absl::IsResourceExhausted(status)) return status;
  absl::Status lost = writer_->Poll();
  if (lost.ok()) return lost;
  metrics_.Count("errors_total", {{"stage", "claim"}, {"code", "NOT_DELIVERED"}});
  // What no repetition cures: the topic is gone or forbidden, or takes no record of this size.
  if (absl::IsPermissionDenied(lost) || absl::IsNotFound(lost) || absl::IsInvalidArgument(lost)) return lost;
  return absl::AbortedError(lost.message());
}

absl::Status ClaimsLog::Apply(int timeout_ms, const std::function<void(Applied&)>& visit) {
  WF_ASSIGN_OR_RETURN(ClaimsReader::Batch batch, reader_->Read(kApplyBatch, timeout_ms));
  if (!batch.trouble.ok()) {
    metrics_.Count("errors_total", {{"stage", "apply"}, {"code", absl::StatusCodeToString(batch.trouble.code())}});
    Log(LogLevel::kDebug, "claims log reader", {{"error", std::string(batch.trouble.message())}});
  }
  for (const ClaimsRecord& record : batch.records) WF_RETURN_IF_ERROR(ApplyOne(record, visit));
  applied_end_ = std::max(applied_end_, reader_->position());
  lag_->Update(applied_end_, reader_->end(), clock_.SteadyMs());
  return absl::OkStatus();
}

absl::Status ClaimsLog::ApplyOne(const ClaimsRecord& record, const std::function<void(Applied&)>& visit) {
  applied_end_ = record.offset + 1;
  applied_time_ms_ = record.append_time_ms;
  absl::StatusOr<Applied> applied = machine_->Apply(ClaimOffset{record.offset}, record.append_time_ms, record.bytes);
  if (absl::IsDataLoss(applied.status())) metrics_.Count("settlement_mismatch_total", {});
  if (!applied.ok()) return applied.status();
  metrics_.Count("claims_applied_total", {});
  if (applied->no_op) {
    Log(LogLevel::kWarning, "claims log record passed over",
        {{"topic", settings_.topic}, {"offset", absl::StrFormat("%d", record.offset)}});
    metrics_.Count("errors_total", {{"stage", "apply"}, {"code", "NOT_A_CLAIM"}});
  }
  if (applied->reclaim) metrics_.Count("reclaims_total", {});
  if (applied->verdict) visit(*applied);
  return absl::OkStatus();
}

std::optional<int64_t> ClaimsLog::LagRecords() const {
  // A reader that gets no answers does not see the log grow; our own claims tell.
  const int64_t end = std::max(reader_->end(), writer_->acknowledged_end());
  if (end < 0) return std::nullopt;
  return std::max<int64_t>(0, end - applied_end_);
}

}  // namespace wirefold
