#include "common/codec/json_article.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "absl/strings/str_format.h"
#include "common/base/fatal.h"
#include "common/base/printable.h"
#include "common/codec/input_place.h"
#include "common/codec/json_numbers.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

using Outcome = std::variant<Article, DeadLetter>;
using simdjson::dom::element;
using simdjson::dom::element_type;

// The parser's memory, some 20 times a document, is kept by each thread for the next one up to this size.
constexpr size_t kKeptDocumentBytes = 256 * 1024;

DeadLetter Dead(DeadLetterCode code, std::string message) { return {Stage::kDecode, code, std::move(message)}; }

// What simdjson says, and where in the value: from a few bytes before the place.
std::string JsonProblem(simdjson::error_code error, std::string_view value) {
  std::string_view what = simdjson::error_message(error);
  while (what.ends_with('.') || what.ends_with(' ')) what.remove_suffix(1);
  const std::optional<size_t> offset = JsonErrorOffset(value);
  if (!offset)
    return absl::StrFormat("%s; %d bytes that begin: %s", std::string(what), value.size(),
                           Printable(value, kExcerptBytes));
  const size_t from = CodePointBoundary(value, *offset - std::min<size_t>(*offset, 24));
  return absl::StrFormat("%s; at byte %d of %d, near: %s", std::string(what), *offset, value.size(),
                         Printable(value.substr(from), kExcerptBytes));
}

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
constexpr size_t kFields = 11;

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

// Where the text is in an object that stands for it: the first of these keys that leads to one.
constexpr std::string_view kTextKeys[] = {"text", "content", "plain", "name", "title", "headline"};
constexpr std::string_view kNameKeys[] = {"name",      "displayName", "display_name", "fullName",
                                          "full_name", "text",        "title"};
constexpr std::string_view kPublisherKeys[] = {"name", "title", "domain", "@id", "id", "url"};
constexpr std::string_view kIdKeys[] = {"@id", "$oid", "id", "uri", "guid", "url", "name"};
constexpr std::string_view kUrlKeys[] = {"url", "@id", "href", "link", "canonical", "id"};
constexpr std::string_view kTimeKeys[] = {"$date", "$numberLong", "date",      "dateTime", "datetime", "iso",
                                          "utc",   "time",        "timestamp", "seconds",  "_seconds"};
constexpr std::string_view kTagKeys[] = {"code", "tag", "alternateName", "identifier", "number", "name"};
// Behind these: what tools write that turn XML or databases into JSON.
constexpr std::string_view kWrapperKeys[] = {"@value",         "_",        "#text", "$t", "__text", "__cdata",
                                             "#cdata-section", "rendered", "value"};
// The two parts of a person's name.
constexpr std::pair<std::string_view, std::string_view> kNameParts[] = {
    {"givenName", "familyName"}, {"firstName", "lastName"}, {"first_name", "last_name"}, {"first", "last"}};

struct Shape {
  std::span<const std::string_view> keys;  // of an object
  std::string_view between = "";           // what joins the texts of a list; "": the first of them counts
  bool numbers = true;                     // a number is a text, its digits
  bool name_parts = false;                 // an object may hold a name in two parts
};

Shape ShapeOf(Field field) {
  switch (field) {
    case Field::kBody:
      return {kTextKeys, "\n\n", false};
    case Field::kHeadline:
    case Field::kSummary:
      return {kTextKeys, ", "};
    case Field::kBy:
      return {.keys = kNameKeys, .name_parts = true};
    case Field::kPublisher:
      return {kPublisherKeys, ", "};
    case Field::kUri:
      return {kIdKeys};
    case Field::kUrl:
      return {kUrlKeys};
    case Field::kPublished:
    case Field::kModified:
      return {kTimeKeys};
    case Field::kVersion:
    case Field::kLanguage:
      return {kTagKeys};
  }
  return {};
}

