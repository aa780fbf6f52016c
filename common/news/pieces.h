// Pieces of a text, for the sources of common/news.
#pragma once

#include <string_view>

#include "common/base/ids.h"

namespace wirefold {

inline std::string_view View(std::string_view text, ByteSpan span) {
  return text.substr(span.begin, span.end - span.begin);
}

inline constexpr std::string_view kSpace = " \t\n\f\r";  // RE2's \s
inline bool IsSpace(char c) { return kSpace.find(c) != std::string_view::npos; }

}  // namespace wirefold
