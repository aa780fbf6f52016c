#include "common/codec/decode.h"

#include <simdjson.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/codec/input_place.h"
#include "common/text/utf8.h"
#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

using Outcome = std::variant<Article, DeadLetter>;
using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr size_t kMaxHeadlineBytes = 200;

// At most 80 bytes on one line, for messages: whole code points, control characters as spaces.
std::string Excerpt(std::string_view text) {
  const size_t size = CodePointBoundary(text, 80);
  std::string cut = RepairUtf8(text.substr(0, size));
  std::replace_if(
      cut.begin(), cut.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }, ' ');
  return text.size() > size ? cut + "…" : cut;
}

// What simdjson says, and where in the value: from a few bytes before the place.
std::string JsonProblem(simdjson::error_code error, std::string_view value) {
  std::string_view what = simdjson::error_message(error);
  while (what.ends_with('.') || what.ends_with(' ')) what.remove_suffix(1);
  const std::optional<size_t> offset = JsonErrorOffset(value);
  if (!offset) return absl::StrFormat("%s; %d bytes that begin: %s", std::string(what), value.size(), Excerpt(value));
  const size_t from = CodePointBoundary(value, *offset - std::min<size_t>(*offset, 24));
  return absl::StrFormat("%s; at byte %d of %d, near: %s", std::string(what), *offset, value.size(),
                         Excerpt(value.substr(from)));
}

DeadLetter Dead(DeadLetterCode code, std::string message) { return {Stage::kDecode, code, std::move(message)}; }

// What a JSON key means to us.
enum class Field : uint8_t {
  kUri,
  kVersion,
  kUrl,
  kHeadline,
  kSummary,
  kBody,
  kBy,
  kPublished,
  kModified,
  kLanguage,
  kPublisher
};

struct Alias {
  std::string_view key;
  Field field;
};

// Within one field the earlier alias wins, whatever the order of keys in the input.
constexpr Alias kAliases[] = {
    {"uri", Field::kUri},
    {"id", Field::kUri},
    {"guid", Field::kUri},
    {"uuid", Field::kUri},
    {"@id", Field::kUri},
    {"version", Field::kVersion},
    {"url", Field::kUrl},
    {"link", Field::kUrl},
    {"mainEntityOfPage", Field::kUrl},
    {"headline", Field::kHeadline},
    {"title", Field::kHeadline},
    {"summary", Field::kSummary},
    {"standfirst", Field::kSummary},
    {"description", Field::kSummary},
    {"body", Field::kBody},
    {"text", Field::kBody},
    {"maintext", Field::kBody},
    {"articleBody", Field::kBody},
    {"content_text", Field::kBody},
    {"content", Field::kBody},
    {"by", Field::kBy},
    {"byline", Field::kBy},
    {"authors", Field::kBy},
    {"author", Field::kBy},
    {"published", Field::kPublished},
    {"publishedAt", Field::kPublished},
    {"datePublished", Field::kPublished},
    {"date_publish", Field::kPublished},
    {"date_published", Field::kPublished},
    {"pubDate", Field::kPublished},
    {"modified", Field::kModified},
    {"updated", Field::kModified},
    {"dateModified", Field::kModified},
    {"date_modify", Field::kModified},
    {"date_modified", Field::kModified},
    {"language", Field::kLanguage},
    {"inLanguage", Field::kLanguage},
    {"publisher", Field::kPublisher},
    {"source_domain", Field::kPublisher},
    {"source", Field::kPublisher},
};

bool Absent(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos || text == "None";
}

// A string that the parser gave, repaired. It is valid UTF-8 nearly always, and needs nothing then but to be free of
// NUL and of byte order marks (EF BB BF): three looks at many bytes a step instead of one byte by byte.
std::string Repaired(std::string_view text) {
  const bool sound = text.find('\0') == std::string_view::npos && text.find('\xEF') == std::string_view::npos &&
                     simdjson::validate_utf8(text.data(), text.size());
  return sound ? std::string(text) : RepairUtf8(text);
}

