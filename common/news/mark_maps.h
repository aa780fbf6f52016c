// MarkMaps: where the letters, marks and bytes above ASCII of a text stand, as bit maps, found a vector of bytes at a
// time.
//
//   const MarkMaps maps("Ja! ü");  // word 0b00000011, mark 0b00000100, above 0b01100000
//   maps.AnyOf({0, 5}, &MarkMap::MarksAndAbove, [&](size_t at) { return text[at] == '!'; });  // true
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/ids.h"

namespace wirefold {

// Of 64 bytes; bit i tells of byte i.
struct MarkMap {
  uint64_t word = 0;   // ASCII letters and digits
  uint64_t mark = 0;   // ASCII, but no letter, digit, blank or control
  uint64_t above = 0;  // above 0x7F
  uint64_t Marks() const { return mark; }
  uint64_t MarksAndAbove() const { return mark | above; }
};

class MarkMaps {
 public:
  explicit MarkMaps(std::string_view text);

  // Whether `is` holds of a byte of the span whose bit `choose` sets for a block; they are asked from left to right, up
  // to the first.
  template <typename Predicate>
  bool AnyOf(ByteSpan span, uint64_t (MarkMap::*choose)() const, const Predicate& is) const {
    for (size_t block = span.begin / 64; block * 64 < span.end; ++block) {
      for (uint64_t bits = (At(block, span).*choose)(); bits != 0; bits &= bits - 1) {
        if (is(block * 64 + static_cast<size_t>(std::countr_zero(bits)))) return true;
      }
    }
    return false;
  }

  // A block without what lies outside of the span.
  MarkMap At(size_t block, ByteSpan span) const {
    uint64_t inside = ~uint64_t{0};
    if (span.begin > block * 64) inside <<= span.begin - block * 64;
    if (span.end < block * 64 + 64) inside &= ~uint64_t{0} >> (block * 64 + 64 - span.end);
    const MarkMap& map = maps_[block];
    return {map.word & inside, map.mark & inside, map.above & inside};
  }

 private:
  std::vector<MarkMap> maps_;  // of blocks of 64 bytes
};

}  // namespace wirefold
