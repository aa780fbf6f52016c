// Printable: input as a message may show it. Every message maker passes the bytes that it did not make through here:
// ids, urls, excerpts. Without it an id with a line end forges a line of the log, and one with ESC drives a terminal.
//
//   absl::StrFormat("the id %s is too long", Printable(id, 80));
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wirefold {

// The length of the well-formed UTF-8 sequence that begins at `at`, 1 to 4; 0: none does.
size_t Utf8SequenceLength(std::string_view text, size_t at);

// At most `limit` bytes of `text` on one line of valid UTF-8, and "…" when there is more. Control characters (C0, C1,
// DEL), line separators and controls of writing direction become spaces, invalid bytes U+FFFD.
std::string Printable(std::string_view text, size_t limit);

}  // namespace wirefold
