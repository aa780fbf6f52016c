// Where bad input is bad: looked for only after a parser said no, for the message of the dead letter.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wirefold {

// Offset of the first byte at which `json` stops being JSON: its end when it is cut short, the opening quote of a
// string that is never closed. What is repaired before parsing (UTF-8, control characters, surrogates, numbers too
// large for 64 bits or a double) is no error here. nullopt: none found.
std::optional<size_t> JsonErrorOffset(std::string_view json);

// What is wrong with the bytes of a RawArticle, and where: "at byte 12 field 6 says 300 bytes, 7 are left"; empty:
// nothing found.
std::string ProtobufError(std::string_view bytes);

}  // namespace wirefold