// A string that the parser gave, repaired. It is valid UTF-8 nearly always, and needs nothing then but to be free of
// NUL and of byte order marks (EF BB BF): three looks at many bytes a step instead of one byte by byte.
std::string Repaired(std::string_view text) {
  const bool sound = text.find('\0') == std::string_view::npos && text.find('\xEF') == std::string_view::npos &&
                     simdjson::validate_utf8(text.data(), text.size());
  return sound ? std::string(text) : RepairUtf8(text);
}

std::optional<element> MemberOf(const element& object, std::string_view key) {
  element inner;
  if (simdjson::dom::object(object).at_key(key).get(inner) != simdjson::SUCCESS) return std::nullopt;
  return inner;
}

// Appends the texts that a value holds; nothing when it holds none. As deep as the parser lets values nest.
void CollectTexts(const element& value, const Shape& shape, std::vector<std::string>& texts) {
  switch (value.type()) {
    case element_type::STRING:
      if (std::string text = Repaired(std::string_view(value)); !StandsForNothing(text))
        texts.push_back(std::move(text));
      return;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      if (shape.numbers) texts.push_back(simdjson::minify(value));
      return;
    case element_type::ARRAY:
      for (const element one : simdjson::dom::array(value)) CollectTexts(one, shape, texts);
      return;
    case element_type::OBJECT:
      break;
    case element_type::BOOL:
    case element_type::NULL_VALUE:
      return;
  }
  const size_t before = texts.size();
  for (const std::span<const std::string_view> keys : {shape.keys, std::span<const std::string_view>(kWrapperKeys)}) {
    for (const std::string_view key : keys) {
      if (const std::optional<element> inner = MemberOf(value, key)) CollectTexts(*inner, shape, texts);
      if (texts.size() > before) return;
    }
  }
  if (!shape.name_parts) return;
  for (const auto& [first, last] : kNameParts) {
    const std::optional<element> parts[] = {MemberOf(value, first), MemberOf(value, last)};
    std::string name;
    for (const std::optional<element>& part : parts) {
      if (part && part->is_string()) name.append(name.empty() ? "" : " ").append(Repaired(std::string_view(*part)));
    }
    if (!StandsForNothing(name)) return texts.push_back(std::move(name));
  }
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

// What a value of a field says is in `article` now; false: it says nothing.
bool SetField(Article& article, Field field, const element& value) {
  const Shape shape = ShapeOf(field);
  std::vector<std::string> texts;
  CollectTexts(value, shape, texts);
  if (texts.empty()) return false;
  if (field == Field::kBy) {
    article.by = std::move(texts);
  } else if (texts.size() == 1 || shape.between.empty()) {
    *Member(article, field) = std::move(texts[0]);
  } else {
    *Member(article, field) = Join(texts, shape.between);
  }
  return true;
}

bool HoldsNothing(const element& value) {
  return value.is_null() || value.is_string() || (value.is_array() && simdjson::dom::array(value).size() == 0);
}

// `json` is what was parsed.
Outcome ReadArticle(const simdjson::dom::object& object, std::string_view json) {
  Article article;
  const Alias* taken[kFields] = {};
  std::string odd_body;  // a body that holds something, but no text: for the message
  size_t index = 0;
  for (const auto& [key, value] : object) {
    const size_t member = index++;
    const auto* alias = std::find_if(std::begin(kAliases), std::end(kAliases),
                                     [wanted = key](const Alias& one) { return one.key == wanted; });
    if (alias == std::end(kAliases)) continue;
    const Alias*& best = taken[static_cast<size_t>(alias->field)];
    if (best != nullptr && best <= alias) continue;  // a better alias, or the same key again: the first counts
    if (!SetField(article, alias->field, value)) {
      if (alias->field == Field::kBody && odd_body.empty() && !HoldsNothing(value)) {
        odd_body = absl::StrFormat("; its key \"%s\" holds %s", std::string(key),
                                   Printable(simdjson::minify(value), kExcerptBytes));
      }
      continue;
    }
    best = alias;
    if (value.is_double() && alias->field != Field::kBy) {
      *Member(article, alias->field) = MemberText(json, member);  // at most once for each alias
    }
  }
  // A node of the page's graph, often one for the whole site: the address is better.
  const Alias* id = taken[static_cast<size_t>(Field::kUri)];
  if (id != nullptr && id->key == "@id" && !article.url.empty()) article.uri.clear();
  Outcome outcome = FinishArticle(std::move(article));
  if (auto* dead = std::get_if<DeadLetter>(&outcome); dead != nullptr && dead->code == DeadLetterCode::kMissingBody) {
    dead->message += odd_body;
  }
  return outcome;
}

// Errors that say nothing of the input. The process ends: after a restart the record is read again.
bool IsOurs(simdjson::error_code error) {
  return error == simdjson::MEMALLOC || error == simdjson::CAPACITY || error == simdjson::UNINITIALIZED ||
         error == simdjson::UNSUPPORTED_ARCHITECTURE;
}

void EndIfOurs(simdjson::error_code error, size_t bytes) {
  if (IsOurs(error))
    EndProcess(absl::StrFormat("no JSON parser for %d bytes: %s", bytes, simdjson::error_message(error)));
}

bool IsOfText(simdjson::error_code error) {
  return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR || error == simdjson::UNESCAPED_CHARS;
}

// Parses `value` into `document`; what can be mended is mended in `repaired`, which then is what was parsed.
simdjson::error_code Parse(simdjson::dom::parser& parser, std::string_view value, std::string& repaired,
                           element& document) {
  simdjson::error_code error = parser.parse(value.data(), value.size()).get(document);
  if (IsOfText(error)) {
    repaired = RepairJsonText(value);
    error = parser.parse(repaired).get(document);
  }
  if (error == simdjson::NUMBER_ERROR) {
    repaired = QuoteLargeNumbers(repaired.empty() ? value : repaired);
    error = parser.parse(repaired).get(document);
    if (IsOfText(error)) {
      repaired = RepairJsonText(repaired);
      error = parser.parse(repaired).get(document);
    }
  }
  EndIfOurs(error, value.size());
  return error;
}

Outcome DecodeWith(simdjson::dom::parser& parser, std::string_view value) {
  element document;
  std::string repaired;
  const simdjson::error_code error = Parse(parser, value, repaired, document);
  if (error == simdjson::DEPTH_ERROR) {
    return Dead(DeadLetterCode::kNestedTooDeep, absl::StrFormat("JSON is nested deeper than %d levels", kMaxNesting));
  }
  if (error != simdjson::SUCCESS) return Dead(DeadLetterCode::kInvalidJson, JsonProblem(error, value));
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) {
    return Dead(DeadLetterCode::kWrongType,
                absl::StrFormat("JSON is not an object: %s", Printable(value, kExcerptBytes)));
  }
  return ReadArticle(object, repaired.empty() ? value : repaired);
}

}  // namespace

