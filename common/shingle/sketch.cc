#include "common/shingle/sketch.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "common/base/ones.h"
#include "common/shingle/selectors.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr uint64_t kTokenSeed = 0x77697265666f6c64;  // "wirefold"; part of the sketch's definition
constexpr uint64_t kSecret = 0xe7037ed1a0b428db;
constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
constexpr uint64_t kAllSelectors = uint64_t{1} << 32;

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
  uint64_t seed = kTokenSeed;
  for (; size > 16; bytes += 16, size -= 16) [[unlikely]] {
      seed = Fold(Read64(bytes) ^ kSecret, Read64(bytes + 8) ^ seed);
    }
  return Fold((Read64(bytes) & kMasks.first[size]) ^ kSecret, (Read64(bytes + 8) & kMasks.second[size]) ^ seed);
}

// The tokens of a text, and room for what is made of them: kept by each thread from call to call. The rooms are as
// large as any text needed so far.
struct Scratch {
  size_t count = 0;                   // tokens
  std::vector<uint64_t> hashes;       // of the tokens
  std::vector<uint32_t> low;          // their low halves
  std::vector<uint32_t> code_points;  // the tokens that are code points, ascending
  std::vector<uint32_t> selectors;    // of the shingles
  std::vector<uint64_t> kept;         // bit i: shingle i is below the threshold
  std::vector<uint32_t> begins;       // of the kept shingles
  std::vector<uint64_t> sampled;      // their fingerprints
  // SortUnique's:
  std::vector<uint64_t> taken;   // bit i: bucket i is
  std::vector<uint64_t> dealt;   // by bucket
  std::vector<uint32_t> places;  // the taken buckets
  std::vector<uint64_t> sorted;
  std::vector<uint64_t> late;  // that found their bucket taken
};

void HashTokens(std::string_view piece, Scratch& scratch) {
  uint64_t* hashes = nullptr;
  uint32_t* low = nullptr;
  size_t count = scratch.count;
  const auto make_room = [&](size_t more) {
    if (scratch.hashes.size() < count + more) {
      scratch.hashes.resize(2 * (count + more));
      scratch.low.resize(scratch.hashes.size() + 64);  // FindSelectors reads on
    }
    hashes = scratch.hashes.data();
    low = scratch.low.data();
  };
  VisitTokens(piece, make_room, [&](std::string_view token, bool code_point) {
    if (code_point) [[unlikely]]
      scratch.code_points.push_back(static_cast<uint32_t>(count));
    const uint64_t hash = HashWord(token);
    hashes[count] = hash;
    low[count] = static_cast<uint32_t>(hash);
    ++count;
  });
  scratch.count = count;
}

// The other half of a fingerprint: a polynomial of the whole hashes.
uint64_t Fingerprint(uint32_t selector, const uint64_t* hashes, size_t length) {
  uint64_t sum = length;
  for (size_t i = 0; i < length; ++i) sum = sum * kMultiplier + hashes[i];
  return uint64_t{selector} << 32 | sum >> 32;
}

// Puts the fingerprints below `threshold` (0: all) into scratch.sampled; returns the number of shingles.
size_t Sample(Scratch& scratch, size_t k, uint64_t threshold) {
  const uint64_t* hashes = scratch.hashes.data();
  const uint32_t* low = scratch.low.data();
  const size_t count = scratch.count;
  const auto last = static_cast<uint32_t>((threshold >> 32) - 1);
  scratch.sampled.clear();
  if (!scratch.code_points.empty()) {
    // A shingle that begins with a code point is twice as long.
    size_t shingles = 0;
    size_t next = 0;
    for (size_t i = 0; i < count; ++i) {
      const bool code_point = next < scratch.code_points.size() && scratch.code_points[next] == i;
      if (code_point) ++next;
      const size_t length = code_point ? 2 * k : k;
      if (i + length > count) continue;
      ++shingles;
      const uint32_t selector = Selector(low + i, length);
      if (selector <= last) scratch.sampled.push_back(Fingerprint(selector, hashes + i, length));
    }
    return shingles;
  }
  if (count < k) return 0;
  const size_t shingles = count - k + 1;
  const size_t words = (shingles + 63) / 64;
  if (scratch.kept.size() < words) {
    scratch.kept.resize(words);
    scratch.selectors.resize(64 * words);
    scratch.begins.resize(64 * words + kOnesPadding);
  }
  FindSelectors(low, shingles, k, last, scratch.selectors.data(), scratch.kept.data());
  const size_t kept = FindOnes(scratch.kept.data(), words, scratch.begins.data());
  scratch.sampled.resize(kept);
  for (size_t i = 0; i < kept; ++i) {
    const uint32_t begin = scratch.begins[i];
    scratch.sampled[i] = Fingerprint(scratch.selectors[begin], hashes + begin, k);
  }
  return shingles;
}

// Sorts scratch.sampled, all below `threshold` (0: 2^64), and drops repeats. The values are as good as random: dealt
// into eight times as many buckets, most find theirs free, and the taken buckets are in order. The few others are
// merged in.
void SortUnique(Scratch& scratch, uint64_t threshold) {
  std::vector<uint64_t>& values = scratch.sampled;
  constexpr size_t kMostDealt = 4096;
  if (values.size() <= kMostDealt) {
    const int bits = static_cast<int>(std::bit_width(values.size())) + 3;
    const int cut = std::max(0, static_cast<int>(std::bit_width(threshold - 1)) - bits);
    const size_t words = ((size_t{1} << bits) + 63) / 64;
    scratch.taken.assign(words, 0);
    scratch.dealt.resize(64 * words);
    scratch.late.clear();
    for (uint64_t value : values) {
      const size_t bucket = value >> cut;
      const uint64_t bit = uint64_t{1} << bucket % 64;
      if ((scratch.taken[bucket / 64] & bit) != 0) {
        scratch.late.push_back(value);
        continue;
      }
      scratch.taken[bucket / 64] |= bit;
      scratch.dealt[bucket] = value;
    }
    scratch.places.resize(values.size() + kOnesPadding);
    const size_t in_order = FindOnes(scratch.taken.data(), words, scratch.places.data());
    scratch.sorted.resize(in_order);
    for (size_t i = 0; i < in_order; ++i) scratch.sorted[i] = scratch.dealt[scratch.places[i]];
    std::sort(scratch.late.begin(), scratch.late.end());
    std::merge(scratch.sorted.begin(), scratch.sorted.end(), scratch.late.begin(), scratch.late.end(), values.begin());
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
  scratch.code_points.clear();
  for (std::string_view piece : pieces) HashTokens(piece, scratch);
  Sketch sketch;
  sketch.text_hash = XXH3_64bits(scratch.hashes.data(), scratch.count * sizeof(uint64_t));

  // Thresholds are of 32 bits, as selectors are.
  const uint64_t threshold = parameters.sampling_rate <= 1 ? 0 : (kAllSelectors / parameters.sampling_rate) << 32;
  const size_t k = std::max(1u, parameters.shingle_length);
  std::vector<uint64_t>& sampled = scratch.sampled;
  // A text that may come short at `threshold` is sampled one and a half times as wide as its floor needs: hardly ever
  // twice, and little is sorted that is not kept.
  const uint64_t fill = static_cast<uint64_t>(parameters.floor) * 3 / 2;
  const uint64_t wide = fill >= scratch.count ? 0 : (kAllSelectors * fill / scratch.count) << 32;
  const uint64_t first = threshold - 1 < wide - 1 ? wide : threshold;
  sketch.shingle_count = static_cast<uint32_t>(Sample(scratch, k, first));
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