// A scalar as text; an object by its name or id; nullopt: another type.
std::optional<std::string> Text(const element& value) {
  switch (value.type()) {
    case element_type::STRING:
      return Repaired(std::string_view(value));
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return simdjson::minify(value);
    case element_type::NULL_VALUE:
      return "";
    case element_type::OBJECT:
      for (const char* key : {"name", "@id", "id", "url"}) {
        element inner;
        if (value.get_object().value_unsafe().at_key(key).get(inner) == simdjson::SUCCESS && inner.is_string()) {
          return Repaired(std::string_view(inner));
        }
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::vector<std::string> Texts(const element& value, bool& ok) {
  std::vector<std::string> list;
  auto add = [&](const element& one) {
    std::optional<std::string> text = Text(one);
    if (!text) {
      ok = false;
    } else if (!Absent(*text)) {
      list.push_back(*std::move(text));
    }
  };
  if (value.is_array()) {
    for (element one : simdjson::dom::array(value)) add(one);
  } else {
    add(value);
  }
  return list;
}

std::string Join(const std::vector<std::string>& parts, std::string_view between) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += between;
    joined += part;
  }
  return joined;
}

std::string* Member(Article& article, Field field) {
  switch (field) {
    case Field::kUri:
      return &article.uri;
    case Field::kVersion:
      return &article.version;
    case Field::kUrl:
      return &article.url;
    case Field::kHeadline:
      return &article.headline;
    case Field::kSummary:
      return &article.summary;
    case Field::kBody:
      return &article.body;
    case Field::kPublished:
      return &article.published;
    case Field::kModified:
      return &article.modified;
    case Field::kLanguage:
      return &article.language;
    case Field::kPublisher:
      return &article.publisher;
    case Field::kBy:
      return nullptr;
  }
  return nullptr;
}

Outcome Finish(Article article) {
  if (Absent(article.body)) return Dead(DeadLetterCode::kMissingBody, "the article has no body");
  if (article.body.size() > kMaxBodyBytes) {
    return Dead(DeadLetterCode::kBodyTooLarge,
                absl::StrFormat("the body has %d bytes, the limit is %d", article.body.size(), kMaxBodyBytes));
  }
  return article;
}

Outcome DecodeJson(std::string_view value) {
  // Room for one document of the largest size that Kafka can bring; nesting bounded by the parser.
  thread_local simdjson::dom::parser parser;
  static thread_local bool bounded = parser.allocate(1 << 16, kMaxNesting) == simdjson::SUCCESS;
  (void)bounded;
  element document;
  std::string repaired;
  simdjson::error_code error = parser.parse(value.data(), value.size()).get(document);
  if (error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR || error == simdjson::UNESCAPED_CHARS) {
    repaired = RepairJsonText(value);
    error = parser.parse(repaired).get(document);
  }
  if (error == simdjson::DEPTH_ERROR) {
    return Dead(DeadLetterCode::kNestedTooDeep, absl::StrFormat("JSON is nested deeper than %d levels", kMaxNesting));
  }
  if (error != simdjson::SUCCESS) {
    return Dead(DeadLetterCode::kInvalidJson, JsonProblem(error, value));
  }
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) {
    return Dead(DeadLetterCode::kWrongType, absl::StrFormat("JSON is not an object: %s", Excerpt(value)));
  }
  Article article;
  const Alias* taken[16] = {};
  std::string wrong[16];  // what is wrong with the value of the alias taken so far; a better alias mends it
  for (auto [key, content] : object) {
    for (const Alias& alias : kAliases) {
      if (alias.key != key) continue;
      const Alias*& best = taken[static_cast<size_t>(alias.field)];
      if (best != nullptr && best <= &alias) break;  // a better alias, or the same key again: the first counts
      bool ok = true;
      std::vector<std::string> texts = Texts(content, ok);
      if (ok && texts.empty()) break;  // null, "" and "None" are absent
      best = &alias;
      std::string& problem = wrong[static_cast<size_t>(alias.field)];
      problem.clear();
      if (!ok) {
        problem = absl::StrFormat("key \"%s\" holds %s", std::string(key), Excerpt(simdjson::minify(content)));
        break;
      }
      if (alias.field == Field::kBy) {
        article.by = std::move(texts);
      } else {
        *Member(article, alias.field) =
            texts.size() == 1 ? std::move(texts[0]) : Join(texts, alias.field == Field::kBody ? "\n\n" : ", ");
      }
      break;
    }
  }
  for (std::string& problem : wrong) {
    if (!problem.empty()) return Dead(DeadLetterCode::kWrongType, std::move(problem));
  }
  return Finish(std::move(article));
}

