// CoarseSketch: a sketch as the fold index keeps and compares it. Each fingerprint is cut to the leading bits that tell
// the fingerprints of one text apart, and the sorted values are stored as Rice-coded differences: about 90 bytes for a
// 500-word article where the whole fingerprints take 512.
//
//   CoarseSketch coarse = Coarsen(sketch);
//   Overlap overlap = Compare(coarse, other);   // overlap.ContainmentA() = |A∩B| / |A|
//   char* end = Pack(coarse, bytes);  ...  Unpack({bytes, end}, coarse);
//
// What the cut costs: of 15 bits, a fingerprint falls on one of an unrelated text of w words with probability w / 2^18:
// .2 % for news, 8 % for 20,000 words. Overlap::by_chance says how many such there are to expect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/shingle/sketch.h"

namespace wirefold {

struct CoarseSketch {
  std::vector<uint32_t> values;  // the leading `bits` of each fingerprint; ascending, no repeats
  std::vector<uint8_t> traits;   // of each value, kInLead and kTelling (sketch.h); empty: not known
  uint32_t last = 0;             // the largest possible value: (cover_threshold - 1) cut to `bits`
  uint8_t bits = 0;              // 18 to 32
  bool operator==(const CoarseSketch&) const = default;
};

// Bits that are kept below the cover threshold's leading zeros. What the fold index keeps is its judging rules' to say.
inline constexpr int kBitsBelowCover = 15;
// The fingerprints ascend and are below the cover threshold.
CoarseSketch Coarsen(const Sketch& sketch, int bits_below_cover = kBitsBelowCover);
// The same into `out`, whose memory is used again. `traits` has one for each fingerprint, or none.
void Coarsen(std::span<const uint64_t> fingerprints, std::span<const uint8_t> traits, uint64_t cover_threshold,
             int bits_below_cover, CoarseSketch& out);

// Counts below the smaller cover threshold of two sketches; unbiased estimates follow.
struct Overlap {
  uint32_t a = 0;  // fingerprints of A compared
  uint32_t b = 0;  // fingerprints of B compared
  uint32_t shared = 0;
  double by_chance = 0;         // of `shared`, expected between unrelated texts
  double Resemblance() const;   // |A∩B| / |A∪B|; 0 when nothing is compared
  double ContainmentA() const;  // |A∩B| / |A|
  double ContainmentB() const;  // |A∩B| / |B|
  bool operator==(const Overlap&) const = default;
};
Overlap Compare(const CoarseSketch& a, const CoarseSketch& b);
// For tests and tools: both are coarsened first.
Overlap Compare(const Sketch& a, const Sketch& b);

// As Compare, and puts into `shared` the places of the values of A that B has too, ascending.
Overlap Compare(const CoarseSketch& a, const CoarseSketch& b, std::vector<size_t>& shared);

// Counts, as in Overlap, of the values that have one trait.
struct TraitOverlap {
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t shared_a = 0;  // values that both have, of those with the trait in A
  uint32_t shared_b = 0;  // of those with the trait in B
  double ShareA() const { return a == 0 ? 0 : static_cast<double>(shared_a) / a; }
  double ShareB() const { return b == 0 ? 0 : static_cast<double>(shared_b) / b; }
};
// All zero when the traits of one are not known. `shared`: what Compare found for these.
TraitOverlap CompareTrait(const CoarseSketch& a, const CoarseSketch& b, std::span<const size_t> shared, uint8_t trait);

// Writes the bytes of `sketch`, which has at most 8191 values, to `out`, which has room for MaxPackedBytes; returns
// their end. What is behind it in that room may be overwritten.
char* Pack(const CoarseSketch& sketch, char* out);
// Reads what Pack wrote at the beginning of `bytes`; returns how many bytes that was. Only for bytes of our own memory:
// other bytes abort.
size_t Unpack(std::string_view bytes, CoarseSketch& out);

constexpr size_t MaxPackedBytes(size_t values) { return 24 + values * 7; }

}  // namespace wirefold
