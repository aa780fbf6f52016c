// Validity and repair of UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wirefold {

bool IsValidUtf8(std::string_view text);

// Where the run of ASCII that begins at `at` ends.
size_t EndOfAscii(std::string_view text, size_t at);

// Where to cut `text` so that at most `limit` bytes stay and no code point is split (one of valid UTF-8).
size_t CodePointBoundary(std::string_view text, size_t limit);

void AppendUtf8(char32_t code_point, std::string& out);

// Invalid bytes become U+FFFD, one each; NUL and a byte order mark go.
std::string RepairUtf8(std::string_view text);

// The same for the bytes of a JSON text: also raw control characters become spaces, and escapes of lone surrogates
// become \ufffd. Changes nothing of valid JSON.
std::string RepairJsonText(std::string_view json);

}  // namespace wirefold
