#include "common/shingle/sketch.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "common/base/check.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr uint64_t kTokenSeed = 0x77697265666f6c64;  // "wirefold"; part of the sketch's definition
constexpr uint64_t kFirstSecret = 0xa0761d6478bd642f;
constexpr uint64_t kSecondSecret = 0xe7037ed1a0b428db;
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

uint64_t Read32(const char* bytes) {
  uint32_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

uint64_t Read64(const char* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

__extension__ using Uint128 = unsigned __int128;

// Both halves of the 128-bit product, folded.
uint64_t Fold(uint64_t a, uint64_t b) {
  const auto product = static_cast<Uint128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Hash of a word, after wyhash (Wang Yi): words of 4 to 16 bytes, nearly all, take one branch, since a mispredicted
// branch costs more than the rest. Little-endian by definition.
uint64_t HashWord(std::string_view word) {
  static_assert(std::endian::native == std::endian::little);
  const char* bytes = word.data();
  size_t size = word.size();
  uint64_t seed = kTokenSeed ^ Fold(size, kFirstSecret);
  for (; size > 16; bytes += 16, size -= 16) seed = Fold(Read64(bytes) ^ kSecondSecret, Read64(bytes + 8) ^ seed);
  uint64_t a = 0;
  uint64_t b = 0;
  if (size >= 4) {
    const size_t middle = (size >> 3) << 2;
    a = Read32(bytes) << 32 | Read32(bytes + middle);
    b = Read32(bytes + size - 4) << 32 | Read32(bytes + size - 4 - middle);
  } else if (size > 0) {
    auto byte = [&](size_t i) { return uint64_t{static_cast<uint8_t>(bytes[i])}; };
    a = byte(0) << 16 | byte(size >> 1) << 8 | byte(size - 1);
  }
  return Fold(kSecondSecret ^ a, b ^ seed);
}

// The tokens of a text, and room for its fingerprints: kept by each thread from call to call.
struct Scratch {
  std::vector<uint64_t> hashes;
  std::vector<bool> code_point;  // as many as hashes, once there is one; else empty
  std::vector<uint64_t> sampled;

  void Add(std::string_view token, bool is_code_point) {
    hashes.push_back(HashWord(token));
    if (is_code_point || !code_point.empty()) {
      code_point.resize(hashes.size());
      code_point.back() = is_code_point;
    }
  }
  size_t Length(size_t token, size_t k) const { return !code_point.empty() && code_point[token] ? 2 * k : k; }
};

// Unmixed fingerprint of `length` tokens: a polynomial in the multiplier, so that order counts.
uint64_t Polynomial(const uint64_t* hashes, size_t length) {
  uint64_t sum = length;
  for (size_t i = 0; i < length; ++i) sum = sum * kMultiplier + hashes[i];
  return sum;
}

// Appends the fingerprints below `threshold` (0: all) to scratch.sampled; returns the number of shingles.
uint32_t Sample(Scratch& scratch, size_t k, uint64_t threshold) {
  const uint64_t* hashes = scratch.hashes.data();
  const size_t count = scratch.hashes.size();
  const uint64_t last = threshold - 1;
  scratch.sampled.resize(count);
  uint64_t* out = scratch.sampled.data();
  size_t kept = 0;
  uint32_t shingles = 0;
  // Stores always and counts when it is to be kept: no branch to mispredict.
  auto add = [&](uint64_t sum) {
    const uint64_t fingerprint = Mix(sum);
    out[kept] = fingerprint;
    kept += fingerprint <= last ? 1 : 0;
    ++shingles;
  };
  if (scratch.code_point.empty()) {
    // Runs of words roll (Rabin–Karp): with S = k·M^k + Σ h·M^…, the next sum is S·M - (h + k·(M - 1))·M^k + h'.
    uint64_t power = 1;
    for (size_t i = 0; i < k; ++i) power *= kMultiplier;
    const uint64_t seed = k * (kMultiplier - 1);
    if (count >= k) {
      uint64_t sum = Polynomial(hashes, k);
      add(sum);
      for (size_t i = k; i < count; ++i) {
        sum = sum * kMultiplier - (hashes[i - k] + seed) * power + hashes[i];
        add(sum);
      }
    }
  } else {
    for (size_t i = 0; i < count; ++i) {
      const size_t length = scratch.Length(i, k);
      if (i + length <= count) add(Polynomial(hashes + i, length));
    }
  }
  scratch.sampled.resize(kept);
  return shingles;
}

}  // namespace

Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters) {
  thread_local Scratch kept_scratch;
  Scratch& scratch = kept_scratch;  // one look-up of the thread's storage
  scratch.hashes.clear();
  scratch.code_point.clear();
  for (std::string_view piece : pieces) {
    VisitTokens(piece, [&scratch](std::string_view token, bool code_point) { scratch.Add(token, code_point); });
  }
  Sketch sketch;
  uint64_t text_hash = kTokenSeed;
  for (uint64_t hash : scratch.hashes) text_hash = text_hash * kMultiplier + hash;
  sketch.text_hash = Mix(text_hash);

  const uint64_t threshold =
      parameters.sampling_rate <= 1 ? 0 : std::numeric_limits<uint64_t>::max() / parameters.sampling_rate;
  const size_t k = std::max(1u, parameters.shingle_length);
  std::vector<uint64_t>& sampled = scratch.sampled;
  auto unique = [](std::vector<uint64_t>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  };
  // A text that may come short at `threshold` is sampled one and a half times as wide as its floor needs: hardly ever
  // twice, and little is sorted that is not kept.
  const uint64_t fill = static_cast<uint64_t>(parameters.floor) * 3 / 2;
  const uint64_t wide =
      fill >= scratch.hashes.size() ? 0 : std::numeric_limits<uint64_t>::max() / scratch.hashes.size() * fill;
  const uint64_t first = threshold - 1 < wide - 1 ? wide : threshold;
  sketch.shingle_count = Sample(scratch, k, first);
  unique(sampled);
  sketch.cover_threshold = threshold;
  const auto below = std::upper_bound(sampled.begin(), sampled.end(), threshold - 1);
  if (threshold == 0 || below - sampled.begin() >= static_cast<ptrdiff_t>(parameters.floor)) {
    sampled.erase(below, sampled.end());
  } else {
    // Too few: take the smallest `floor` of all.
    sketch.cover_threshold = first;
    if (sampled.size() <= parameters.floor && first != 0) {
      Sample(scratch, k, 0);
      unique(sampled);
      sketch.cover_threshold = 0;
    }
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
