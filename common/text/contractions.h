// EndsContraction: "s" and "t" of "state's" and "don't", where the apostrophe was lost.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "common/base/ascii.h"

namespace wirefold {

// Whether the rest of a word, from `at` on, is what stands behind the apostrophe of an English contraction.
inline bool EndsContraction(std::string_view text, size_t at) {
  constexpr std::string_view kEnds[] = {"s", "t", "re", "ve", "ll", "d", "m"};
  size_t end = at;
  while (end < text.size() && end < at + 3 && IsLetter(text[end])) ++end;
  if (end < text.size() && (IsLetter(text[end]) || static_cast<uint8_t>(text[end]) >= 0x80)) return false;
  const std::string_view rest = text.substr(at, end - at);
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [&](std::string_view one) { return EqualsIgnoringCase(one, rest); });
}

}  // namespace wirefold
