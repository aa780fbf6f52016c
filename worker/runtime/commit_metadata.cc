#include "worker/runtime/commit_metadata.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace wirefold {
namespace {

constexpr std::string_view kBegin = "wirefold log=";
constexpr std::string_view kTopic = " topic=";
constexpr std::string_view kOwners = " owners=";
constexpr size_t kDigits = 16;
constexpr size_t kMostOwners = 4;  // a broker takes 4 KiB of metadata unless told otherwise

template <typename Number>
bool ParseWhole(std::string_view text, int base, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && parsed == end;
}

// None where one of them cannot be read: the others would say that it owned nothing.
Owners ParseOwners(const std::string& text) {
  Owners owners;
  for (const std::string& one : std::vector<std::string>(absl::StrSplit(text, ','))) {
    const size_t at = std::min(one.find('@'), one.size());
    Owner& owner = owners.emplace_back();
    const std::string_view all = one;
    if (!ParseWhole(all.substr(0, at), 16, owner.writer_id) ||
        !ParseWhole(all.substr(std::min(at + 1, all.size())), 10, owner.from)) {
      return {};
    }
  }
  return owners;
}

Owners OwnersIn(const kafka::CommittedOffset& committed) {
  const std::optional<CommitMetadata> said = ParseCommitMetadata(committed.metadata);
  return said ? said->owners : Owners();
}

}  // namespace

std::string EncodeCommitMetadata(const CommitMetadata& metadata) {
  std::string text = absl::StrFormat("wirefold log=%016x topic=%s", metadata.log.log_id, metadata.log.topic);
  std::string_view before = kOwners;
  for (const Owner& owner : metadata.owners) {
    absl::StrAppendFormat(&text, "%s%016x@%d", std::string(before), owner.writer_id, owner.from);
    before = ",";
  }
  return text;
}

std::optional<CommitMetadata> ParseCommitMetadata(std::string_view metadata) {
  if (!metadata.starts_with(kBegin)) return std::nullopt;
  metadata.remove_prefix(kBegin.size());
  if (metadata.size() < kDigits || !metadata.substr(kDigits).starts_with(kTopic)) return std::nullopt;
  CommitMetadata said;
  if (!ParseWhole(metadata.substr(0, kDigits), 16, said.log.log_id)) return std::nullopt;
  metadata.remove_prefix(kDigits + kTopic.size());
  said.log.topic = metadata.substr(0, metadata.find(kOwners));
  metadata.remove_prefix(said.log.topic.size());
  if (!metadata.empty()) said.owners = ParseOwners(std::string(metadata.substr(kOwners.size())));
  return said;
}

absl::Status CheckIdentity(const std::string& raw_topic, int32_t partition, const kafka::CommittedOffset& committed,
                           const LogIdentity& ours) {
  const std::optional<CommitMetadata> theirs = ParseCommitMetadata(committed.metadata);
  if (!theirs || theirs->log.log_id == ours.log_id) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s [%d]: offset %d was committed under claims log %016x (topic %s), this configuration follows log %016x (topic "
      "%s): set topics.claims as the group's other workers have it, or stop them all and start once with --adopt-log",
      raw_topic, partition, committed.offset, theirs->log.log_id, theirs->log.topic, ours.log_id, ours.topic));
}

Owners OwnersAfter(const kafka::CommittedOffset& committed, uint64_t writer_id) {
  Owners owners = OwnersIn(committed);
  if (!owners.empty() && owners.back().writer_id == writer_id) return owners;
  if (owners.size() >= kMostOwners) owners.erase(owners.begin());
  owners.push_back({writer_id, std::max<int64_t>(committed.offset, 0)});
  return owners;
}

std::optional<uint64_t> OwnerOf(int64_t offset, const kafka::CommittedOffset& committed) {
  const Owners owners = OwnersIn(committed);
  const auto owner = std::find_if(owners.rbegin(), owners.rend(), [&](const Owner& of) { return of.from <= offset; });
  if (owner == owners.rend()) return std::nullopt;
  return owner->writer_id;
}

}  // namespace wirefold
