#include "worker/runtime/log_identity.h"

#include <charconv>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

constexpr std::string_view kBegin = "wirefold log=";
constexpr std::string_view kTopic = " topic=";
constexpr size_t kDigits = 16;

}  // namespace

std::string CommitMetadata(const LogIdentity& identity) {
  return absl::StrFormat("wirefold log=%016x topic=%s", identity.log_id, identity.topic);
}

std::optional<LogIdentity> ParseCommitMetadata(std::string_view metadata) {
  if (!metadata.starts_with(kBegin)) return std::nullopt;
  metadata.remove_prefix(kBegin.size());
  if (metadata.size() < kDigits || !metadata.substr(kDigits).starts_with(kTopic)) return std::nullopt;
  LogIdentity identity;
  const char* const end = metadata.data() + kDigits;
  const auto [parsed, error] = std::from_chars(metadata.data(), end, identity.log_id, 16);
  if (error != std::errc() || parsed != end) return std::nullopt;
  identity.topic = metadata.substr(kDigits + kTopic.size());
  return identity;
}

absl::Status CheckIdentity(const std::string& raw_topic, int32_t partition, const kafka::CommittedOffset& committed,
                           const LogIdentity& ours) {
  const std::optional<LogIdentity> theirs = ParseCommitMetadata(committed.metadata);
  if (!theirs || theirs->log_id == ours.log_id) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s [%d]: offset %d was committed under claims log %016x (topic %s), this configuration follows log %016x (topic "
      "%s): set topics.claims as the group's other workers have it, or stop them all and start once with --adopt-log",
      raw_topic, partition, committed.offset, theirs->log_id, theirs->topic, ours.log_id, ours.topic));
}

}  // namespace wirefold
