#include "worker/runtime/claims_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/prefetch.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

constexpr size_t kApplyBatch = 4096;
constexpr size_t kReplayBatch = 32'768;  // most claims are settled within far fewer records
constexpr int kConnectTimeoutMs = 30'000;
constexpr int kConnectSliceMs = 1000;
constexpr int kReplayPollMs = 50;
constexpr int64_t kRestatementMs = 60'000;  // between two restatements of this replica, should they not be read back
constexpr uint64_t kOddLinesPerSecond = 5;
constexpr int64_t kMismatchLineMs = 60'000;
constexpr size_t kPrefetchRecords = 4;

// Of a record behind the one at `i`: a replay would wait for memory at every record.
std::string_view BytesAhead(const std::vector<ClaimsRecord>& records, size_t i) {
  return i + kPrefetchRecords < records.size() ? records[i + kPrefetchRecords].bytes : std::string_view();
}

}  // namespace

void RestatementTimer::Stated(int64_t log_ms, int64_t steady_ms) {
  stated_log_ms_ = log_ms;
  stated_ms_ = steady_ms;
}

bool RestatementTimer::Due(int64_t log_ms, int64_t steady_ms) const {
  if (!stated_log_ms_ || (said_ms_ && steady_ms - *said_ms_ < kRestatementMs)) return false;
  return log_ms - *stated_log_ms_ > kGenesisRestatementMs || steady_ms - stated_ms_ > kGenesisRestatementMs;
}

ClaimsLog::ClaimsLog(Settings settings, Metrics& metrics, World& world)
    : settings_(std::move(settings)),
      metrics_(metrics),
      world_(world),
      clock_(world.clock()),
      odd_lines_(kOddLinesPerSecond) {}

absl::StatusOr<bool> ClaimsLog::Restore() {
  if (!began_ms_) began_ms_ = clock_.SteadyMs();
  if (reader_ == nullptr) {
    absl::Status opened = Open();
    if (absl::IsUnavailable(opened) && clock_.SteadyMs() - *began_ms_ < kConnectTimeoutMs) return false;
    WF_RETURN_IF_ERROR(opened);
  }
  WF_RETURN_IF_ERROR(ReadSome(kReplayPollMs, /*replay=*/true, [](Applied&) {}));
  if (!lag_->caught_up()) return false;
  if (!machine_->genesis()) {
    WF_RETURN_IF_ERROR(ProposeGenesis());
    return false;
  }
  // The parameters at the log's end: an epoch may have changed what it began with.
  WF_RETURN_IF_ERROR(CheckParameters());
  const int64_t took_ms = clock_.SteadyMs() - *began_ms_;
  metrics_.Observing(kMetric.restore_duration()).Observe(static_cast<double>(took_ms) / 1000);
  Log(LogLevel::kInfo, "fold index restored",
      {{"topic", settings_.topic},
       {"from_offset", first_offset_},
       {"to_offset", applied_end_},
       {"articles", Stats().articles},
       {"took_ms", took_ms}});
  return true;
}

absl::Status ClaimsLog::Open() {
  WF_ASSIGN_OR_RETURN(auto range, world_.ClaimsBounds(kConnectSliceMs));
  first_offset_ = range.first;
  applied_end_ = range.first;
  lag_.emplace(range.second);
  // What was deleted is of no matter to a log that begins anew.
  machine_.emplace(/*complete=*/range.first == 0 || range.first == range.second);
  TrustSettlements();
  WF_ASSIGN_OR_RETURN(std::unique_ptr<ClaimsAppender> appender, world_.AppendClaims());
  writer_ = std::make_unique<ClaimsWriter>(std::move(appender), settings_.writer_id);
  WF_ASSIGN_OR_RETURN(reader_, world_.ReadClaims(range.first));
  return absl::OkStatus();
}

void ClaimsLog::TrustSettlements() {
  if (!settings_.trust_settlements) return;
  absl::StatusOr<std::vector<int64_t>> committed = world_.CommittedOffsets(kConnectSliceMs);
  if (!committed.ok()) return;
  trusted_ = *committed;
  machine_->TrustSettlementsOf({settings_.raw_topic, *std::move(committed)});
}

