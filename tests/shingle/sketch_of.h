// What the tests of this folder share: sketches of given and of random texts.
#pragma once

#include <random>
#include <string>
#include <string_view>

#include "common/shingle/sketch.h"

namespace wirefold {

// Keeps every fingerprint.
inline constexpr SketchParameters kAll{.shingle_length = 5, .sampling_rate = 1, .floor = 32, .cap = 1u << 20};

inline Sketch Of(std::string_view text, const SketchParameters& parameters = {}) {
  const std::string_view pieces[] = {text};
  return MakeSketch(pieces, parameters);
}

inline std::string RandomText(std::mt19937& random, size_t words) {
  std::string text;
  for (size_t i = 0; i < words; ++i) text += "w" + std::to_string(random() % 5000) + " ";
  return text;
}

}  // namespace wirefold
