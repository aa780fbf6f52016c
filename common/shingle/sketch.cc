#include "common/shingle/sketch.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <limits>

#include "common/base/check.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr uint64_t kTokenSeed = 0x77697265666f6c64;  // "wirefold"; part of the sketch's definition
constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;

// Final mix of MurmurHash3: every input bit reaches every output bit.
uint64_t Mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  x ^= x >> 33;
  return x;
}

struct Token {
  uint64_t hash;
  bool code_point;
};

// Fingerprint of tokens[0, length): a polynomial in the multiplier, so that order counts, then mixed.
uint64_t Fingerprint(const Token* tokens, size_t length) {
  uint64_t sum = length;
  for (size_t i = 0; i < length; ++i) sum = sum * kMultiplier + tokens[i].hash;
  return Mix(sum);
}

}  // namespace

Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters) {
  thread_local std::vector<Token> tokens;      // scratch; cleared here
  thread_local std::vector<uint64_t> sampled;
  tokens.clear();
  sampled.clear();
  for (std::string_view piece : pieces) {
    VisitTokens(piece, [](std::string_view token, bool code_point) {
      tokens.push_back({XXH3_64bits_withSeed(token.data(), token.size(), kTokenSeed), code_point});
    });
  }
  Sketch sketch;
  uint64_t text_hash = kTokenSeed;
  for (const Token& token : tokens) text_hash = text_hash * kMultiplier + token.hash;
  sketch.text_hash = Mix(text_hash);

  const uint64_t threshold = parameters.sampling_rate <= 1 ? 0 : std::numeric_limits<uint64_t>::max() / parameters.sampling_rate;
  const size_t k = std::max(1u, parameters.shingle_length);
  auto for_each_fingerprint = [&](auto visit) {
    for (size_t i = 0; i < tokens.size(); ++i) {
      const size_t length = tokens[i].code_point ? 2 * k : k;
      if (i + length <= tokens.size()) visit(Fingerprint(&tokens[i], length));
    }
  };
  auto unique = [](std::vector<uint64_t>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  };
  for_each_fingerprint([&](uint64_t fingerprint) {
    ++sketch.shingle_count;
    if (threshold == 0 || fingerprint < threshold) sampled.push_back(fingerprint);
  });
  unique(sampled);
  sketch.cover_threshold = threshold;
  if (threshold != 0 && sampled.size() < parameters.floor) {
    // Too few: take the smallest `floor` of all.
    sampled.clear();
    for_each_fingerprint([&](uint64_t fingerprint) { sampled.push_back(fingerprint); });
    unique(sampled);
    sketch.cover_threshold = 0;
    if (sampled.size() > parameters.floor) {
      sketch.cover_threshold = sampled[parameters.floor];
      sampled.resize(parameters.floor);
    }
  }
  if (sampled.size() > parameters.cap) {
    sketch.cover_threshold = sampled[parameters.cap];
    sampled.resize(parameters.cap);
  }
  sketch.fingerprints.assign(sampled.begin(), sampled.end());
  return sketch;
}

Overlap Compare(const Sketch& a, const Sketch& b) {
  // Thresholds less one, so that 0 (2^64) becomes the largest.
  const uint64_t last = std::min(a.cover_threshold - 1, b.cover_threshold - 1);
  Overlap overlap;
  auto i = a.fingerprints.begin();
  auto j = b.fingerprints.begin();
  while (i != a.fingerprints.end() && *i <= last) {
    ++overlap.a;
    while (j != b.fingerprints.end() && *j < *i) {
      if (*j <= last) ++overlap.b;
      ++j;
    }
    if (j != b.fingerprints.end() && *j == *i) {
      ++overlap.shared;
      ++overlap.b;
      ++j;
    }
    ++i;
  }
  while (j != b.fingerprints.end() && *j <= last) {
    ++overlap.b;
    ++j;
  }
  return overlap;
}

double Overlap::Resemblance() const {
  const uint32_t all = a + b - shared;
  return all == 0 ? 0 : static_cast<double>(shared) / all;
}
double Overlap::ContainmentA() const { return a == 0 ? 0 : static_cast<double>(shared) / a; }
double Overlap::ContainmentB() const { return b == 0 ? 0 : static_cast<double>(shared) / b; }

}  // namespace wirefold
