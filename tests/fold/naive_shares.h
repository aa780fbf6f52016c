// What sketches share, in a naive spelling: for naive_reference.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "common/shingle/coarse_sketch.h"

namespace wirefold {

// The share of the article's fingerprints that no related one has, of those that all their sketches cover.
inline double Novelty(const CoarseSketch& mine, const std::vector<CoarseSketch>& related) {
  double told = 0;
  double fresh = 0;
  for (uint32_t value : mine.values) {
    bool covered = true;
    bool seen = false;
    for (const CoarseSketch& other : related) {
      const int bits = std::min(mine.bits, other.bits);
      const uint32_t cut = value >> (mine.bits - bits);
      const uint64_t cover = ((uint64_t{other.last} + 1) << 32 >> other.bits) - 1;  // as a 32-bit threshold
      covered &= uint64_t{value} <= cover >> (32 - mine.bits);
      for (uint32_t theirs : other.values) seen |= theirs >> (other.bits - bits) == cut;
    }
    if (!covered) continue;
    ++told;
    fresh += seen ? 0 : 1;
  }
  return told == 0 ? 1 : fresh / told;
}

// What falls together by chance is taken off.
inline std::array<double, 3> NaiveSharesOf(const Overlap& o) {
  if (o.a == 0 || o.b == 0) return {0, 0, 0};
  double shared = o.shared;
  shared = std::max(0.0, shared - o.by_chance * (1 - shared / o.a) * (1 - shared / o.b));
  return {shared / (double{1} * o.a + o.b - shared), shared / o.a, shared / o.b};
}

}  // namespace wirefold
