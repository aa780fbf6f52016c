// Sketch: the sampled set of shingle fingerprints of one text (Broder 1997, mod-m sampling with a floor and a cap).
// Its bytes are fixed by known-answer vectors: the same on every build, compiler and machine.
//
//   const std::string_view pieces[] = {piece1, piece2};
//   Sketch sketch = MakeSketch(pieces, SketchParameters{});
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

struct Sketch {
  std::vector<uint64_t> fingerprints;  // ascending, no repeats
  uint64_t cover_threshold = 0;        // all fingerprints of the text below it are in; 0 means 2^64
  uint32_t shingle_count = 0;          // shingles before sampling, with repeats
  uint64_t text_hash = 0;              // of the normalised token sequence
  bool operator==(const Sketch&) const = default;
};

// `pieces` are valid UTF-8 and read as if separated by a space.
Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters);

}  // namespace wirefold
