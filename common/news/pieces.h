// Pieces of a text, for the sources of common/news.
#pragma once

#include <string_view>

#include "common/base/ascii.h"
#include "common/base/ids.h"

namespace wirefold {

inline std::string_view View(std::string_view text, ByteSpan span) {
  return text.substr(span.begin, span.end - span.begin);
}

}  // namespace wirefold
