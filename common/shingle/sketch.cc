#include "common/shingle/sketch.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "common/base/mix.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr uint64_t kTokenSeed = 0x77697265666f6c64;  // "wirefold"; part of the sketch's definition
constexpr uint64_t kFirstSecret = 0xa0761d6478bd642f;
constexpr uint64_t kSecondSecret = 0xe7037ed1a0b428db;
constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;

uint64_t Read64(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);  // little-endian by definition
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

// The low `i` bytes, for words of up to 16: of their first eight bytes, and of the others.
struct ByteMasks {
  uint64_t first[17];
  uint64_t second[17];
};
constexpr ByteMasks kMasks = [] {
  ByteMasks masks{};
  for (unsigned i = 0; i <= 16; ++i) {
    masks.first[i] = i >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * i)) - 1;
    masks.second[i] = i == 16 ? ~uint64_t{0} : i <= 8 ? 0 : (uint64_t{1} << (8 * (i - 8))) - 1;
  }
  return masks;
}();

// Hash of a word, of wyhash's kind (Wang Yi): one multiplication for words of up to 16 bytes, and no branch on their
// length, since a mispredicted branch costs more than all the rest. Reads 16 bytes, which a token has (kTokenPadding).
inline uint64_t HashWord(std::string_view word) {
  const char* bytes = word.data();
  size_t size = word.size();
  uint64_t seed = kTokenSeed + size * kFirstSecret;
  for (; size > 16; bytes += 16, size -= 16) [[unlikely]] {
      seed = Fold(Read64(bytes) ^ kSecondSecret, Read64(bytes + 8) ^ seed);
    }
  return Fold((Read64(bytes) & kMasks.first[size]) ^ kSecondSecret, (Read64(bytes + 8) & kMasks.second[size]) ^ seed);
}

// The tokens of a text, and room for its fingerprints: kept by each thread from call to call.
struct Scratch {
  std::vector<uint64_t> hashes;
  size_t count = 0;              // of hashes
  uint64_t text_hash = 0;        // a polynomial of all hashes: order counts
  std::vector<bool> code_point;  // as many as hashes, once there is one; else empty
  std::vector<uint64_t> room;    // where fingerprints are written
  std::vector<uint64_t> sampled;
  std::vector<uint64_t> sorted;
  std::vector<uint32_t> buckets;

  size_t Length(size_t token, size_t k) const { return !code_point.empty() && code_point[token] ? 2 * k : k; }
};

void HashTokens(std::string_view piece, Scratch& scratch) {
  uint64_t* hashes = scratch.hashes.data();
  size_t room = scratch.hashes.size();
  size_t count = scratch.count;
  uint64_t text_hash = scratch.text_hash;
  bool mixed = !scratch.code_point.empty();
  VisitTokens(piece, [&](std::string_view token, bool code_point) {
    if (count == room) [[unlikely]] {
      scratch.hashes.resize(2 * room + 1024);
      hashes = scratch.hashes.data();
      room = scratch.hashes.size();
    }
    const uint64_t hash = HashWord(token);
    hashes[count++] = hash;
    text_hash = text_hash * kMultiplier + hash;
    if (code_point || mixed) [[unlikely]] {
      mixed = true;
      scratch.code_point.resize(count);
      scratch.code_point.back() = code_point;
    }
  });
  scratch.count = count;
  scratch.text_hash = text_hash;
}

// Unmixed fingerprint of `length` tokens: a polynomial in the multiplier, so that order counts.
uint64_t Polynomial(const uint64_t* hashes, size_t length) {
  uint64_t sum = length;
  for (size_t i = 0; i < length; ++i) sum = sum * kMultiplier + hashes[i];
  return sum;
}