absl::Status ClaimsLog::ProposeGenesis() {
  if (claims_without_genesis_) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "claims log %s holds claims from offset %d on but no Genesis to read them by: its head was deleted, or another "
        "program writes to it; name a new topic in topics.claims and start once with --adopt-log",
        settings_.topic, first_offset_));
  }
  if (only_proposals_) {
    // Whoever proposed is gone, and had not said it again: the log begins here, and is read as such.
    machine_.emplace(/*complete=*/true);
    WF_ASSIGN_OR_RETURN(reader_, world_.ReadClaims(first_offset_));
    only_proposals_ = false;
    return absl::OkStatus();
  }
  if (!proposed_) {
    const absl::Status status = writer_->Append(settings_.genesis);
    if (!status.ok() && !absl::IsResourceExhausted(status)) return status;  // the queue is full: in a later turn
    proposed_ = status.ok();
  }
  absl::Status lost = writer_->Poll();
  if (absl::IsUnavailable(lost)) proposed_ = false;
  return absl::IsUnavailable(lost) ? absl::OkStatus() : lost;
}

absl::Status ClaimsLog::CheckParameters() {
  WF_RETURN_IF_ERROR(CheckAgainstLog(settings_.given, genesis(), settings_.topic));
  WF_RETURN_IF_ERROR(CheckRetention(settings_.topic, settings_.topic_retention_ms, genesis().window_seconds));
  return CheckWindow(settings_.topic, genesis().window_claims, settings_.most_in_flight);
}

absl::Status ClaimsLog::Append(const Claim& claim) {
  WF_RETURN_IF_ERROR(writer_->Append(claim));
  metrics_.Count(kMetric.claims_appended());
  return absl::OkStatus();
}

absl::Status ClaimsLog::Maintain() {
  absl::Status status = writer_->SendSettlements();
  // Under load as well as at rest: a log that lost its Genesis cannot be restored.
  if (status.ok() && restatement_.Due(machine_->log_time_ms(), clock_.SteadyMs())) {
    restatement_.Said(clock_.SteadyMs());
    status = writer_->Append(genesis(), /*restated=*/true);
  }
  if (!status.ok() && !absl::IsResourceExhausted(status)) return status;
  absl::Status lost = writer_->Poll();
  if (lost.ok()) return lost;
  metrics_.Count(kMetric.errors(label::ErrorStage::kClaim, label::Code("NOT_DELIVERED")));
  // What no repetition cures: the topic is gone or forbidden, or takes no record of this size.
  if (absl::IsPermissionDenied(lost) || absl::IsNotFound(lost) || absl::IsInvalidArgument(lost)) return lost;
  return absl::AbortedError(lost.message());
}

absl::Status ClaimsLog::Apply(int timeout_ms, const std::function<void(Applied&)>& visit) {
  return ReadSome(timeout_ms, /*replay=*/false, visit);
}

absl::Status ClaimsLog::ReadSome(int timeout_ms, bool replay, const std::function<void(Applied&)>& visit) {
  const size_t most = replay && begun() ? kReplayBatch : kApplyBatch;
  WF_ASSIGN_OR_RETURN(ClaimsReader::Batch batch, reader_->Read(most, timeout_ms));
  if (!batch.trouble.ok()) {
    metrics_.Count(
        kMetric.errors(label::ErrorStage::kApply, label::Code(absl::StatusCodeToString(batch.trouble.code()))));
    Log(LogLevel::kDebug, "claims log reader", {{"error", std::string(batch.trouble.message())}});
  }
  const std::vector<ClaimsRecord>& records = batch.records;
  if (replay) {
    for (size_t i = 0; i < records.size(); ++i) {
      Prefetch(BytesAhead(records, i));
      machine_->ReadAhead(ClaimOffset{records[i].offset}, records[i].bytes);
    }
  }
  for (size_t i = 0; i < records.size(); ++i) {
    Prefetch(BytesAhead(records, i));
    WF_RETURN_IF_ERROR(ApplyOne(records[i], replay, visit));
  }
  if (replay) machine_->Replayed();
  if (!records.empty()) {
    metrics_.Count(kMetric.claims_applied(), static_cast<double>(records.size()));
  }
  applied_end_ = std::max(applied_end_, reader_->position());
  lag_->Update(applied_end_, reader_->end(), clock_.SteadyMs());
  return absl::OkStatus();
}

