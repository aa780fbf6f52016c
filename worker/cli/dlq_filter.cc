#include "worker/cli/dlq_filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

constexpr size_t kExcerpt = 80;

absl::Status Wrong(const std::string& filter, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrFormat("--filter %s: %s", Printable(filter, kExcerpt), what));
}

// A number from 0 on; nullopt: it is none.
template <typename Number>
std::optional<Number> ToNumber(const std::string& text) {
  Number number = 0;
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

std::optional<std::pair<int64_t, int64_t>> ToRange(const std::string& text) {
  const size_t dash = text.find('-');
  const auto first = ToNumber<int64_t>(text.substr(0, dash));
  const auto last = dash == std::string::npos ? first : ToNumber<int64_t>(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

// A duration before now, a time or a day.
std::optional<int64_t> ToSince(const std::string& text, int64_t now_ms) {
  absl::Duration ago;
  if (absl::ParseDuration(text, &ago) && ago >= absl::ZeroDuration() && ago != absl::InfiniteDuration()) {
    return now_ms - absl::ToInt64Milliseconds(ago);
  }
  absl::Time time;
  std::string why;
  for (const char* format : {absl::RFC3339_full, "%Y-%m-%d"}) {
    if (absl::ParseTime(format, text, &time, &why) && time != absl::InfiniteFuture() && time != absl::InfinitePast()) {
      return absl::ToUnixMillis(time);
    }
  }
  return std::nullopt;
}

absl::Status AddFilter(const std::string& filter, int64_t now_ms, LetterFilter& into) {
  const size_t equals = filter.find('=');
  const std::string key = filter.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : filter.substr(equals + 1);
  if (value.empty()) return Wrong(filter, "must be KEY=VALUE");
  if (key == "code") {
    into.codes.insert(absl::AsciiStrToUpper(value));
  } else if (key == "stage") {
    into.stages.insert(absl::AsciiStrToLower(value));
  } else if (key == "partition") {
    const auto partition = ToNumber<int32_t>(value);
    if (!partition) return Wrong(filter, "must be a partition's number");
    into.partitions.insert(*partition);
  } else if (key == "offset") {
    const auto range = ToRange(value);
    if (!range) return Wrong(filter, "must be an offset, or two as 100-200");
    into.offsets.push_back(*range);
  } else if (key == "since") {
    const auto since = ToSince(value, now_ms);
    if (!since) return Wrong(filter, "must be a duration (90s, 30m, 72h), a time (2026-11-27T08:00:00Z) or a day");
    into.since_ms = std::min(into.since_ms.value_or(*since), *since);
  } else {
    return Wrong(filter, "unknown key; there are code, stage, partition, offset, since");
  }
  return absl::OkStatus();
}

template <typename Set, typename Value>
bool Takes(const Set& set, const Value& value) {
  return set.empty() || set.contains(value);
}

}  // namespace

bool LetterFilter::Matches(const StoredLetter& letter) const {
  const bool in_offsets = offsets.empty() || std::any_of(offsets.begin(), offsets.end(), [&](const auto& range) {
                            return range.first <= letter.offset && letter.offset <= range.second;
                          });
  const bool in_time = !since_ms || (letter.timestamp_ms && *letter.timestamp_ms >= *since_ms);
  return Takes(codes, letter.code) && Takes(stages, letter.stage) && Takes(partitions, letter.partition) &&
         in_offsets && in_time;
}

absl::StatusOr<LetterFilter> ParseFilters(const std::vector<std::string>& filters, int64_t now_ms) {
  LetterFilter parsed;
  for (const std::string& filter : filters) WF_RETURN_IF_ERROR(AddFilter(filter, now_ms, parsed));
  return parsed;
}

absl::StatusOr<LetterPlace> ParsePlace(const std::string& text) {
  const size_t at = text.find('@');
  const auto partition = ToNumber<int32_t>(text.substr(0, at));
  const auto offset = ToNumber<int64_t>(at == std::string::npos ? "" : text.substr(at + 1));
  if (!partition || !offset) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: must be PARTITION@OFFSET, as `dlq list` prints it", Printable(text, kExcerpt)));
  }
  return LetterPlace{*partition, *offset};
}

}  // namespace wirefold
