// Sketch: the sampled set of shingle fingerprints of one text (Broder 1997, mod-m sampling with a floor and a cap).
// Its bytes are fixed by known-answer vectors: the same on every build, compiler and machine.
//
//   const std::string_view pieces[] = {piece1, piece2};
//   Sketch sketch = MakeSketch(pieces, SketchParameters{});
//   ArticleSketch article = MakeSketch(pieces, headline, SketchParameters{});
//
// Sketches are compared in coarse_sketch.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace wirefold {

struct SketchParameters {
  uint32_t shingle_length = 5;  // tokens
  uint32_t sampling_rate = 8;   // keep fingerprints below 2^64 / rate
  uint32_t floor = 64;          // but at least the smallest `floor`
  uint32_t cap = 1024;          // and at most the smallest `cap`
  bool operator==(const SketchParameters&) const = default;
};

// What a fingerprint's shingle is like where it stands first: bits of Sketch::traits.
inline constexpr uint8_t kInLead = 1;      // among the first kLeadShingles of the text
inline constexpr uint8_t kTelling = 2;     // holds a number, or a capital letter within a sentence (a name)
inline constexpr uint8_t kLowestHere = 4;  // the lowest that is kept of its stretch: kStretchShingles in a row
inline constexpr uint32_t kLeadShingles = 64;
inline constexpr uint32_t kStretchShingles = 28;

struct Sketch {
  std::vector<uint64_t> fingerprints;  // ascending, no repeats
  std::vector<uint8_t> traits;         // of each fingerprint; empty: not known
  uint64_t cover_threshold = 0;        // all fingerprints of the text below it are in; 0 means 2^64
  uint32_t shingle_count = 0;          // shingles before sampling, with repeats
  uint64_t text_hash = 0;              // of the normalised token sequence
  bool operator==(const Sketch&) const = default;
};

// `pieces` are valid UTF-8 and read as if separated by a space.
Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters);

// A headline beside its text.
struct HeadlineTraits {
  uint32_t words = 0;   // a bit for each word that says something, by its hash; 0: there is none
  bool unsaid = false;  // the text has none of them, of six and more one in six at most
  bool operator==(const HeadlineTraits&) const = default;
};

struct ArticleSketch {
  Sketch sketch;
  HeadlineTraits headline;
};

// The same, with what the headline tells.
ArticleSketch MakeSketch(std::span<const std::string_view> pieces, std::string_view headline,
                         const SketchParameters& parameters);

}  // namespace wirefold
