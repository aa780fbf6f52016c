#include "common/base/ones.h"

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/base/ones.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// The places of the ones in each byte, lowest first.
struct OnesOfBytes {
  uint8_t places[256][8];
};
constexpr OnesOfBytes kOnes = [] {
  OnesOfBytes all{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    size_t count = 0;
    for (unsigned i = 0; i < 8; ++i) {
      if ((byte >> i & 1) != 0) all.places[byte][count++] = static_cast<uint8_t>(i);
    }
  }
  return all;
}();

// Each step writes eight candidate places and keeps the first popcount(byte) of them: no branch to mispredict. The count
// comes from POPCNT: loading it from a table would wait for the preceding stores and takes 50 % longer.
size_t FindOnes(const uint64_t* map, size_t words, uint32_t* places) {
  const hn::CappedTag<uint32_t, 8> d;
  const hn::Rebind<uint8_t, decltype(d)> in_byte;
  const size_t lanes = hn::Lanes(d);
  const auto eight = hn::Set(d, 8);
  auto first = hn::Zero(d);
  uint32_t* out = places;
  for (size_t i = 0; i < words; ++i) {
    const uint64_t word = map[i];
    HWY_UNROLL(8)
    for (int bit = 0; bit < 64; bit += 8) {
      const uint64_t byte = word >> bit & 0xff;
      for (size_t j = 0; j < 8; j += lanes) {
        hn::StoreU(hn::Add(first, hn::PromoteTo(d, hn::LoadU(in_byte, kOnes.places[byte] + j))), d, out + j);
      }
      out += hwy::PopCount(byte);
      first = hn::Add(first, eight);
    }
  }
  return static_cast<size_t>(out - places);
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(FindOnes);
}

size_t FindOnes(const uint64_t* map, size_t words, uint32_t* places) {
  return HWY_DYNAMIC_DISPATCH(FindOnes)(map, words, places);
}

}  // namespace wirefold
#endif
