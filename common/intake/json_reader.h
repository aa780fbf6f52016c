// DecodeJson: JSON → Article, by the tables of json_shapes.h. For decode.cc.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "common/intake/decode.h"

namespace wirefold {

// The article may be wrapped: in a list of one, in "data" or "_source", as a node of a JSON-LD graph. A field that
// holds nothing readable is absent (null, false, {}, an object without a name); only the body must be there.
// What `pointers` lead to comes before what the shapes say; a pointer that leads to nothing says nothing.
std::variant<Article, DeadLetter> DecodeJson(std::string_view value, std::span<const FieldPointer> pointers);

// The article of a page's JSON-LD; nullopt: it holds none, or is no JSON. The body may be empty.
std::optional<Article> ReadJsonLd(std::string_view json);

// The article in the state that a page's scripts hold for its program, which shows it: NEXT_DATA, Fusion, INITIAL_STATE
// and the like. That of one of the `titles` with the longest body; nullopt: there is none. Linear.
std::optional<Article> ReadPageState(std::span<const std::string_view> scripts, std::span<const std::string> titles);

// What every decoder does last: checks the body.
std::variant<Article, DeadLetter> FinishArticle(Article article);

}  // namespace wirefold
