// Decode: the bytes of a raw record's value → Article. Takes protobuf RawArticle (bare, behind its length or in a
// Confluent frame), JSON of many shapes (json_shapes.h), HTML pages and plain text in any charset. Hostile input gives
// a DeadLetter with a bounded code; a lack of memory ends the process (fatal.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "common/intake/dead_letter.h"
#include "common/intake/json_shapes.h"
#include "common/news/article.h"

namespace wirefold {

enum class InputFormat : uint8_t { kDetect, kJson, kProtobuf, kText, kHtml };
// "auto", "json", "protobuf", "text", "html", as the configuration has them; what else is given is detected.
InputFormat InputFormatOf(std::string_view name);

inline constexpr size_t kMaxBodyBytes = 8u << 20;
inline constexpr int kMaxNesting = 64;

// `value` may hold anything. proto/README.md says what is tolerated and what is not; tests/codec/bad_input_test.cc
// shows each. In JSON and text, invalid UTF-8 and lone surrogates become U+FFFD; NUL and byte order marks go. Of
// duplicate JSON keys, and of the aliases of one field, the first that holds something counts. Detection: '{' or '[' is
// JSON; 00 is a Confluent frame; bytes that parse as a RawArticle are protobuf if it has a body or if they hold what
// text does not; a doctype or a tag of a page's head is HTML; what else a charset makes text of is text.
// `pointers` say where fields are in JSON; they come before what the program knows of shapes.
std::variant<Article, DeadLetter> Decode(std::string_view value, InputFormat format,
                                         std::span<const FieldPointer> pointers = {});

}  // namespace wirefold
