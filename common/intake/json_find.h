// FindArticleIn: where in a JSON document its article is. For json_reader.cc.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "common/intake/json_shapes.h"
#include "common/intake/json_values.h"

namespace wirefold {

// Calls visit(value) for each value at the end of the path, until it returns true; whether it did. A list at the end is
// one value: "credits/by" are all authors.
template <typename Visit>
bool VisitPath(const simdjson::dom::element& from, std::string_view path, const Visit& visit) {
  if (from.is_array()) {
    for (const simdjson::dom::element one : simdjson::dom::array(from)) {
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
    const std::optional<simdjson::dom::element> inner = MemberOf(from, name);
    if (!inner) return false;
    return rest.empty() ? visit(*inner) : VisitPath(*inner, rest, visit);
  }
  const size_t close = path.find(']');
  const std::string_view condition = path.substr(open + 1, close - open - 1);
  rest = path.substr(std::min(close + 2, path.size()));
  const std::optional<simdjson::dom::element> list = MemberOf(from, name.substr(0, open));
  if (!list || !list->is_array()) return false;
  const size_t equals = condition.find('=');
  for (const simdjson::dom::element one : simdjson::dom::array(*list)) {
    if (!one.is_object()) continue;
    if (!condition.empty() && TextMemberOf(one, condition.substr(0, equals)) != condition.substr(equals + 1)) continue;
    return VisitPath(one, rest, visit);
  }
  return false;
}

// The shape whose marks an object has; null: none.
const JsonShape* ShapeOf(const simdjson::dom::element& object);

// Whether an object has a text of its own for the field: a string, a list that holds one, or one that a tool wrapped.
bool HasOwn(const simdjson::dom::element& object, Field field);

// Whether an object has a headline and a body of its own.
bool IsArticle(const simdjson::dom::element& value);

// schema.org: NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting …; one type or a list of them.
bool IsArticleNode(const simdjson::dom::element& value);

// What was found in a document.
struct Found {
  std::optional<simdjson::dom::element> article;
  std::vector<simdjson::dom::element> around;  // the objects that wrap it, inmost first
  std::vector<simdjson::dom::element> nodes;   // of a JSON-LD graph: what "@id" may name
  size_t others = 0;                           // further articles
};

// Also within what wraps an article.
Found FindArticleIn(const simdjson::dom::element& document);

}  // namespace wirefold
