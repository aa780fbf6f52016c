#include "common/intake/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/fatal.h"
#include "common/base/printable.h"
#include "common/intake/editor_trees.h"
#include "common/intake/input_place.h"
#include "common/intake/json_numbers.h"
#include "common/intake/json_shapes.h"
#include "common/intake/json_values.h"
#include "common/intake/readable.h"
#include "common/text/charset.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

using Outcome = std::variant<Article, DeadLetter>;
using simdjson::dom::element;

// The parser's memory, some 20 times a document, is kept by each thread for the next one up to this size.
constexpr size_t kKeptDocumentBytes = 256 * 1024;
constexpr int kMaxWrappers = 4;       // one in another
constexpr size_t kSummaryWords = 50;  // a summary as long as this is the text, when there is no other

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

// Errors that say nothing of the input: the process ends, and after a restart the record is read again.
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
    // JSON is UTF-8, but some is sent in another charset.
    std::optional<std::string> utf8 = error == simdjson::UTF8_ERROR ? ToUtf8(value, "") : std::nullopt;
    repaired = RepairJsonText(utf8 ? *utf8 : value);
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

bool HoldsNothing(const element& value) {
  return value.is_null() || value.is_string() || (value.is_array() && simdjson::dom::array(value).size() == 0);
}

// Calls visit(value) for each value at the end of the path, until it returns true; whether it did. A list at the end is
// one value: "credits/by" are all authors.
template <typename Visit>
bool VisitPath(const element& from, std::string_view path, const Visit& visit) {
  if (from.is_array()) {
    for (const element one : simdjson::dom::array(from)) {
      if (VisitPath(one, path, visit)) return true;
    }
    return false;
  }
  if (path.empty()) return visit(from);
  if (!from.is_object()) return false;
  const size_t end = std::min(path.find('/'), path.size());
  std::string_view name = path.substr(0, end);
  // A '/' within brackets is of the value: "bodies[contentType=text/html]/value".
  const size_t open = name.find('[');
  std::string_view rest = path.substr(std::min(end + 1, path.size()));
  if (open == std::string_view::npos) {
    const std::optional<element> inner = MemberOf(from, name);
    if (!inner) return false;
    return rest.empty() ? visit(*inner) : VisitPath(*inner, rest, visit);
  }
  const size_t close = path.find(']');
  const std::string_view condition = path.substr(open + 1, close - open - 1);
  rest = path.substr(std::min(close + 2, path.size()));
  const std::optional<element> list = MemberOf(from, name.substr(0, open));
  if (!list || !list->is_array()) return false;
  const size_t equals = condition.find('=');
  for (const element one : simdjson::dom::array(*list)) {
    if (!one.is_object()) continue;
    if (!condition.empty() && TextMemberOf(one, condition.substr(0, equals)) != condition.substr(equals + 1)) continue;
    return VisitPath(one, rest, visit);
  }
  return false;
}

bool PathLeadsToValue(const element& object, std::string_view path) {
  return VisitPath(object, path, [](const element& value) { return !value.is_null(); });
}

const JsonShape* ShapeOf(const element& object) {
  for (const JsonShape& shape : JsonShapes()) {
    if (std::any_of(shape.marks.begin(), shape.marks.end(),
                    [&](std::string_view mark) { return PathLeadsToValue(object, mark); })) {
      return &shape;
    }
  }
  return nullptr;
}

// Whether an object has a text of its own for the field: a string, a list that holds one, or one that a tool wrapped.
bool HasOwn(const element& object, Field field) {
  for (const auto& [key, value] : simdjson::dom::object(object)) {
    if (!value.is_string() && !value.is_array() && !IsWrappedText(value) && !IsEditorTree(value)) continue;
    for (const RankedAlias& alias : AliasesOf(key)) {
      if (alias.mapping->field == field && HasText(field, value)) return true;
    }
  }
  return false;
}

bool IsArticle(const element& value) {
  return value.is_object() && HasOwn(value, Field::kHeadline) && HasOwn(value, Field::kBody);
}

// schema.org: NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting …; one type or a list of them.
bool IsArticleNode(const element& value) {
  const auto is_type = [](const element& type) {
    const std::string_view name = type.is_string() ? std::string_view(type) : "";
    return name.ends_with("Article") || name.ends_with("Posting");
  };
  const std::optional<element> type = value.is_object() ? MemberOf(value, "@type") : std::nullopt;
  if (!type || !type->is_array()) return type && is_type(*type);
  const simdjson::dom::array all(*type);
  return std::any_of(all.begin(), all.end(), is_type);
}

// What was found in a document.
struct Found {
  std::optional<element> article;
  std::vector<element> around;  // the objects that wrap it, inmost first
  std::vector<element> nodes;   // of a JSON-LD graph: what "@id" may name
  size_t others = 0;            // further articles
};

