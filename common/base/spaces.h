// Texts whose spaces do not count.
#pragma once

#include <string>
#include <string_view>

#include "common/base/ascii.h"

namespace wirefold {

// Appends a text with one blank for spaces in a row, and none where `line` begins or has one already.
inline void AppendFolded(std::string_view text, std::string& line) {
  for (const char c : text) {
    const bool space = IsSpace(c);
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
}

// Without spaces, ASCII capitals lowered: the essence by which a line is known again, however it was set.
inline std::string EssenceOf(std::string_view text) {
  std::string essence;
  essence.reserve(text.size());
  for (const char c : text) {
    if (!IsSpace(c)) essence += ToLower(c);
  }
  return essence;
}

}  // namespace wirefold
