#include "common/intake/decode.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/codec/wire_reader.h"
#include "common/intake/html_reader.h"
#include "common/intake/input_place.h"
#include "common/intake/json_reader.h"
#include "common/intake/readable.h"
#include "common/text/charset.h"
#include "common/text/utf8.h"
#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

using Outcome = std::variant<Article, DeadLetter>;

constexpr size_t kMaxHeadlineBytes = 200;

DeadLetter Dead(DeadLetterCode code, std::string message) { return {Stage::kDecode, code, std::move(message)}; }

Outcome FromProtobuf(const v1::RawArticle& raw) {
  Article article;
  article.uri = RepairUtf8(raw.uri());
  article.version = RepairUtf8(raw.version());
  article.url = RepairUtf8(raw.url());
  article.headline = RepairUtf8(raw.headline());
  article.summary = RepairUtf8(raw.summary());
  article.body = ReadableText(RepairUtf8(raw.body()));
  for (const std::string& name : raw.by()) article.by.push_back(RepairUtf8(name));
  article.published = RepairUtf8(raw.published());
  article.modified = RepairUtf8(raw.modified());
  article.language = RepairUtf8(raw.language());
  article.publisher = RepairUtf8(raw.publisher());
  for (const std::string& keyword : raw.keywords()) article.keywords.push_back(RepairUtf8(keyword));
  article.status = RepairUtf8(raw.status());
  return FinishArticle(std::move(article));
}

Outcome ParseProtobuf(std::string_view value, DeadLetterCode code) {
  v1::RawArticle raw;
  if (!raw.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    const std::string problem = ProtobufError(value);
    return Dead(code, absl::StrFormat("%d bytes are no RawArticle%s%s: %s", value.size(), problem.empty() ? "" : ", ",
                                      problem, Printable(value, kExcerptBytes)));
  }
  return FromProtobuf(raw);
}

// Confluent frame: 00, schema id (4 bytes), message index list (a single 00 for the first message), message.
Outcome DecodeFramed(std::string_view value) {
  if (value.size() < 6) {
    return Dead(DeadLetterCode::kInvalidFrame, absl::StrFormat("a frame has 6 bytes at least, not %d", value.size()));
  }
  if (value[5] != 0) {
    return Dead(DeadLetterCode::kInvalidFrame, absl::StrFormat("the frame's message index begins with byte %d, not 0",
                                                               static_cast<uint8_t>(value[5])));
  }
  return ParseProtobuf(value.substr(6), DeadLetterCode::kInvalidFrame);
}

// The message behind its length as a varint, when the length is that of all that follows.
std::optional<std::string_view> Delimited(std::string_view value) {
  WireReader in(value);
  std::string_view message;
  if (!in.Delimited(message) || !in.empty()) return std::nullopt;
  return message;
}

Outcome DecodeProtobuf(std::string_view value) {
  if (value.front() == '\0') return DecodeFramed(value);
  v1::RawArticle raw;
  if (const auto message = Delimited(value);
      message && raw.ParseFromArray(message->data(), static_cast<int>(message->size())) && !raw.body().empty()) {
    return FromProtobuf(raw);
  }
  return ParseProtobuf(value, DeadLetterCode::kInvalidProtobuf);
}

// `text` is UTF-8.
Outcome FromText(std::string text) {
  Article article;
  article.body = ReadableText(std::move(text));
  const size_t line_end = article.body.find('\n');
  if (line_end != std::string::npos && line_end > 0 && line_end <= kMaxHeadlineBytes) {
    size_t end = line_end;
    if (article.body[end - 1] == '\r') --end;
    const size_t next = article.body.find_first_not_of(" \t\r", line_end + 1);
    if (next != std::string::npos && article.body[next] == '\n' &&
        !StandsForNothing(std::string_view(article.body).substr(next))) {
      article.headline = article.body.substr(0, end);
      article.headline_in_body = ByteSpan{0, static_cast<uint32_t>(end)};
    }
  }
  return FinishArticle(std::move(article));
}

Outcome NoText(std::string_view value) {
  return Dead(DeadLetterCode::kInvalidUtf8, absl::StrFormat("%d bytes are neither JSON, protobuf nor text: %s",
                                                            value.size(), Printable(value, kExcerptBytes)));
}

Outcome DecodeText(std::string_view value) {
  std::optional<std::string> text = ToUtf8(value, "");
  return text ? FromText(*std::move(text)) : NoText(value);
}

Outcome DecodeHtml(std::string_view value) {
  const std::optional<std::string> html = ToUtf8(value, DeclaredCharset(value));
  return html ? FinishArticle(ReadHtml(*html)) : NoText(value);
}

// A text in JSON that was sent in UTF-16.
bool BeginsLikeJson(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// Valid UTF-8 without control characters, but for tabs and line ends.
bool LooksLikeText(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }) &&
         IsValidUtf8(value);
}

}  // namespace

InputFormat InputFormatOf(std::string_view name) {
  constexpr std::pair<std::string_view, InputFormat> kNames[] = {{"json", InputFormat::kJson},
                                                                 {"protobuf", InputFormat::kProtobuf},
                                                                 {"text", InputFormat::kText},
                                                                 {"html", InputFormat::kHtml}};
  for (const auto& [one, format] : kNames) {
    if (one == name) return format;
  }
  return InputFormat::kDetect;
}

Outcome Decode(std::string_view value, InputFormat format, std::span<const FieldPointer> pointers) {
  if (value.starts_with("\xEF\xBB\xBF")) value.remove_prefix(3);
  if (value.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Dead(DeadLetterCode::kEmptyValue, "the value is empty");
  }
  switch (format) {
    case InputFormat::kJson:
      return DecodeJson(value, pointers);
    case InputFormat::kProtobuf:
      return DecodeProtobuf(value);
    case InputFormat::kText:
      return DecodeText(value);
    case InputFormat::kHtml:
      return DecodeHtml(value);
    case InputFormat::kDetect:
      break;
  }
  if (BeginsLikeJson(value)) return DecodeJson(value, pointers);
  if (LooksLikePage(value)) return DecodeHtml(value);
  if (value.front() == '\0' && (value.size() < 2 || value[1] == '\0')) return DecodeFramed(value);
  for (const std::optional<std::string_view> bytes : {Delimited(value), std::optional(value)}) {
    v1::RawArticle raw;
    if (!bytes || !raw.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))) continue;
    // Plain text rarely parses as a RawArticle. The parse counts if it has a body, or if the bytes hold what text does
    // not: control characters, invalid UTF-8.
    raw.DiscardUnknownFields();
    if (!raw.body().empty() || (raw.ByteSizeLong() > 0 && !LooksLikeText(value))) return FromProtobuf(raw);
  }
  std::optional<std::string> text = ToUtf8(value, "");
  if (!text) return NoText(value);
  if (BeginsLikeJson(*text)) return DecodeJson(*text, pointers);
  if (LooksLikePage(*text)) return FinishArticle(ReadHtml(*text));
  return FromText(*std::move(text));
}

}  // namespace wirefold