absl::Status ClaimsLog::ApplyOne(const ClaimsRecord& record, bool replay, const std::function<void(Applied&)>& visit) {
  applied_end_ = record.offset + 1;
  applied_time_ms_ = record.append_time_ms;
  const int64_t stated_ms = machine_->genesis_time_ms();
  absl::StatusOr<Applied> applied =
      machine_->Apply(ClaimOffset{record.offset}, record.append_time_ms, record.log_append_time, record.bytes,
                      /*with_verdict=*/!replay);
  if (!applied.ok()) return applied.status();
  if (machine_->genesis()) writer_->set_log_id(genesis().log_id);
  if (machine_->genesis() && (applied->genesis_changed || machine_->genesis_time_ms() != stated_ms)) {
    restatement_.Stated(machine_->genesis_time_ms(), clock_.SteadyMs());
  }
  CountOddities(record, *applied);
  if (applied->raw || !applied->settled_claims.empty()) visit(*applied);
  return absl::OkStatus();
}

void ClaimsLog::CountOddities(const ClaimsRecord& record, const Applied& applied) {
  if (applied.no_op != NoOp::kNone) {
    claims_without_genesis_ = claims_without_genesis_ || (applied.no_op == NoOp::kBeforeGenesis && applied.raw);
    only_proposals_ = applied.no_op == NoOp::kOtherGenesis && !machine_->genesis();
    const std::string code(NoOpName(applied.no_op));
    metrics_.Count(kMetric.errors(label::ErrorStage::kApply, label::Code(code)));
    odd_lines_.Write(clock_.SteadyMs(), LogLevel::kWarning, "claims log record passed over",
                     {{"topic", settings_.topic}, {"offset", record.offset}, {"error_code", code}});
  }
  if (applied.reclaim) metrics_.Count(kMetric.reclaims());
  if (applied.time_jumped) metrics_.Count(kMetric.log_time_jumps());
  if (applied.stamp_ignored) {
    metrics_.Count(kMetric.errors(label::ErrorStage::kApply, label::Code("NOT_LOG_APPEND_TIME")));
  }
  if (applied.settlements_differed > 0 && machine_->complete()) SayMismatch(record, applied.settlements_differed);
}

void ClaimsLog::SayMismatch(const ClaimsRecord& record, uint32_t settlements) {
  metrics_.Count(kMetric.settlement_mismatch(), settlements);
  const int64_t now_ms = clock_.SteadyMs();
  if (mismatch_said_ms_ && now_ms - *mismatch_said_ms_ < kMismatchLineMs) return;
  mismatch_said_ms_ = now_ms;
  Log(LogLevel::kError, "a settlement differs from this replica's verdict; the log's is taken over",
      {{"topic", settings_.topic}, {"offset", record.offset}});
}

std::optional<int64_t> ClaimsLog::LagRecords() const {
  // A reader that gets no answers does not see the log grow; our own claims tell.
  const int64_t end = std::max(reader_->end(), writer_->acknowledged_end());
  if (end < 0) return std::nullopt;
  return std::max<int64_t>(0, end - applied_end_);
}

double ClaimsLog::LagSeconds(int64_t wall_ms) const {
  if (LagRecords().value_or(0) == 0) return 0;
  return static_cast<double>(std::max<int64_t>(0, wall_ms - applied_time_ms_)) / 1000;
}

int64_t ClaimsLog::NearEndMs() const { return lag_->near_since_ms() ? clock_.SteadyMs() - *lag_->near_since_ms() : 0; }

int64_t ClaimsLog::BehindMs() const {
  return lag_->behind_since_ms() ? clock_.SteadyMs() - *lag_->behind_since_ms() : 0;
}

}  // namespace wirefold
