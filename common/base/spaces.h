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

// Without spaces, soft hyphens and letters of no width, ASCII capitals lowered: the essence by which a line is known
// again, however it was set.
inline std::string EssenceOf(std::string_view text) {
  std::string essence;
  essence.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\xC2\xAD") || rest.starts_with("\xC2\xA0")) {
      ++at;
    } else if (rest.starts_with("\xE2\x80\x8B") || rest.starts_with("\xE2\x81\xA0")) {
      at += 2;
    } else if (!IsSpace(text[at])) {
      essence += ToLower(text[at]);
    }
  }
  return essence;
}

}  // namespace wirefold