Outcome DecodeJson(std::string_view value) {
  thread_local std::optional<simdjson::dom::parser> kept_parser;
  if (!kept_parser) {
    kept_parser.emplace();
    EndIfOurs(kept_parser->allocate(1 << 16, kMaxNesting), 1 << 16);
  }
  Outcome outcome = DecodeWith(*kept_parser, value);
  if (kept_parser->capacity() > kKeptDocumentBytes) kept_parser.reset();
  return outcome;
}

bool StandsForNothing(std::string_view text) {
  // Spaces of Unicode (U+00A0, U+200B, U+3000), too.
  constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80"};
  std::string_view rest = text;
  for (bool blank = true; blank && !rest.empty();) {
    blank = false;
    for (const std::string_view one : kBlanks) {
      if (!rest.starts_with(one)) continue;
      rest.remove_prefix(one.size());
      blank = true;
      break;
    }
  }
  return rest.empty() || text == "None";
}

Outcome FinishArticle(Article article) {
  if (StandsForNothing(article.body)) return Dead(DeadLetterCode::kMissingBody, "the article has no body");
  if (article.body.size() > kMaxBodyBytes) {
    return Dead(DeadLetterCode::kBodyTooLarge,
                absl::StrFormat("the body has %d bytes, the limit is %d", article.body.size(), kMaxBodyBytes));
  }
  return article;
}

}  // namespace wirefold
