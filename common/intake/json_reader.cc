#include "common/intake/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/base/spaces.h"
#include "common/intake/json_find.h"
#include "common/intake/json_numbers.h"
#include "common/intake/json_parse.h"
#include "common/intake/json_shapes.h"
#include "common/intake/json_values.h"
#include "common/intake/readable.h"
#include "common/intake/script_json.h"

namespace wirefold {
namespace {

using Outcome = std::variant<Article, DeadLetter>;
using simdjson::dom::element;

// The parser's memory, some 20 times a document, is kept by each thread for the next one up to this size.
constexpr size_t kKeptDocumentBytes = 256 * 1024;
constexpr size_t kSummaryWords = 50;  // a summary as long as this is the text, when there is no other

DeadLetter Dead(DeadLetterCode code, std::string message) { return {Stage::kDecode, code, std::move(message)}; }

bool HoldsNothing(const element& value) {
  return value.is_null() || value.is_string() || (value.is_array() && simdjson::dom::array(value).size() == 0);
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
  Found found = FindArticleIn(document);
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
  const simdjson::error_code error = ParseJson(parser, value, repaired, document);
  if (error == simdjson::DEPTH_ERROR) {
    return Dead(DeadLetterCode::kNestedTooDeep, absl::StrFormat("JSON is nested deeper than %d levels", kMaxNesting));
  }
  if (error != simdjson::SUCCESS) return Dead(DeadLetterCode::kInvalidJson, JsonProblem(error, value));
  return ReadDocument(document, repaired.empty() ? value : repaired, pointers);
}

// An object at any place of a document that is an article by its own members.
class StateSearch {
 public:
  StateSearch(std::span<const std::string> titles, std::optional<Article>& best) : best_(best) {
    for (const std::string& title : titles) {
      if (std::string essence = EssenceOf(title); !essence.empty()) titles_.push_back(std::move(essence));
    }
  }

  // `depth`: objects and lists around the value.
  void Visit(const element& value, std::string_view json, int depth) {
    if (depth > kMaxStateNesting) return;
    if (value.is_array()) {
      for (const element one : simdjson::dom::array(value)) {
        if (one.is_array() || one.is_object()) Visit(one, json, depth + 1);
      }
    }
    if (!value.is_object() || TakeArticle(value, json)) return;
    for (const auto& [key, inner] : simdjson::dom::object(value)) {
      if (inner.is_array() || inner.is_object()) Visit(inner, json, depth + 1);
    }
  }

 private:
  bool TakeArticle(const element& value, std::string_view json) {
    if (!IsArticle(value) && ShapeOf(value) == nullptr) return false;
    Found found;
    found.article = value;
    Article article = Reader(found, json).Read();
    if (article.body.size() < kMinStateBodyBytes) return false;
    if (!IsOfPage(article.headline) && !HasTitle(value)) return false;
    if (!best_ || article.body.size() > best_->body.size()) best_ = std::move(article);
    return true;
  }

  // Whether one of its texts is a title of the page: many have one for readers and one for machines.
  bool HasTitle(const element& value) const {
    constexpr size_t kMinTitleBytes = 20;
    constexpr size_t kMaxTitleBytes = 300;
    const simdjson::dom::object object(value);
    return std::any_of(object.begin(), object.end(), [&](const simdjson::dom::key_value_pair& member) {
      const std::string_view text = member.value.is_string() ? std::string_view(member.value) : "";
      return text.size() >= kMinTitleBytes && text.size() <= kMaxTitleBytes && IsOfPage(text);
    });
  }

  // Whether one of the page's titles holds the headline, or it one of them.
  bool IsOfPage(std::string_view headline) const {
    const std::string essence = EssenceOf(headline);
    return !essence.empty() && std::any_of(titles_.begin(), titles_.end(), [&](const std::string& title) {
      return title.find(essence) != std::string::npos || essence.find(title) != std::string::npos;
    });
  }

  static constexpr int kMaxStateNesting = 16;  // a body is read again at each level
  static constexpr size_t kMinStateBodyBytes = 250;

  std::vector<std::string> titles_;  // their essence; none is empty
  std::optional<Article>& best_;
};

}  // namespace

Outcome DecodeJson(std::string_view value, std::span<const FieldPointer> pointers) {
  thread_local std::optional<simdjson::dom::parser> kept_parser;
  if (!kept_parser) {
    kept_parser.emplace();
    EndIfNoJsonParser(kept_parser->allocate(1 << 16, kMaxNesting), 1 << 16);
  }
  Outcome outcome = DecodeWith(*kept_parser, value, pointers);
  if (kept_parser->capacity() > kKeptDocumentBytes) kept_parser.reset();
  return outcome;
}

std::optional<Article> ReadJsonLd(std::string_view json) {
  simdjson::dom::parser parser;
  EndIfNoJsonParser(parser.allocate(1 << 12, kMaxNesting), 1 << 12);
  element document;
  std::string repaired;
  if (ParseJson(parser, json, repaired, document) != simdjson::SUCCESS) {
    const std::string mended = MendScriptJson(json);
    if (ParseJson(parser, mended, repaired, document) != simdjson::SUCCESS) return std::nullopt;
    if (repaired.empty()) repaired = mended;
  }
  Found found = FindArticleIn(document);
  if (found.article && !IsArticleNode(*found.article)) found.article = MemberOf(*found.article, "mainEntity");
  if (!found.article || !IsArticleNode(*found.article)) return std::nullopt;
  Article article = Reader(found, repaired.empty() ? json : repaired).Read();
  // A page shows of a live blog what its editors chose.
  if (MemberOf(*found.article, "liveBlogUpdate") && !MemberOf(*found.article, "articleBody")) article.body.clear();
  return article;
}

std::optional<Article> ReadPageState(std::span<const std::string_view> scripts, std::span<const std::string> titles) {
  std::optional<Article> best;
  StateSearch search(titles, best);
  simdjson::dom::parser parser;
  EndIfNoJsonParser(parser.allocate(1 << 12, kMaxNesting), 1 << 12);
  for (const std::string_view script : scripts) {
    VisitScriptJson(script, [&](std::string_view json) {
      element document;
      if (parser.parse(json.data(), json.size()).get(document) == simdjson::SUCCESS) search.Visit(document, json, 0);
    });
  }
  return best;
}

Outcome FinishArticle(Article article) {
  if (StandsForNothing(article.body)) return Dead(DeadLetterCode::kMissingBody, "the article has no body");
  if (article.body.size() > kMaxBodyBytes)
    return Dead(DeadLetterCode::kBodyTooLarge,
                absl::StrFormat("the body has %d bytes, the limit is %d", article.body.size(), kMaxBodyBytes));
  return article;
}

}  // namespace wirefold
