#include "common/text/byte_classes.h"

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/text/byte_classes.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "common/base/mask_bits_inl.h"

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

void ClassifyBytes(const char* text, size_t blocks, char* lower, const ByteMaps& maps) {
  const hn::CappedTag<uint8_t, 64> d;
  const hn::RebindToSigned<decltype(d)> as_signed;
  const size_t lanes = hn::Lanes(d);
  for (size_t block = 0; block < blocks; ++block) {
    const auto* in = reinterpret_cast<const uint8_t*>(text) + 64 * block;
    auto* out = reinterpret_cast<uint8_t*>(lower) + 64 * block;
    uint64_t word = 0;
    uint64_t above = 0;
    uint64_t comma = 0;
    for (size_t i = 0; i < 64; i += lanes) {
      const auto bytes = hn::LoadU(d, in + i);
      const auto low = hn::Or(bytes, hn::Set(d, uint8_t{0x20}));
      hn::StoreU(low, d, out + i);
      const auto is_above = hn::RebindMask(d, hn::Lt(hn::BitCast(as_signed, bytes), hn::Zero(as_signed)));
      const auto is_word = hn::Or(hn::Or(Among(d, low, 'a', 26), Among(d, bytes, '0', 10)), is_above);
      word |= MaskBits(d, is_word) << i;
      above |= MaskBits(d, is_above) << i;
      comma |= MaskBits(d, hn::Eq(bytes, hn::Set(d, uint8_t{','}))) << i;
    }
    maps.word[block] = word;
    maps.above[block] = above;
    maps.comma[block] = comma;
  }
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(ClassifyBytes);
}

void ClassifyBytes(const char* text, size_t blocks, char* lower, const ByteMaps& maps) {
  HWY_DYNAMIC_DISPATCH(ClassifyBytes)(text, blocks, lower, maps);
}

}  // namespace wirefold
#endif
