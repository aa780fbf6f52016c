#include "worker/cli/dlq_report.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "worker/cli/json_object.h"
#include "worker/cli/text_table.h"

namespace wirefold {
namespace {

constexpr size_t kMessageBytes = 160;  // of a table's cell
constexpr size_t kNameBytes = 60;
constexpr size_t kHexRow = 32;
constexpr size_t kFirstPlaces = 10;

std::string Hex(std::string_view bytes) { return absl::BytesToHexString({bytes.data(), bytes.size()}); }

// What a terminal shows as it is: UTF-8, and of the control characters line ends and tabulators alone.
bool IsText(std::string_view bytes) {
  const bool plain = std::none_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  });
  return plain && IsUtf8(bytes);
}

// On one line.
std::string TextOrHex(std::string_view bytes) {
  const bool line = IsText(bytes) && bytes.find_first_of("\r\n") == std::string_view::npos;
  return line ? Printable(bytes, bytes.size()) : "0x" + Hex(bytes);
}

std::string HexDump(std::string_view bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += kHexRow) {
    out += absl::StrFormat("%08x  %s\n", at, Hex(bytes.substr(at, kHexRow)));
  }
  return out;
}

// Every line shown apart: what a terminal takes for a command becomes a space.
std::string ValueText(std::string_view value) {
  if (!IsText(value)) return HexDump(value);
  std::string out;
  while (!value.empty()) {
    const size_t end = std::min(value.find('\n'), value.size());
    out += Printable(value.substr(0, end), end) + "\n";
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return out;
}

std::string OrDash(const std::string& text, size_t limit) { return text.empty() ? "-" : Printable(text, limit); }

std::string TimeOf(const StoredLetter& letter) {
  return letter.timestamp_ms ? TimeText(*letter.timestamp_ms) : "unknown";
}

std::string RawPlace(const StoredLetter& letter) {
  if (!letter.raw_partition || !letter.raw_offset) return "-";
  return absl::StrFormat("%d@%d", *letter.raw_partition, *letter.raw_offset);
}

void AddLetter(const LetterRow& row, JsonObject& object) {
  const StoredLetter& letter = row.letter;
  const auto text = [&](const char* name, const std::string& value) {
    object.Text(name, value.empty() ? std::optional<std::string>() : std::optional(value));
  };
  object.Number("partition", letter.partition)
      .Number("offset", letter.offset)
      .Text("state", std::string_view(LetterStateName(row.state)));
  text("time", letter.timestamp_ms ? TimeText(*letter.timestamp_ms) : "");
  text("stage", letter.stage);
  text("code", letter.code);
  text("message", letter.message);
  object.Number("replays", letter.replays);
  text("raw_topic", letter.raw_topic);
  object.Number("raw_partition", std::optional<int64_t>(letter.raw_partition)).Number("raw_offset", letter.raw_offset);
  text("group", letter.group);
}

// "key": text, or "key_hex": digits; "key": null when there is none.
void AddBytes(const std::string& name, std::optional<std::string_view> bytes, JsonObject& object) {
  if (!bytes) {
    object.Null(name);
  } else if (IsUtf8(*bytes)) {
    object.Text(name, *bytes);
  } else {
    object.Text(name + "_hex", std::string_view(Hex(*bytes)));
  }
}

}  // namespace

std::string PlaceText(const StoredLetter& letter) { return absl::StrFormat("%d@%d", letter.partition, letter.offset); }

std::string LettersText(const std::vector<LetterRow>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const LetterRow& row : rows) {
    const StoredLetter& letter = row.letter;
    cells.push_back({PlaceText(letter), LetterStateName(row.state), TimeOf(letter), OrDash(letter.stage, kNameBytes),
                     OrDash(letter.code, kNameBytes), absl::StrFormat("%d", letter.replays), RawPlace(letter),
                     OrDash(letter.message, kMessageBytes)});
  }
  return TextTable({"PLACE", "STATE", "TIME", "STAGE", "CODE", "REPLAYS", "RAW", "MESSAGE"}, cells, /*right=*/{5});
}

