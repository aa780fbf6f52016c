// DecodeJson: a JSON object → Article, by tables of the keys and shapes that producers use. For decode.cc.
#pragma once

#include <string_view>
#include <variant>

#include "common/codec/decode.h"

namespace wirefold {

// A field that holds nothing readable is absent (null, false, {}, an object without a name); only the body must be
// there.
std::variant<Article, DeadLetter> DecodeJson(std::string_view value);

// Whether a text stands for nothing: blank, or "None", as Python prints it.
bool StandsForNothing(std::string_view text);

// What every decoder does last: checks the body.
std::variant<Article, DeadLetter> FinishArticle(Article article);

}  // namespace wirefold
