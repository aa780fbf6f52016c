#include "common/intake/editor_trees.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "common/base/ascii.h"
#include "common/intake/json_values.h"

namespace wirefold {

using simdjson::dom::element;

namespace {

// Blocks whose text stands in runs.
constexpr std::string_view kBlocksOfRuns[] = {"paragraph", "p",         "heading",    "block",    "quote", "blockquote",
                                              "list_item", "list-item", "list_items", "listItem", "li"};
constexpr std::string_view kTypeKeys[] = {"type", "_type", "nodeType"};

std::optional<std::string_view> TypeOf(const element& value) {
  for (const std::string_view key : kTypeKeys) {
    if (const std::optional<std::string_view> type = TextMemberOf(value, key)) return type;
  }
  return std::nullopt;
}

// Whether the list holds a run of text: {"text": "…"} or {"value": "…"}.
bool HoldsRun(const element& list) {
  if (!list.is_array()) return false;
  const simdjson::dom::array all(list);
  return std::any_of(all.begin(), all.end(), [](const element& one) {
    return one.is_object() && (TextMemberOf(one, "text") || TextMemberOf(one, "value"));
  });
}

}  // namespace

std::optional<element> RunsOf(const element& value) {
  if (std::optional<element> ops = MemberOf(value, "ops"); ops && ops->is_array()) return ops;
  const std::optional<std::string_view> type = TypeOf(value);
  if (!type || (!type->starts_with("heading") &&
                std::find(std::begin(kBlocksOfRuns), std::end(kBlocksOfRuns), *type) == std::end(kBlocksOfRuns))) {
    return std::nullopt;
  }
  for (const std::string_view key : {"children", "content"}) {
    if (std::optional<element> list = MemberOf(value, key); list && HoldsRun(*list)) return list;
  }
  return std::nullopt;
}

void AppendRuns(const element& value, std::string& text) {
  if (value.is_string()) text.append(std::string_view(value));
  if (value.is_array()) {
    for (const element one : simdjson::dom::array(value)) AppendRuns(one, text);
  }
  if (!value.is_object()) return;
  for (const std::string_view key : {"text", "value", "insert", "children", "content"}) {
    const std::optional<element> inner = MemberOf(value, key);
    if (!inner || !(inner->is_string() || inner->is_array())) continue;
    AppendRuns(*inner, text);
    return;
  }
}

bool IsByLanguage(const element& value) {
  const simdjson::dom::object object(value);
  // {"id": 3} is no text in Indonesian.
  if (object.size() == 0 || (object.size() == 1 && MemberOf(value, "id"))) return false;
  return std::all_of(object.begin(), object.end(), [](const simdjson::dom::key_value_pair& member) {
    const std::string_view key = member.key;
    const bool region = key.size() == 5 && (key[2] == '-' || key[2] == '_') && IsUpper(key[3]) && IsUpper(key[4]);
    return (key.size() == 2 || region) && IsLower(key[0]) && IsLower(key[1]);
  });
}

bool IsEditorTree(const element& value) {
  if (!value.is_object()) return false;
  const bool typed = TypeOf(value).has_value();
  for (const std::string_view key : {"content", "children"}) {
    if (const std::optional<element> list = MemberOf(value, key); typed && list && list->is_array()) return true;
  }
  if (const std::optional<element> root = MemberOf(value, "root"); root && root->is_object()) return true;
  for (const std::string_view key : {"ops", "blocks"}) {
    if (const std::optional<element> list = MemberOf(value, key); list && list->is_array()) return true;
  }
  return false;
}

}  // namespace wirefold
