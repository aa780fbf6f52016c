#include "common/shingle/word_hashes.h"

#include <bit>
#include <cstring>

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/shingle/word_hashes.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {

// The hash of 16 bytes, as four little-endian numbers of 32 bits: (a + k0)·(b + k1) + (c + k2)·(d + k3), the sums
// modulo 2^32 and the products whole: NH (Black, Halevi, Krawczyk, Krovetz and Rogaway, UMAC, 1999). A word is filled
// up with zeros; a longer one is hashed 16 bytes after 16. Finally the halves are mixed: low bits of a product depend
// on low bits of its factors alone, high ones mostly on high ones; xor and a multiplication spread both.
constexpr uint32_t kKeys[] = {0x77697265, 0x666f6c65, 0xe7037ed1, 0xa0b428db};
constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
constexpr uint32_t kHalfMultiplier = 0x9E3779B1;
constexpr size_t kBlock = 16;

// 16 bytes FF, then 16 bytes 00. The 16 bytes at `left` = 16 - length are a mask that keeps the first `length` bytes of a
// word.
constexpr struct Mask {
  uint8_t bytes[2 * kBlock];
} kMask = [] {
  Mask mask{};
  for (size_t i = 0; i < kBlock; ++i) mask.bytes[i] = 0xff;
  return mask;
}();
const uint8_t* MaskOf(size_t left) { return kMask.bytes + left; }

[[maybe_unused]] uint64_t HashBlock(const char* bytes, size_t size) {
  static_assert(std::endian::native == std::endian::little);
  uint8_t kept[kBlock];
  std::memcpy(kept, bytes, kBlock);
  for (size_t i = 0; i < kBlock; ++i) kept[i] &= MaskOf(kBlock - size)[i];
  uint32_t numbers[4];
  std::memcpy(numbers, kept, kBlock);
  for (int i = 0; i < 4; ++i) numbers[i] += kKeys[i];
  return uint64_t{numbers[0]} * numbers[1] + uint64_t{numbers[2]} * numbers[3];
}

[[maybe_unused]] uint64_t HashWord(std::string_view word) {
  uint64_t hash = 0;
  for (; word.size() > kBlock; word.remove_prefix(kBlock)) hash = (hash + HashBlock(word.data(), kBlock)) * kMultiplier;
  hash += HashBlock(word.data(), word.size());
  const auto high = static_cast<uint32_t>(hash >> 32);
  const auto low = static_cast<uint32_t>(hash);
  return uint64_t{high + low * kHalfMultiplier} << 32 | (low ^ high);
}

// Of words `begin` to `end` of those that HashWords gets. Not inlined: the loop of four needs all registers.
HWY_NOINLINE void HashEachWord(const char* text, std::span<const uint32_t> edges, Halves<uint32_t> hashes, size_t begin,
                               size_t end) {
  for (size_t i = begin; i < end; ++i) {
    const uint64_t hash = HashWord({text + edges[2 * i], edges[2 * i + 1] - edges[2 * i]});
    hashes.high[i] = static_cast<uint32_t>(hash >> 32);
    hashes.low[i] = static_cast<uint32_t>(hash);
  }
}

void HashWords(const char* text, std::span<const uint32_t> edges, Halves<uint32_t> hashes) {
  const size_t words = edges.size() / 2;
  size_t done = 0;
#if HWY_TARGET != HWY_SCALAR
  // Four words at once, if none of them is longer than a block.
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::FixedTag<uint32_t, 4> d;
  const hn::FixedTag<uint64_t, 2> d64;
  const auto keys = hn::LoadU(d, kKeys);
  const auto products = [&](uint32_t begin, int64_t left) HWY_ATTR {
    const auto bytes = hn::LoadU(d, reinterpret_cast<const uint32_t*>(text + begin));
    const auto mask = hn::LoadU(d, reinterpret_cast<const uint32_t*>(MaskOf(static_cast<size_t>(left))));
    const auto sums = hn::Add(hn::And(bytes, mask), keys);
    return hn::MulEven(sums, hn::Shuffle2301(sums));
  };
  const auto sum_each = [&](auto first, auto second) HWY_ATTR {
    return hn::BitCast(d, hn::Add(hn::ConcatLowerLower(d64, second, first), hn::ConcatUpperUpper(d64, second, first)));
  };
  for (; done + 4 <= words; done += 4) {
    const uint32_t* edge = edges.data() + 2 * done;
    const auto left_of_block = [edge](size_t word) {
      return int64_t{edge[2 * word]} + int64_t{kBlock} - int64_t{edge[2 * word + 1]};
    };
    const int64_t left[] = {left_of_block(0), left_of_block(1), left_of_block(2), left_of_block(3)};
    if ((left[0] | left[1] | left[2] | left[3]) < 0) [[unlikely]] {
      HashEachWord(text, edges, hashes, done, done + 4);
      continue;
    }
    const auto first = sum_each(products(edge[0], left[0]), products(edge[2], left[1]));
    const auto second = sum_each(products(edge[4], left[2]), products(edge[6], left[3]));
    const auto high = hn::ConcatOdd(d, second, first);
    const auto low = hn::ConcatEven(d, second, first);
    hn::StoreU(hn::Add(high, hn::Mul(low, hn::Set(d, kHalfMultiplier))), d, hashes.high + done);
    hn::StoreU(hn::Xor(low, high), d, hashes.low + done);
  }
#endif
  HashEachWord(text, edges, hashes, done, words);
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
