// What a JSON value says for a field of an article. For json_reader.cc.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "common/intake/json_shapes.h"
#include "common/news/article.h"

namespace wirefold {

std::optional<simdjson::dom::element> MemberOf(const simdjson::dom::element& object, std::string_view key);
std::optional<std::string_view> TextMemberOf(const simdjson::dom::element& object, std::string_view key);

// {"value": "text"}, {"rendered": "text"}: what tools write that turn XML or databases into JSON; {"en-US": "text"}.
bool IsWrappedText(const simdjson::dom::element& value);

// Whether a value holds a text for the field.
bool HasText(Field field, const simdjson::dom::element& value);

// What a value says for a field is in `article` now, made readable; false: it says nothing.
bool SetField(Article& article, const Mapping& mapping, const simdjson::dom::element& value);

// The digits of a number that a parser would write otherwise.
void SetNumberAsWritten(Article& article, Field field, std::string_view number);

bool IsSet(const Article& article, Field field);

}  // namespace wirefold