// Puts the fingerprints below `threshold` (0: all) into scratch.sampled; returns the number of shingles.
uint32_t Sample(Scratch& scratch, size_t k, uint64_t threshold) {
  const uint64_t* hashes = scratch.hashes.data();
  const size_t count = scratch.count;
  const uint64_t last = threshold - 1;
  if (scratch.room.size() < count) scratch.room.resize(2 * count);
  uint64_t* out = scratch.room.data();
  size_t kept = 0;
  size_t shingles = 0;
  // Stores always and counts when it is to be kept: no branch to mispredict.
  auto add = [&](uint64_t sum) {
    const uint64_t fingerprint = Mix64(sum);
    out[kept] = fingerprint;
    kept += fingerprint <= last ? 1 : 0;
  };
  if (scratch.code_point.empty()) {
    // Runs of words roll (Rabin–Karp): with S = k·M^k + Σ h·M^…, the next sum is S·M - (h + k·(M - 1))·M^k + h'.
    uint64_t power = 1;
    for (size_t i = 0; i < k; ++i) power *= kMultiplier;
    const uint64_t seed = k * (kMultiplier - 1);
    if (count >= k) {
      shingles = count - k + 1;
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
      if (i + length > count) continue;
      ++shingles;
      add(Polynomial(hashes + i, length));
    }
  }
  scratch.sampled.assign(out, out + kept);
  return static_cast<uint32_t>(shingles);
}

// Sorts scratch.sampled, all below `threshold` (0: 2^64), and drops repeats. The values are as good as random: dealt
// into as many buckets as there are values they are nearly in order, and insertion does the rest.
void SortUnique(Scratch& scratch, uint64_t threshold) {
  std::vector<uint64_t>& values = scratch.sampled;
  constexpr size_t kMostDealt = 4096;
  if (values.size() > 16 && values.size() <= kMostDealt) {
    const int cut =
        std::max(0, static_cast<int>(std::bit_width(threshold - 1)) - static_cast<int>(std::bit_width(values.size())));
    std::vector<uint32_t>& ends = scratch.buckets;
    ends.assign(((threshold - 1) >> cut) + 2, 0);
    for (uint64_t value : values) ++ends[(value >> cut) + 1];
    for (size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    scratch.sorted.resize(values.size());
    for (uint64_t value : values) scratch.sorted[ends[value >> cut]++] = value;
    values.swap(scratch.sorted);
    for (size_t i = 1; i < values.size(); ++i) {
      const uint64_t value = values[i];
      size_t at = i;
      for (; at > 0 && values[at - 1] > value; --at) values[at] = values[at - 1];
      values[at] = value;
    }
  } else {
    std::sort(values.begin(), values.end());
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters) {
  thread_local Scratch kept_scratch;
  Scratch& scratch = kept_scratch;  // one look-up of the thread's storage
  scratch.count = 0;
  scratch.text_hash = kTokenSeed;
  scratch.code_point.clear();
  for (std::string_view piece : pieces) HashTokens(piece, scratch);
  Sketch sketch;
  sketch.text_hash = Mix64(scratch.text_hash);

  const uint64_t threshold =
      parameters.sampling_rate <= 1 ? 0 : std::numeric_limits<uint64_t>::max() / parameters.sampling_rate;
  const size_t k = std::max(1u, parameters.shingle_length);
  std::vector<uint64_t>& sampled = scratch.sampled;
  // A text that may come short at `threshold` is sampled one and a half times as wide as its floor needs: hardly ever
  // twice, and little is sorted that is not kept.
  const uint64_t fill = static_cast<uint64_t>(parameters.floor) * 3 / 2;
  const uint64_t wide = fill >= scratch.count ? 0 : std::numeric_limits<uint64_t>::max() / scratch.count * fill;
  const uint64_t first = threshold - 1 < wide - 1 ? wide : threshold;
  sketch.shingle_count = Sample(scratch, k, first);
  SortUnique(scratch, first);
  sketch.cover_threshold = threshold;
  const auto below = std::upper_bound(sampled.begin(), sampled.end(), threshold - 1);
  if (threshold == 0 || below - sampled.begin() >= static_cast<ptrdiff_t>(parameters.floor)) {
    sampled.erase(below, sampled.end());
  } else {
    // Too few: take the smallest `floor` of all.
    sketch.cover_threshold = first;
    if (sampled.size() <= parameters.floor && first != 0) {
      Sample(scratch, k, 0);
      SortUnique(scratch, 0);
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

}  // namespace wirefold
