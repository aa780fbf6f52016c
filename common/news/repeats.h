// FindRepeats: which lines of a text only say again what others say. Feeds and pages give a text twice: whole,
// paragraph by paragraph, its beginning before all of it, or once more without line ends.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "common/news/article.h"

namespace wirefold {

struct Repeats {
  std::optional<size_t> standfirst;  // a first line that a later one repeats or begins with; then `lines` is empty
  std::vector<size_t> lines;         // those to leave out, ascending
};

// `lines`: what is kept of each line, in pieces. Lines are compared by letters and digits, short ones not at all: a
// list may say the same again and again, between what it says once. Linear but for the order of lines that begin alike.
Repeats FindRepeats(std::string_view text, const std::vector<const std::vector<ByteSpan>*>& lines);

}  // namespace wirefold
