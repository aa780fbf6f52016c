#include "common/shingle/word_hashes.h"

#include <bit>
#include <cstring>

// What follows is compiled once for each set of instructions: newer ones multiply in fewer.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/shingle/word_hashes.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {

constexpr uint64_t kTokenSeed = 0x77697265666f6c64;  // "wirefold"; part of the sketch's definition
constexpr uint64_t kSecret = 0xe7037ed1a0b428db;

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
HWY_INLINE uint64_t HashWord(std::string_view word) {
  const char* bytes = word.data();
  size_t size = word.size();
  uint64_t seed = kTokenSeed;
  for (; size > 16; bytes += 16, size -= 16) [[unlikely]] {
      seed = Fold(Read64(bytes) ^ kSecret, Read64(bytes + 8) ^ seed);
    }
  return Fold((Read64(bytes) & kMasks.first[size]) ^ kSecret, (Read64(bytes + 8) & kMasks.second[size]) ^ seed);
}

void HashWords(const char* text, std::span<const uint32_t> edges, Halves<uint32_t> hashes) {
  const size_t words = edges.size() / 2;
  for (size_t i = 0; i < words; ++i) {
    const uint64_t hash = HashWord({text + edges[2 * i], edges[2 * i + 1] - edges[2 * i]});
    hashes.high[i] = static_cast<uint32_t>(hash >> 32);
    hashes.low[i] = static_cast<uint32_t>(hash);
  }
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(HashWords);
}

uint64_t HashWord(std::string_view word) { return HWY_STATIC_DISPATCH(HashWord)(word); }

void HashWords(const char* text, std::span<const uint32_t> edges, Halves<uint32_t> hashes) {
  HWY_DYNAMIC_DISPATCH(HashWords)(text, edges, hashes);
}

}  // namespace wirefold
#endif
