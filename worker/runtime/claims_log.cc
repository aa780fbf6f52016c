#include "worker/runtime/claims_log.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

constexpr size_t kApplyBatch = 4096;
constexpr int kReplayPollMs = 50;
constexpr int64_t kHeartbeatMs = 1000;      // settlements wait this long for a claim to ride on
constexpr int64_t kRestatementMs = 60'000;  // between two restatements of this replica, should they not be read back

uint64_t Random64() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

}  // namespace

bool RestatementDue(int64_t now_ms, int64_t genesis_ms, int64_t said_ms) {
  return now_ms - genesis_ms > kGenesisRestatementMs && now_ms - said_ms > kRestatementMs;
}

ClaimsLog::ClaimsLog(Settings settings, Metrics& metrics, bool complete)
    : settings_(std::move(settings)), metrics_(metrics), machine_(complete) {}

absl::StatusOr<std::unique_ptr<ClaimsLog>> ClaimsLog::Restore(const Settings& settings, Metrics& metrics,
                                                              int connect_timeout_ms,
                                                              const std::function<bool()>& go_on) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(settings.client));
  WF_ASSIGN_OR_RETURN(auto range, UntilAvailable(connect_timeout_ms, go_on, [&](int slice_ms) {
                        return admin->Watermarks(settings.topic, 0, slice_ms);
                      }));
  const auto [first, end] = range;
  const int64_t began = SteadyMs();
  std::unique_ptr<ClaimsLog> log(new ClaimsLog(settings, metrics, /*complete=*/first == 0));
  WF_ASSIGN_OR_RETURN(log->writer_,
                      ClaimsWriter::Create(settings.client, settings.topic, settings.writer_id, settings.limits));
  WF_ASSIGN_OR_RETURN(log->reader_, kafka::LogReader::Create(settings.client, settings.topic, 0, first,
                                                             kafka::Isolation::kReadUncommitted));
  WF_RETURN_IF_ERROR(log->Replay(first, end, go_on));
  WF_RETURN_IF_ERROR(log->CheckGenesis());
  log->writer_->SetLogId(log->genesis().log_id);
  Log(LogLevel::kInfo, "fold index restored",
      {{"topic", settings.topic},
       {"from_offset", absl::StrFormat("%d", first)},
       {"to_offset", absl::StrFormat("%d", log->applied_end_)},
       {"articles", absl::StrFormat("%d", log->Stats().articles)},
       {"took_ms", absl::StrFormat("%d", SteadyMs() - began)}});
  return log;
}

absl::Status ClaimsLog::Replay(int64_t first, int64_t end, const std::function<bool()>& go_on) {
  bool caught_up = end == first;
  bool proposed = false;
  while (!caught_up || !machine_.genesis()) {
    if (!go_on()) return absl::CancelledError("stopped while the fold index was restored");
    if (caught_up && !proposed) {
      Genesis ours = settings_.genesis;
      ours.log_id = Random64();
      WF_RETURN_IF_ERROR(writer_->Append(ours));
      proposed = true;
    }
    if (absl::Status lost = writer_->Poll(); !lost.ok()) {
      if (!absl::IsUnavailable(lost)) return lost;
      proposed = false;
    }
    WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, Read(kReplayPollMs));
    for (const kafka::Message& message : batch.messages) WF_RETURN_IF_ERROR(ApplyOne(message, [](Applied&) {}));
    if (batch.at_end) caught_up = true;
  }
  return absl::OkStatus();
}

absl::Status ClaimsLog::CheckGenesis() const {
  const Genesis& theirs = genesis();
  Genesis ours = settings_.genesis;
  ours.log_id = theirs.log_id;
  ours.epoch = theirs.epoch;
  if (ours == theirs) return absl::OkStatus();
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
  if (writer_->HasSettlements() && SteadyMs() - writer_->last_append_ms() > kHeartbeatMs) {
    status = writer_->Append(Heartbeat{});
  }
  // Under load as well as at rest: a log that lost its Genesis cannot be restored.
  if (status.ok() && RestatementDue(WallMs(), machine_.genesis_time_ms(), restated_ms_)) {
    restated_ms_ = WallMs();
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
  WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, Read(timeout_ms));
  for (const kafka::Message& message : batch.messages) WF_RETURN_IF_ERROR(ApplyOne(message, visit));
  return absl::OkStatus();
}

absl::StatusOr<kafka::LogReader::Batch> ClaimsLog::Read(int timeout_ms) {
  absl::StatusOr<kafka::LogReader::Batch> batch = reader_->Poll(kApplyBatch, timeout_ms);
  if (batch.ok() && !batch->trouble.ok()) {
    metrics_.Count("errors_total", {{"stage", "apply"}, {"code", absl::StatusCodeToString(batch->trouble.code())}});
    Log(LogLevel::kDebug, "claims log reader", {{"error", std::string(batch->trouble.message())}});
  }
  return batch;
}

absl::Status ClaimsLog::ApplyOne(const kafka::Message& message, const std::function<void(Applied&)>& visit) {
  applied_end_ = message.offset() + 1;
  applied_time_ms_ = message.timestamp_ms().value_or(applied_time_ms_);
  absl::StatusOr<Applied> applied =
      machine_.Apply(ClaimOffset{message.offset()}, message.timestamp_ms().value_or(0),
                     message.timestamp_type() == kafka::TimestampType::kLogAppendTime, message.value().value_or(""));
  if (!applied.ok()) return applied.status();
  metrics_.Count("claims_applied_total", {});
  if (applied->settlements_differed > 0 && machine_.complete()) {
    metrics_.Count("settlement_mismatch_total", {}, applied->settlements_differed);
  }
  if (applied->no_op != NoOp::kNone) {
    Log(LogLevel::kWarning, "claims log record passed over",
        {{"topic", settings_.topic}, {"offset", absl::StrFormat("%d", message.offset())}});
    metrics_.Count("errors_total", {{"stage", "apply"}, {"code", "NOT_A_CLAIM"}});
  }
  if (applied->reclaim) metrics_.Count("reclaims_total", {});
  if (applied->verdict) visit(*applied);
  return absl::OkStatus();
}

std::optional<int64_t> ClaimsLog::LagRecords() const {
  // A reader that gets no answers does not see the log grow; our own claims tell.
  const int64_t end = std::max(reader_->HighWatermark(), writer_->delivered_end());
  if (end < 0) return std::nullopt;
  return std::max<int64_t>(0, end - applied_end_);
}

}  // namespace wirefold
