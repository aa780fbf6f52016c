#include "worker/cli/replay_ledger.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

constexpr std::string_view kOffsetsHeader = "__dlq.replayed.offsets";
constexpr std::string_view kGroupHeader = "__dlq.replayed.group";
constexpr std::string_view kErrorsPrefix = "__dlq.errors.";
constexpr size_t kExcerpt = 80;

using Range = std::pair<int64_t, int64_t>;  // both included

std::string RangesText(std::span<const int64_t> offsets) {
  std::string text;
  for (size_t i = 0; i < offsets.size();) {
    size_t next = i + 1;
    while (next < offsets.size() && offsets[next] == offsets[next - 1] + 1) ++next;
    if (!text.empty()) text += ',';
    text += absl::StrFormat("%d", offsets[i]);
    if (next - i > 1) text += absl::StrFormat("-%d", offsets[next - 1]);
    i = next;
  }
  return text;
}

// Takes a number from 0 on off the front.
std::optional<int64_t> TakeNumber(std::string_view& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

// nullopt: the text is no list of ranges.
std::optional<std::vector<Range>> ParseRanges(std::string_view text) {
  std::vector<Range> ranges;
  for (;;) {
    const std::optional<int64_t> first = TakeNumber(text);
    std::optional<int64_t> last = first;
    if (text.starts_with('-')) {
      text.remove_prefix(1);
      last = TakeNumber(text);
    }
    if (!first || !last || *last < *first) return std::nullopt;
    ranges.emplace_back(*first, *last);
    if (text.empty()) return ranges;
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
  }
}

const kafka::Header* Find(const std::vector<kafka::Header>& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const kafka::Header& header) { return header.name == name; });
  return found == headers.end() ? nullptr : &*found;
}

}  // namespace

void OffsetSet::Add(int64_t first, int64_t last) {
  WF_CHECK(first <= last);
  auto next = last_of_.upper_bound(first);
  if (next != last_of_.begin()) {
    const auto before = std::prev(next);
    if (before->second >= first - 1) {
      first = before->first;
      last = std::max(last, before->second);
      last_of_.erase(before);
    }
  }
  while (next != last_of_.end() && next->first - 1 <= last) {
    last = std::max(last, next->second);
    next = last_of_.erase(next);
  }
  last_of_[first] = last;
}

bool OffsetSet::Contains(int64_t offset) const {
  const auto after = last_of_.upper_bound(offset);
  return after != last_of_.begin() && std::prev(after)->second >= offset;
}

bool IsMark(const std::vector<kafka::Header>& headers) {
  const bool letter = std::any_of(headers.begin(), headers.end(),
                                  [](const kafka::Header& header) { return header.name.starts_with(kErrorsPrefix); });
  return !letter && Find(headers, kOffsetsHeader) != nullptr;
}

kafka::Outgoing MarkRecord(const std::string& dead_letter_topic, int32_t partition, std::span<const int64_t> offsets,
                           const std::string& group) {
  kafka::Outgoing mark;
  mark.topic = dead_letter_topic;
  mark.partition = partition;
  mark.headers = {{std::string(kOffsetsHeader), RangesText(offsets)}, {std::string(kGroupHeader), group}};
  return mark;
}

absl::Status ReplayLedger::Take(const kafka::Message& mark) {
  const std::vector<kafka::Header> headers = mark.headers();
  const kafka::Header* text = Find(headers, kOffsetsHeader);
  WF_CHECK(text != nullptr);
  const std::optional<std::vector<Range>> ranges = ParseRanges(text->value);
  // A mark stands behind all letters that it names.
  const bool valid = ranges && std::all_of(ranges->begin(), ranges->end(),
                                           [&](const Range& range) { return range.second < mark.offset(); });
  if (!valid) {
    return absl::DataLossError(absl::StrFormat(
        "the mark at %d@%d is no list of offsets before it, \"%s\": which letters were sent back is not known",
        mark.partition(), mark.offset(), Printable(text->value, kExcerpt)));
  }
  for (const auto& [first, last] : *ranges) replayed_[mark.partition()].Add(first, last);
  return absl::OkStatus();
}

bool ReplayLedger::WasReplayed(int32_t partition, int64_t offset) const {
  const auto found = replayed_.find(partition);
  return found != replayed_.end() && found->second.Contains(offset);
}

}  // namespace wirefold
