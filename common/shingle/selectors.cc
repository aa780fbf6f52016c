#include "common/shingle/selectors.h"

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/shingle/selectors.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "common/base/mask_bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// A polynomial of the hashes, so that order counts, and MurmurHash3's 32-bit finaliser (Austin Appleby).
constexpr uint32_t kMultiplier = 0x9E3779B1;
constexpr uint32_t kFirstMix = 0x85ebca6b;
constexpr uint32_t kSecondMix = 0xc2b2ae35;

[[maybe_unused]] uint32_t Selector(const uint32_t* hashes, size_t length) {
  auto x = static_cast<uint32_t>(length);
  for (size_t i = 0; i < length; ++i) x = x * kMultiplier + hashes[i];
  x = (x ^ x >> 16) * kFirstMix;
  x = (x ^ x >> 13) * kSecondMix;
  return x ^ x >> 16;
}

void FindSelectors(const uint32_t* hashes, size_t shingles, size_t length, uint32_t last, uint32_t* selectors,
                   uint64_t* kept) {
  const hn::CappedTag<uint32_t, 64> d;
  const size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(d, last);
  for (size_t word = 0; 64 * word < shingles; ++word) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i += lanes) {
      const uint32_t* first = hashes + 64 * word + i;
      auto x = hn::Set(d, static_cast<uint32_t>(length));
      for (size_t token = 0; token < length; ++token) {
        x = hn::Add(hn::Mul(x, hn::Set(d, kMultiplier)), hn::LoadU(d, first + token));
      }
      x = hn::Mul(hn::Xor(x, hn::ShiftRight<16>(x)), hn::Set(d, kFirstMix));
      x = hn::Mul(hn::Xor(x, hn::ShiftRight<13>(x)), hn::Set(d, kSecondMix));
      x = hn::Xor(x, hn::ShiftRight<16>(x));
      hn::StoreU(x, d, selectors + 64 * word + i);
      bits |= MaskBits(d, hn::Eq(hn::Min(x, most), x)) << i;
    }
    kept[word] = bits;
  }
  if (shingles % 64 != 0) kept[shingles / 64] &= (uint64_t{1} << shingles % 64) - 1;
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(FindSelectors);
}

uint32_t Selector(const uint32_t* hashes, size_t length) { return HWY_STATIC_DISPATCH(Selector)(hashes, length); }

void FindSelectors(const uint32_t* hashes, size_t shingles, size_t length, uint32_t last, uint32_t* selectors,
                   uint64_t* kept) {
  HWY_DYNAMIC_DISPATCH(FindSelectors)(hashes, shingles, length, last, selectors, kept);
}

}  // namespace wirefold
#endif