Outcome FromProtobuf(const v1::RawArticle& raw) {
  Article article;
  article.uri = RepairUtf8(raw.uri());
  article.version = RepairUtf8(raw.version());
  article.url = RepairUtf8(raw.url());
  article.headline = RepairUtf8(raw.headline());
  article.summary = RepairUtf8(raw.summary());
  article.body = RepairUtf8(raw.body());
  for (const std::string& name : raw.by()) article.by.push_back(RepairUtf8(name));
  article.published = RepairUtf8(raw.published());
  article.modified = RepairUtf8(raw.modified());
  article.language = RepairUtf8(raw.language());
  article.publisher = RepairUtf8(raw.publisher());
  return Finish(std::move(article));
}

Outcome ParseProtobuf(std::string_view value, DeadLetterCode code) {
  v1::RawArticle raw;
  if (!raw.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    const std::string problem = ProtobufError(value);
    return Dead(code, absl::StrFormat("%d bytes are no RawArticle%s%s: %s", value.size(), problem.empty() ? "" : ", ",
                                      problem, Excerpt(value)));
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

Outcome DecodeProtobuf(std::string_view value) {
  return value.front() == '\0' ? DecodeFramed(value) : ParseProtobuf(value, DeadLetterCode::kInvalidProtobuf);
}

Outcome DecodeText(std::string_view value) {
  Article article;
  article.body = RepairUtf8(value);
  const size_t line_end = article.body.find('\n');
  if (line_end != std::string::npos && line_end > 0 && line_end <= kMaxHeadlineBytes) {
    size_t end = line_end;
    if (article.body[end - 1] == '\r') --end;
    const size_t next = article.body.find_first_not_of(" \t\r", line_end + 1);
    if (next != std::string::npos && article.body[next] == '\n' &&
        !Absent(std::string_view(article.body).substr(next))) {
      article.headline = article.body.substr(0, end);
      article.headline_in_body = ByteSpan{0, static_cast<uint32_t>(end)};
    }
  }
  return Finish(std::move(article));
}

// Valid UTF-8 without control characters, but for tabs and line ends.
bool LooksLikeText(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }) &&
         IsValidUtf8(value);
}

}  // namespace

std::string_view DeadLetterCodeName(DeadLetterCode code) {
  static constexpr std::string_view kNames[] = {
      "EMPTY_VALUE",    "INVALID_JSON",    "INVALID_UTF8", "INVALID_PROTOBUF", "INVALID_FRAME",   "MISSING_BODY",
      "BODY_TOO_LARGE", "NESTED_TOO_DEEP", "WRONG_TYPE",   "RECORD_TOO_LARGE", "REFUSED_BY_TOPIC"};
  return kNames[static_cast<size_t>(code)];
}

std::string_view StageName(Stage stage) {
  static constexpr std::string_view kNames[] = {"decode", "clean", "encode", "publish"};
  return kNames[static_cast<size_t>(stage)];
}

Outcome Decode(std::string_view value, InputFormat format) {
  if (value.starts_with("\xEF\xBB\xBF")) value.remove_prefix(3);
  const size_t first = value.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Dead(DeadLetterCode::kEmptyValue, "the value is empty");
  switch (format) {
    case InputFormat::kJson:
      return DecodeJson(value);
    case InputFormat::kProtobuf:
      return DecodeProtobuf(value);
    case InputFormat::kText:
      return DecodeText(value);
    case InputFormat::kDetect:
      break;
  }
  if (value[first] == '{' || value[first] == '[') return DecodeJson(value);
  if (value.front() == '\0') return DecodeFramed(value);
  v1::RawArticle raw;
  if (raw.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    // Text hardly ever parses as a RawArticle; when it does it has no body, or no byte that text does not have.
    raw.DiscardUnknownFields();
    if (!raw.body().empty() || (raw.ByteSizeLong() > 0 && !LooksLikeText(value))) return FromProtobuf(raw);
  }
  if (!IsValidUtf8(value)) {
    return Dead(DeadLetterCode::kInvalidUtf8, absl::StrFormat("%d bytes are neither JSON, protobuf nor UTF-8 text: %s",
                                                              value.size(), Excerpt(value)));
  }
  return DecodeText(value);
}

}  // namespace wirefold
