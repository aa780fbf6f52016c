#include "common/shingle/fingerprints.h"

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/shingle/fingerprints.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "common/base/mask_bits_inl.h"

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// The high half, which decides what is kept: a polynomial of the low halves of the hashes, so that order counts, and
// MurmurHash3's 32-bit finaliser (Austin Appleby). The low half: a polynomial of the high halves.
constexpr uint32_t kMultiplier = 0x9E3779B1;
constexpr uint32_t kFirstMix = 0x85ebca6b;
constexpr uint32_t kSecondMix = 0xc2b2ae35;

[[maybe_unused]] uint64_t Fingerprint(Halves<const uint32_t> hashes, size_t length) {
  auto high = static_cast<uint32_t>(length);
  uint32_t low = high;
  for (size_t i = 0; i < length; ++i) {
    high = high * kMultiplier + hashes.low[i];
    low = low * kMultiplier + hashes.high[i];
  }
  high = (high ^ high >> 16) * kFirstMix;
  high = (high ^ high >> 13) * kSecondMix;
  high ^= high >> 16;
  return uint64_t{high} << 32 | low;
}

// FindFingerprints of a length that is known here, or, with kLength 0, of `any_length`.
template <size_t kLength>
HWY_INLINE void FindOfLength(Halves<const uint32_t> hashes, size_t shingles, size_t any_length, uint32_t last,
                             Halves<uint32_t> fingerprints, uint64_t* kept) {
  const size_t length = kLength == 0 ? any_length : kLength;
  const hn::CappedTag<uint32_t, 64> d;
  const size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(d, last);
  const auto multiplier = hn::Set(d, kMultiplier);
  const auto begin = hn::Set(d, static_cast<uint32_t>(length) * kMultiplier);
  for (size_t word = 0; 64 * word < shingles; ++word) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i += lanes) {
      const size_t at = 64 * word + i;
      auto high = hn::Add(begin, hn::LoadU(d, hashes.low + at));
      auto low = hn::Add(begin, hn::LoadU(d, hashes.high + at));
      HWY_UNROLL(4)
      for (size_t token = 1; token < length; ++token) {
        high = hn::Add(hn::Mul(high, multiplier), hn::LoadU(d, hashes.low + at + token));
        low = hn::Add(hn::Mul(low, multiplier), hn::LoadU(d, hashes.high + at + token));
      }
      high = hn::Mul(hn::Xor(high, hn::ShiftRight<16>(high)), hn::Set(d, kFirstMix));
      high = hn::Mul(hn::Xor(high, hn::ShiftRight<13>(high)), hn::Set(d, kSecondMix));
      high = hn::Xor(high, hn::ShiftRight<16>(high));
      hn::StoreU(high, d, fingerprints.high + at);
      hn::StoreU(low, d, fingerprints.low + at);
      bits |= MaskBits(d, hn::Eq(hn::Min(high, most), high)) << i;
    }
    kept[word] = bits;
  }
  if (shingles % 64 != 0) kept[shingles / 64] &= (uint64_t{1} << shingles % 64) - 1;
}

void FindFingerprints(Halves<const uint32_t> hashes, size_t shingles, size_t length, uint32_t last,
                      Halves<uint32_t> fingerprints, uint64_t* kept) {
  // As sketches have it by default (sketch.h): known, it takes a tenth less.
  if (length == 5) return FindOfLength<5>(hashes, shingles, length, last, fingerprints, kept);
  FindOfLength<0>(hashes, shingles, length, last, fingerprints, kept);
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(FindFingerprints);
}

uint64_t Fingerprint(Halves<const uint32_t> hashes, size_t length) {
  return HWY_STATIC_DISPATCH(Fingerprint)(hashes, length);
}

void FindFingerprints(Halves<const uint32_t> hashes, size_t shingles, size_t length, uint32_t last,
                      Halves<uint32_t> fingerprints, uint64_t* kept) {
  HWY_DYNAMIC_DISPATCH(FindFingerprints)(hashes, shingles, length, last, fingerprints, kept);
}

}  // namespace wirefold
#endif
