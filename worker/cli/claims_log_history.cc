#include "worker/cli/claims_log_history.h"

#include <string>
#include <variant>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/read_partition.h"

namespace wirefold {

absl::Status ClaimsLogHistory::Apply(int64_t offset, int64_t append_time_ms, std::string_view bytes) {
  ++counts_.records;
  counts_.bytes += bytes.size();
  absl::StatusOr<ClaimLogRecord> record = DecodeClaimLogRecord(bytes, log_id());
  if (absl::IsUnimplemented(record.status())) {
    return absl::UnimplementedError(
        absl::StrFormat("claims log offset %d: %s", offset, std::string(record.status().message())));
  }
  if (!record.ok()) {
    ++counts_.unreadable;
    return absl::OkStatus();
  }
  counts_.settlements += record->settlements.size();
  if (std::holds_alternative<Claim>(record->entry)) ++counts_.claims;
  if (std::holds_alternative<Heartbeat>(record->entry)) ++counts_.heartbeats;
  if (const auto* genesis = std::get_if<Genesis>(&record->entry)) {
    return TakeGenesis(offset, append_time_ms, *genesis, record->restated);
  }
  return absl::OkStatus();
}

absl::Status ClaimsLogHistory::TakeGenesis(int64_t offset, int64_t append_time_ms, const Genesis& genesis,
                                           bool restated) {
  ++counts_.genesis;
  if (epochs_.empty() && !from_start_ && !restated) return absl::OkStatus();
  if (!epochs_.empty()) {
    const Genesis& current = epochs_.back().genesis;
    if (genesis == current || !CheckSuccessor(current, genesis).ok()) return absl::OkStatus();
  }
  if (genesis.judging_version > kJudgingVersion) {
    return absl::UnimplementedError(
        absl::StrFormat("claims log offset %d: judging version %d; this program runs up to %d: run a newer one", offset,
                        genesis.judging_version, kJudgingVersion));
  }
  epochs_.push_back({genesis, offset, append_time_ms});
  return absl::OkStatus();
}

std::optional<Genesis> ClaimsLogHistory::genesis() const {
  if (epochs_.empty()) return std::nullopt;
  return epochs_.back().genesis;
}

absl::Status RequireGenesis(const ClaimsLogHistory& history, const std::string& topic) {
  if (history.genesis()) return absl::OkStatus();
  if (history.counts().claims == 0) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "claims log %s is not begun: the first worker begins it with the parameters of its configuration", topic));
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "claims log %s holds %d claims but no Genesis: retention took it, and nobody ran to restate it; name a new topic "
      "in topics.claims",
      topic, history.counts().claims));
}

absl::StatusOr<OffsetRange> ClaimsRange(const Config& config) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_RETURN_IF_ERROR(admin->Describe(config.topics.claims, kBrokerTimeoutMs).status());
  WF_ASSIGN_OR_RETURN(auto range, admin->Watermarks(config.topics.claims, 0, kBrokerTimeoutMs));
  return OffsetRange{range.first, range.second};
}

absl::Status ReadHistory(const Config& config, const OffsetRange& range, ClaimsLogHistory& history) {
  return ReadPartition(ClientOf(config), config.topics.claims, 0, range.first, range.next,
                       kafka::Isolation::kReadUncommitted, [&](const kafka::Message& message) {
                         return history.Apply(message.offset(), message.timestamp_ms().value_or(0),
                                              message.value().value_or(""));
                       });
}

}  // namespace wirefold
