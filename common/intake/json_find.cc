#include "common/intake/json_find.h"

#include <algorithm>
#include <utility>

#include "common/intake/editor_trees.h"

namespace wirefold {

using simdjson::dom::element;

namespace {

constexpr int kMaxWrappers = 4;  // one in another

bool PathLeadsToValue(const element& object, std::string_view path) {
  return VisitPath(object, path, [](const element& value) { return !value.is_null(); });
}

}  // namespace

const JsonShape* ShapeOf(const element& object) {
  for (const JsonShape& shape : JsonShapes()) {
    if (std::any_of(shape.marks.begin(), shape.marks.end(),
                    [&](std::string_view mark) { return PathLeadsToValue(object, mark); })) {
      return &shape;
    }
  }
  return nullptr;
}

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

namespace {

// Whether one of the paths of its shape leads to a text of the field.
bool LeadsTo(const element& value, const JsonShape& shape, Field field) {
  return std::any_of(shape.mappings.begin(), shape.mappings.end(), [&](const Mapping& mapping) {
    return mapping.field == field &&
           VisitPath(value, mapping.path, [&](const element& inner) { return HasText(field, inner); });
  });
}

// An article by its own members, or by the paths of a shape that leads below them: {"webTitle", "fields": {"body"}}.
bool HoldsArticle(const element& value) {
  if (!value.is_object() || IsArticle(value)) return value.is_object();
  const JsonShape* shape = ShapeOf(value);
  return shape != nullptr && LeadsTo(value, *shape, Field::kHeadline) && LeadsTo(value, *shape, Field::kBody);
}

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
    if (!within.article || !HoldsArticle(*within.article)) continue;
    found = std::move(within);
    found.around.push_back(value);
    return;
  }
  if (HasOwn(value, Field::kBody) || ShapeOf(value) != nullptr) return;
  // A body without a headline, in the wrapper of something that has none: {"payload": {"text": "…"}}.
  for (const std::string_view wrapper : Wrappers()) {
    const std::optional<element> inner = MemberOf(value, wrapper);
    if (!inner || !inner->is_object() || !HasOwn(*inner, Field::kBody)) continue;
    found.article = *inner;
    found.around.push_back(value);
    return;
  }
}

}  // namespace

Found FindArticleIn(const element& document) {
  Found found;
  Find(document, 0, found);
  return found;
}

}  // namespace wirefold
