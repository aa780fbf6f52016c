#include "common/intake/json_values.h"

#include <algorithm>
#include <span>
#include <string>

#include "common/base/ascii.h"
#include "common/intake/editor_trees.h"
#include "common/intake/html_reader.h"
#include "common/intake/readable.h"
#include "common/news/language_tag.h"
#include "common/text/utf8.h"

namespace wirefold {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::optional<element> MemberOf(const element& object, std::string_view key) {
  element inner;
  if (simdjson::dom::object(object).at_key(key).get(inner) != simdjson::SUCCESS) return std::nullopt;
  return inner;
}

std::optional<std::string_view> TextMemberOf(const element& object, std::string_view key) {
  const std::optional<element> inner = MemberOf(object, key);
  if (!inner || !inner->is_string()) return std::nullopt;
  return std::string_view(*inner);
}

namespace {

// Where the text is in an object that stands for it: the first of these keys that leads to one.
constexpr std::string_view kTextKeys[] = {"text",   "articleBody", "body",       "content", "content_elements",
                                          "items",  "children",    "paragraphs", "blocks",  "ops",
                                          "insert", "root",        "document",   "plain",   "html",
                                          "data",   "name",        "title",      "headline"};
// Parts of a text that are none: their captions and headlines are not the article's.
constexpr std::string_view kPartsWithoutText[] = {
    "image",     "video", "gallery", "audio",     "embed", "custom_embed", "oembed_response", "interstitial_link",
    "reference", "story", "ad",      "link_list", "media", "iframe",       "divider"};
constexpr std::string_view kNameKeys[] = {"name",      "displayName", "display_name", "fullName",
                                          "full_name", "text",        "title"};
constexpr std::string_view kPublisherKeys[] = {"name", "title", "domain", "@id", "id", "url"};
constexpr std::string_view kIdKeys[] = {"@id", "$oid", "id", "uri", "guid", "url", "name"};
constexpr std::string_view kUrlKeys[] = {"url", "@id", "href", "link", "permalink", "canonical", "id"};
constexpr std::string_view kTimeKeys[] = {"$date", "$numberLong", "date",      "dateTime", "datetime", "iso",
                                          "utc",   "time",        "timestamp", "seconds",  "_seconds"};
constexpr std::string_view kTagKeys[] = {"code", "tag", "alternateName", "identifier", "number", "name"};
// "value" before "name": {"name": "subject", "value": "Ferries"}.
constexpr std::string_view kKeywordKeys[] = {"value", "name", "term", "label", "keyword", "webTitle", "text", "title"};
// Behind these: what tools write that turn XML or databases into JSON.
constexpr std::string_view kWrapperKeys[] = {"@value",         "_",        "#text", "$t", "__text", "__cdata",
                                             "#cdata-section", "rendered", "value"};
constexpr std::string_view kLabelsOfNames[] = {"by",  "by:", "posted by", "posted on", "written by", "author",
                                               "von", "par", "por",       "di",        "de"};
// The two parts of a person's name.
constexpr std::pair<std::string_view, std::string_view> kNameParts[] = {{"givenName", "familyName"},
                                                                        {"firstName", "lastName"},
                                                                        {"first_name", "last_name"},
                                                                        {"firstname", "lastname"},
                                                                        {"first", "last"}};

constexpr std::string_view kParagraphs = "\n\n";

struct Form {
  std::span<const std::string_view> keys;  // of an object
  std::string_view between = "";           // what joins the texts of a list; "": the first of them counts
  bool numbers = true;                     // a number is a text, its digits
  bool booleans = false;                   // so are true and false
  bool name_parts = false;                 // an object may hold a name in two parts
};

Form FormOf(Field field) {
  switch (field) {
    case Field::kBody:
      return {kTextKeys, kParagraphs, false};
    case Field::kHeadline:
    case Field::kSummary:
      return {kTextKeys, ", "};
    case Field::kBy:
      return {.keys = kNameKeys, .numbers = false, .name_parts = true};
    case Field::kPublisher:
    case Field::kCreditLine:
    case Field::kCopyrightHolder:
      return {kPublisherKeys, ", "};
    case Field::kUri:
      return {kIdKeys};
    case Field::kUrl:
      return {kUrlKeys};
    case Field::kPublished:
    case Field::kModified:
      return {kTimeKeys};
    case Field::kArticleVersion:
    case Field::kLanguage:
      return {kTagKeys};
    case Field::kKeywords:
      return {.keys = kKeywordKeys, .numbers = false};
    case Field::kStatus:
    case Field::kAccess:
      return {.keys = {}, .booleans = true};
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

bool IsPartWithoutText(const element& part) {
  const std::optional<std::string_view> type = TextMemberOf(part, "type");
  return type &&
         std::find(std::begin(kPartsWithoutText), std::end(kPartsWithoutText), *type) != std::end(kPartsWithoutText);
}

// Appends the texts that a value holds; nothing when it holds none. As deep as the parser lets values nest.
void CollectTexts(const element& value, const Form& form, std::vector<std::string>& texts) {
  switch (value.type()) {
    case element_type::STRING:
      if (std::string text = Repaired(std::string_view(value)); !StandsForNothing(text))
        texts.push_back(std::move(text));
      return;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      if (form.numbers) texts.push_back(simdjson::minify(value));
      return;
    case element_type::ARRAY:
      for (const element one : simdjson::dom::array(value)) CollectTexts(one, form, texts);
      return;
    case element_type::OBJECT:
      break;
    case element_type::BOOL:
      if (form.booleans) texts.push_back(simdjson::minify(value));
      return;
    case element_type::NULL_VALUE:
      return;
  }
  if (form.between == kParagraphs && IsPartWithoutText(value)) return;
  const size_t before = texts.size();
  if (const std::optional<element> runs = form.between == kParagraphs ? RunsOf(value) : std::nullopt) {
    std::string text;
    AppendRuns(*runs, text);
    if (!StandsForNothing(text)) texts.push_back(Repaired(text));
    return;
  }
  for (const std::span<const std::string_view> keys : {form.keys, std::span<const std::string_view>(kWrapperKeys)}) {
    for (const std::string_view key : keys) {
      if (const std::optional<element> inner = MemberOf(value, key)) CollectTexts(*inner, form, texts);
      if (texts.size() > before) return;
    }
  }
  if (!form.between.empty() && IsByLanguage(value)) {
    for (const auto& [key, text] : simdjson::dom::object(value)) {
      CollectTexts(text, form, texts);
      if (texts.size() > before) return;
    }
  }
  if (!form.name_parts) return;
  for (const auto& [first, last] : kNameParts) {
    const std::optional<element> parts[] = {MemberOf(value, first), MemberOf(value, last)};
    std::string name;
    for (const std::optional<element>& part : parts) {
      if (part && part->is_string()) name.append(name.empty() ? "" : " ").append(Repaired(std::string_view(*part)));
    }
    if (!StandsForNothing(name)) return texts.push_back(std::move(name));
  }
}

// Where a field is that is a list of texts; null for the others.
std::vector<std::string> Article::*ListMember(Field field) {
  if (field == Field::kBy) return &Article::by;
  return field == Field::kKeywords ? &Article::keywords : nullptr;
}

// Where the text of any other field is.
std::string Article::*Member(Field field) {
  switch (field) {
    case Field::kUri:
      return &Article::uri;
    case Field::kArticleVersion:
      return &Article::version;
    case Field::kUrl:
      return &Article::url;
    case Field::kHeadline:
      return &Article::headline;
    case Field::kSummary:
      return &Article::summary;
    case Field::kBody:
      return &Article::body;
    case Field::kPublished:
      return &Article::published;
    case Field::kModified:
      return &Article::modified;
    case Field::kLanguage:
      return &Article::language;
    case Field::kPublisher:
      return &Article::publisher;
    case Field::kCreditLine:
      return &Article::credit_line;
    case Field::kCopyrightHolder:
      return &Article::copyright_holder;
    case Field::kStatus:
      return &Article::status;
    case Field::kAccess:
      return &Article::access;
    case Field::kBy:
    case Field::kKeywords:
      return nullptr;
  }
  return nullptr;
}

bool IsWebAddress(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

// A web address with a path.
bool IsArticlePage(std::string_view text) {
  if (!IsWebAddress(text)) return false;
  const size_t path = text.find('/', text.find("//") + 2);
  return path != std::string_view::npos && path + 1 < text.size();
}

// "2024-03-01T10:00:00": a time without a zone.
bool IsTimeWithoutZone(std::string_view text) {
  return text.size() >= 16 && (text[10] == 'T' || text[10] == ' ') &&
         text.find_first_of("Zz+", 11) == std::string_view::npos && text.find('-', 11) == std::string_view::npos;
}

// What is left of a text when it must be so; empty: nothing.
std::string Admitted(std::string text, Only only) {
  switch (only) {
    case Only::kAny:
      return text;
    case Only::kWebAddress:
      return IsWebAddress(text) ? text : "";
    case Only::kArticlePage:
      return IsArticlePage(text) ? text : "";
    case Only::kUtc:
      return IsTimeWithoutZone(text) ? text + "Z" : text;
  }
  return text;
}

// Of any script.
bool HoldsDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return IsDigit(c) || static_cast<unsigned char>(c) >= 0x80; });
}

// "By", a text node of its own before the name.
bool IsLabelOfNames(std::string_view text) {
  return std::any_of(std::begin(kLabelsOfNames), std::end(kLabelsOfNames),
                     [&](std::string_view label) { return EqualsIgnoringCase(label, text); });
}

// "Anna Reed\nTom Lund": lines of two words and more are names, which a ';' parts.
std::string NamesOfLines(std::string text) {
  if (text.find('\n') == std::string::npos) return text;
  std::string names;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = Trimmed(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    if (line.empty()) continue;
    if (line.find(' ') == std::string::npos || !IsUpper(line.front()) || line.find('<') != std::string::npos)
      return text;
    names += (names.empty() ? "" : "; ") + line;
  }
  return names;
}

std::string ReadableField(Field field, std::string text) {
  switch (field) {
    case Field::kBody:
      return ReadableText(std::move(text));
    case Field::kBy:
      text = ReadableLine(NamesOfLines(std::move(text)));
      return IsLabelOfNames(text) ? "" : text;
    case Field::kPublished:
    case Field::kModified:
      return HoldsDigit(text) ? Trimmed(text) : "";
    case Field::kHeadline:
    case Field::kSummary:
    case Field::kPublisher:
    case Field::kCreditLine:
    case Field::kCopyrightHolder:
    case Field::kKeywords:
      return ReadableLine(std::move(text));
    case Field::kLanguage:
      return LanguageTagOf(text);
    default:
      return Trimmed(text);
  }
}

// A whole page in place of a body: what it says fills the fields that are empty.
bool TakePage(Article& article, std::string_view html) {
  Article page = ReadHtml(html, article.url);
  if (StandsForNothing(page.body)) return false;
  article.body = std::move(page.body);
  for (std::string Article::*field : {&Article::url, &Article::headline, &Article::summary, &Article::published,
                                      &Article::modified, &Article::language, &Article::publisher, &Article::access}) {
    if ((article.*field).empty()) article.*field = std::move(page.*field);
  }
  if (article.by.empty()) article.by = std::move(page.by);
  if (article.keywords.empty()) article.keywords = std::move(page.keywords);
  article.captions = std::move(page.captions);
  return true;
}

}  // namespace

bool IsWrappedText(const element& value) {
  return value.is_object() && (IsByLanguage(value) ||
                               std::any_of(std::begin(kWrapperKeys), std::end(kWrapperKeys),
                                           [&](std::string_view key) { return TextMemberOf(value, key).has_value(); }));
}

bool HasText(Field field, const element& value) {
  std::vector<std::string> texts;
  CollectTexts(value, FormOf(field), texts);
  return !texts.empty();
}

bool SetField(Article& article, const Mapping& mapping, const element& value) {
  const Form form = FormOf(mapping.field);
  std::vector<std::string> found;
  CollectTexts(value, form, found);
  if (mapping.field == Field::kBody && found.size() == 1 && LooksLikePage(found[0])) return TakePage(article, found[0]);
  std::vector<std::string> texts;
  for (std::string& text : found) {
    text = Admitted(ReadableField(mapping.field, std::move(text)), mapping.only);
    const bool offered = mapping.field == Field::kBody || mapping.field == Field::kKeywords;
    if (!StandsForNothing(text) && !(offered && IsOffer(text))) texts.push_back(std::move(text));
  }
  if (texts.empty()) return false;
  if (const auto list = ListMember(mapping.field)) {
    article.*list = std::move(texts);
    return true;
  }
  std::string& member = article.*Member(mapping.field);
  member = std::move(texts[0]);
  if (form.between.empty()) return true;
  for (size_t i = 1; i < texts.size(); ++i) member.append(form.between).append(texts[i]);
  return true;
}

void SetNumberAsWritten(Article& article, Field field, std::string_view number) {
  if (ListMember(field) == nullptr) article.*Member(field) = number;
}

bool IsSet(const Article& article, Field field) {
  if (const auto list = ListMember(field)) return !(article.*list).empty();
  return !(article.*Member(field)).empty();
}

}  // namespace wirefold