void Find(const element& value, int depth, Found& found);

void FindInList(const simdjson::dom::array& list, int depth, Found& found) {
  std::vector<element> objects;
  for (const element one : list) {
    if (one.is_object()) objects.push_back(one);
  }
  for (const element& one : objects) {
    if (!IsArticleNode(one)) continue;
    const bool has_body = MemberOf(one, "articleBody").has_value();
    if (!found.article || (has_body && !MemberOf(*found.article, "articleBody"))) found.article = one;
  }
  if (found.article) {
    found.nodes = objects;
    return;
  }
  for (const element& one : objects) {
    Found inner;
    Find(one, depth + 1, inner);
    if (!inner.article ||
        !(HasOwn(*inner.article, Field::kBody) || IsArticleNode(*inner.article) || objects.size() == 1))
      continue;
    if (found.article) {
      ++found.others;
    } else {
      found = std::move(inner);
    }
  }
}

void Find(const element& value, int depth, Found& found) {
  if (depth > kMaxWrappers) return;
  if (value.is_array()) return FindInList(simdjson::dom::array(value), depth, found);
  if (!value.is_object()) return;
  if (const std::optional<element> graph = MemberOf(value, "@graph"); graph && graph->is_array()) {
    FindInList(simdjson::dom::array(*graph), depth, found);
    if (found.article) return;
  }
  found.article = value;
  if (HasOwn(value, Field::kBody) && HasOwn(value, Field::kHeadline)) return;
  for (const std::string_view wrapper : Wrappers()) {
    const std::optional<element> inner = MemberOf(value, wrapper);
    if (!inner || !(inner->is_object() || inner->is_array())) continue;
    Found within;
    Find(*inner, depth + 1, within);
    if (!within.article || !IsArticle(*within.article)) continue;
    found = std::move(within);
    found.around.push_back(value);
    return;
  }
}

// "author": {"@id": "#ada"}: the node of the graph with that id.
element Resolved(const element& value, const std::vector<element>& nodes) {
  if (nodes.empty() || !value.is_object() || MemberOf(value, "name")) return value;
  const std::optional<std::string_view> id = TextMemberOf(value, "@id");
  if (!id) return value;
  for (const element& node : nodes) {
    if (TextMemberOf(node, "@id") == id && MemberOf(node, "name")) return node;
  }
  return value;
}

class Reader {
 public:
  // `known`: what is known of the article already.
  Reader(const Found& found, std::string_view json, Article known = {})
      : found_(found), json_(json), article_(std::move(known)) {}

  Article Read() {
    if (const JsonShape* shape = ShapeOf(*found_.article)) ReadShape(*shape);
    const bool whole = found_.around.empty();
    ReadAliases(*found_.article, whole);
    for (const element& around : found_.around) ReadAliases(around, false);
    TakeLongSummary();
    if (article_.body.empty()) article_.body = std::move(printed_nothing_);
    // A node of the page's graph, often one for the whole site: the address is better.
    if (id_key_ == "@id" && !article_.url.empty()) article_.uri.clear();
    return std::move(article_);
  }

  // A body that holds something, but no text: for the message.
  const std::string& odd_body() const { return odd_body_; }

 private:
  void ReadShape(const JsonShape& shape) {
    for (const Mapping& mapping : shape.mappings) {
      if (IsSet(article_, mapping.field)) continue;
      VisitPath(*found_.article, mapping.path, [&](const element& value) { return Set(mapping, value); });
    }
  }

  bool Set(const Mapping& mapping, const element& value) {
    const bool set = SetField(article_, mapping, Resolved(value, found_.nodes));
    if (set && mapping.field == Field::kBody && IsPrintedNothing(article_.body)) {
      printed_nothing_ = std::exchange(article_.body, "");
      return false;
    }
    if (set && mapping.field == Field::kUri) id_key_ = mapping.path;
    return set;
  }

  // `whole`: the object is the whole of the JSON text.
  void ReadAliases(const element& object, bool whole) {
    std::array<size_t, kFields> best;
    for (size_t field = 0; field < kFields; ++field) {
      best[field] = IsSet(article_, static_cast<Field>(field)) ? 0 : Aliases().size();
    }
    size_t index = 0;
    for (const auto& [key, value] : simdjson::dom::object(object)) {
      const size_t member = index++;
      for (const auto& [mapping, rank] : AliasesOf(key)) {
        size_t& taken = best[static_cast<size_t>(mapping->field)];
        if (taken <= rank) continue;  // a better alias, or the same key again: the first counts
        if (!Set(*mapping, value)) {
          if (mapping->field == Field::kBody) NoteOddBody(key, value);
          continue;
        }
        taken = rank;
        if (whole && value.is_double()) SetNumberAsWritten(article_, mapping->field, MemberText(json_, member));
      }
    }
  }

