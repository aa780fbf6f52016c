#include "worker/cli/dead_letter.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

constexpr std::string_view kWorkersPrefix = "__dlq.";
constexpr std::string_view kErrorsPrefix = "__dlq.errors.";

// nullopt: not a number from 0 on, or too large for one.
template <typename Number>
std::optional<Number> ToNumber(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

void ReadError(std::string_view name, const std::string& value, StoredLetter& letter) {
  if (name == "topic") letter.raw_topic = value;
  if (name == "partition") letter.raw_partition = ToNumber<int32_t>(value);
  if (name == "offset") letter.raw_offset = ToNumber<int64_t>(value);
  if (name == "group") letter.group = value;
  if (name == "stage") letter.stage = value;
  if (name == "code") letter.code = value;
  if (name == "message") letter.message = value;
  if (name == "timestamp") letter.timestamp_ms = ToNumber<int64_t>(value);
}

bool IsOmission(std::string_view name) {
  return name == "value_omitted_bytes" || name == "headers_omitted_bytes" || name == "key_omitted_bytes";
}

}  // namespace

StoredLetter ReadLetter(const kafka::Message& message) {
  StoredLetter letter;
  letter.partition = message.partition();
  letter.offset = message.offset();
  letter.timestamp_ms = message.timestamp_ms();
  for (const kafka::Header& header : message.headers()) {
    if (header.name == kReplaysHeader) {
      letter.replays = std::max(letter.replays, ToNumber<int64_t>(header.value).value_or(0));
    }
    if (!header.name.starts_with(kErrorsPrefix)) continue;
    const std::string_view name = std::string_view(header.name).substr(kErrorsPrefix.size());
    letter.incomplete = letter.incomplete || IsOmission(name);
    ReadError(name, header.value, letter);
  }
  if (letter.timestamp_ms == 0) letter.timestamp_ms.reset();  // the worker's word for unknown
  return letter;
}

const char* LetterStateName(LetterState state) {
  static constexpr const char* kNames[kLetterStates] = {"waiting", "replayed", "foreign", "incomplete", "exhausted"};
  return kNames[static_cast<size_t>(state)];
}

LetterState StateOf(const StoredLetter& letter, bool replayed, const ReplayRules& rules) {
  if (replayed) return LetterState::kReplayed;
  if (letter.raw_topic != rules.raw_topic || letter.group != rules.group) return LetterState::kForeign;
  if (letter.incomplete) return LetterState::kIncomplete;
  return letter.replays >= rules.max_replays ? LetterState::kExhausted : LetterState::kWaiting;
}

std::vector<kafka::Header> RawHeaders(const kafka::Message& message) {
  std::vector<kafka::Header> headers = message.headers();
  std::erase_if(headers, [](const kafka::Header& header) { return header.name.starts_with(kWorkersPrefix); });
  return headers;
}

kafka::Outgoing RawRecordOf(const kafka::Message& message, const StoredLetter& letter, const std::string& raw_topic,
                            int32_t raw_partitions) {
  kafka::Outgoing out;
  out.topic = raw_topic;
  out.partition = letter.raw_partition && *letter.raw_partition < raw_partitions ? *letter.raw_partition : -1;
  out.key = message.key();
  out.value = message.value();
  out.headers = RawHeaders(message);
  std::erase_if(out.headers, [](const kafka::Header& header) { return header.name == kReplaysHeader; });
  out.headers.push_back({std::string(kReplaysHeader), absl::StrFormat("%d", letter.replays + 1)});
  return out;
}

}  // namespace wirefold
