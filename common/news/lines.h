// Lines of a text, and what rules see of them. For the sources of common/news.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"

namespace wirefold {

// The lines of valid UTF-8 that hold something, without the blanks around it. A line ends with LF, CR, FF, U+0085,
// U+2028 or U+2029. Linear.
std::vector<ByteSpan> SplitLines(std::string_view text);

// `span` without the blanks at its ends, those of Unicode and what has no width included.
ByteSpan TrimBlanks(std::string_view text, ByteSpan span);

// A line as rules are written: one plain blank for blanks of any kind, nothing for what has no width, plain quotes,
// dashes and brackets, "..." for an ellipsis, ":" and "|" for the full-width ones, ">" for arrows.
void FoldLine(std::string_view line, std::string& folded);

// Whether a folded line is a headline in title case: three words or more, most of which begin with a capital or a
// digit.
bool IsTitle(std::string_view folded);

// Whether a folded line ends like a sentence and has so many words at least. A question is none: headlines ask.
bool IsSentence(std::string_view folded, int min_words);

}  // namespace wirefold