  void NoteOddBody(std::string_view key, const element& value) {
    if (!odd_body_.empty() || HoldsNothing(value)) return;
    odd_body_ = absl::StrFormat("; its key \"%s\" holds %s", std::string(key),
                                Printable(simdjson::minify(value), kExcerptBytes));
  }

  void TakeLongSummary() {
    if (!article_.body.empty()) return;
    const auto words = 1 + std::count(article_.summary.begin(), article_.summary.end(), ' ');
    if (static_cast<size_t>(words) < kSummaryWords) return;
    article_.body = std::move(article_.summary);
    article_.summary.clear();
  }

  const Found& found_;
  std::string_view json_;
  Article article_;
  std::string_view id_key_;  // where the id came from
  std::string odd_body_;
  std::string printed_nothing_;  // a body that says nothing: taken when there is no other
};

Article ReadPointers(const element& document, std::span<const FieldPointer> pointers) {
  Article article;
  for (const auto& [field, pointer] : pointers) {
    element value;
    if (document.at_pointer(pointer).get(value) == simdjson::SUCCESS) SetField(article, {field, pointer}, value);
  }
  return article;
}

// `json` is what was parsed.
Outcome ReadDocument(const element& document, std::string_view json, std::span<const FieldPointer> pointers) {
  Article known = ReadPointers(document, pointers);
  Found found;
  Find(document, 0, found);
  if (!known.body.empty() && (!found.article || found.others > 0)) return FinishArticle(std::move(known));
  if (!found.article) {
    return Dead(DeadLetterCode::kWrongType,
                absl::StrFormat("JSON holds no article: %s", Printable(json, kExcerptBytes)));
  }
  if (found.others > 0)
    return Dead(DeadLetterCode::kWrongType,
                absl::StrFormat("JSON holds %d articles; a record is one", 1 + found.others));
  Reader reader(found, json, std::move(known));
  Outcome outcome = FinishArticle(reader.Read());
  if (auto* dead = std::get_if<DeadLetter>(&outcome); dead != nullptr && dead->code == DeadLetterCode::kMissingBody) {
    dead->message += reader.odd_body();
  }
  return outcome;
}

Outcome DecodeWith(simdjson::dom::parser& parser, std::string_view value, std::span<const FieldPointer> pointers) {
  element document;
  std::string repaired;
  const simdjson::error_code error = Parse(parser, value, repaired, document);
  if (error == simdjson::DEPTH_ERROR) {
    return Dead(DeadLetterCode::kNestedTooDeep, absl::StrFormat("JSON is nested deeper than %d levels", kMaxNesting));
  }
  if (error != simdjson::SUCCESS) return Dead(DeadLetterCode::kInvalidJson, JsonProblem(error, value));
  return ReadDocument(document, repaired.empty() ? value : repaired, pointers);
}

}  // namespace

Outcome DecodeJson(std::string_view value, std::span<const FieldPointer> pointers) {
  thread_local std::optional<simdjson::dom::parser> kept_parser;
  if (!kept_parser) {
    kept_parser.emplace();
    EndIfOurs(kept_parser->allocate(1 << 16, kMaxNesting), 1 << 16);
  }
  Outcome outcome = DecodeWith(*kept_parser, value, pointers);
  if (kept_parser->capacity() > kKeptDocumentBytes) kept_parser.reset();
  return outcome;
}

std::optional<Article> ReadJsonLd(std::string_view json) {
  simdjson::dom::parser parser;
  EndIfOurs(parser.allocate(1 << 12, kMaxNesting), 1 << 12);
  element document;
  std::string repaired;
  if (Parse(parser, json, repaired, document) != simdjson::SUCCESS) return std::nullopt;
  Found found;
  Find(document, 0, found);
  if (found.article && !IsArticleNode(*found.article)) found.article = MemberOf(*found.article, "mainEntity");
  if (!found.article || !IsArticleNode(*found.article)) return std::nullopt;
  Article article = Reader(found, repaired.empty() ? json : repaired).Read();
  // A page shows of a live blog what its editors chose.
  if (MemberOf(*found.article, "liveBlogUpdate") && !MemberOf(*found.article, "articleBody")) article.body.clear();
  return article;
}

Outcome FinishArticle(Article article) {
  if (StandsForNothing(article.body)) return Dead(DeadLetterCode::kMissingBody, "the article has no body");
  if (article.body.size() > kMaxBodyBytes)
    return Dead(DeadLetterCode::kBodyTooLarge,
                absl::StrFormat("the body has %d bytes, the limit is %d", article.body.size(), kMaxBodyBytes));
  return article;
}

}  // namespace wirefold
