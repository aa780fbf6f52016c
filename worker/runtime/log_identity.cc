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

}  // namespace wirefold