std::string LetterJson(const LetterRow& row) {
  JsonObject object;
  AddLetter(row, object);
  return object.Done() + "\n";
}

std::string WholeLetterText(const LetterRow& row, const kafka::Message& message) {
  const StoredLetter& letter = row.letter;
  std::string out;
  const auto line = [&](const char* name, const std::string& value) {
    out += absl::StrFormat("%-8s %s\n", name, value);
  };
  const auto one = [&](const std::string& text) { return OrDash(text, text.size()); };
  line("place", absl::StrFormat("%s, %s", PlaceText(letter), LetterStateName(row.state)));
  line("raw", absl::StrFormat("%s %s", one(letter.raw_topic), RawPlace(letter)));
  line("group", one(letter.group));
  line("time", TimeOf(letter));
  line("stage", one(letter.stage));
  line("code", one(letter.code));
  line("message", one(letter.message));
  line("replays", absl::StrFormat("%d", letter.replays));
  line("key", message.key() ? TextOrHex(*message.key()) : "none");
  for (const kafka::Header& header : message.headers()) {
    line("header", TextOrHex(header.name) + ": " + TextOrHex(header.value));
  }
  if (!message.value()) {
    line("value", "none");
    return out;
  }
  line("value", absl::StrFormat("%d bytes", message.value()->size()));
  return out + ValueText(*message.value());
}

std::string WholeLetterJson(const LetterRow& row, const kafka::Message& message) {
  JsonObject object;
  AddLetter(row, object);
  AddBytes("key", message.key(), object);
  std::vector<std::string> headers;
  for (const kafka::Header& header : message.headers()) {
    JsonObject one;
    one.Text("name", std::string_view(header.name));
    AddBytes("value", header.value, one);
    headers.push_back(one.Done());
  }
  object.Raw("headers", JsonArray(headers));
  AddBytes("value", message.value(), object);
  return object.Done() + "\n";
}

void Tally::Add(const StoredLetter& letter) {
  ++count_;
  if (first_.size() < kFirstPlaces) first_.push_back(PlaceText(letter));
}

std::string Tally::Text() const {
  std::string text = absl::StrFormat("%d: %s", count_, absl::StrJoin(first_, " "));
  const int64_t more = count_ - static_cast<int64_t>(first_.size());
  if (more > 0) text += absl::StrFormat(" … and %d more", more);
  return text;
}

std::string SummaryText(const ReplaySummary& summary) {
  std::string out = absl::StrFormat("%d letter%s %s to %s\n", summary.sent, summary.sent == 1 ? "" : "s",
                                    summary.dry_run ? "would be sent back" : "sent back", summary.raw_topic);
  const auto stays = [&](const char* why, const Tally& tally) {
    if (tally.count() > 0) out += absl::StrFormat("%s, %s\n", why, tally.Text());
  };
  const auto of = [&](LetterState state) -> const Tally& { return summary.states[static_cast<size_t>(state)]; };
  stays("sent back before", of(LetterState::kReplayed));
  stays("stay: exhausted, sent back as often as they may be", of(LetterState::kExhausted));
  stays("stay: incomplete, their topic did not take the whole record", of(LetterState::kIncomplete));
  stays("stay: foreign, of another topic or group", of(LetterState::kForeign));
  stays("stay: refused by the raw topic", summary.refused);
  if (summary.stopped_at_max) out += "stopped at --max: there may be more\n";
  return out;
}

std::string SummaryJson(const ReplaySummary& summary) {
  JsonObject object;
  object.Text("raw_topic", std::string_view(summary.raw_topic))
      .Flag("dry_run", summary.dry_run)
      .Number("sent", summary.sent)
      .Number("refused", summary.refused.count());
  for (const LetterState state :
       {LetterState::kReplayed, LetterState::kForeign, LetterState::kIncomplete, LetterState::kExhausted}) {
    object.Number(LetterStateName(state), summary.states[static_cast<size_t>(state)].count());
  }
  return object.Flag("stopped_at_max", summary.stopped_at_max).Done() + "\n";
}

}  // namespace wirefold
