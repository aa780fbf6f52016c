#include "common/news/mark_maps.h"

#include <cstring>

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/news/mark_maps.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "common/base/mask_bits_inl.h"

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

void MapBytes(const uint8_t* text, size_t blocks, MarkMap* maps) {
  const hn::CappedTag<uint8_t, 64> d;
  const size_t lanes = hn::Lanes(d);
  for (size_t block = 0; block < blocks; ++block) {
    MarkMap map;
    for (size_t i = 0; i < 64; i += lanes) {
      const auto bytes = hn::LoadU(d, text + 64 * block + i);
      const auto letter = Among(d, hn::Or(bytes, hn::Set(d, uint8_t{0x20})), 'a', 26);
      const uint64_t word = MaskBits(d, hn::Or(letter, Among(d, bytes, '0', 10)));
      map.word |= word << i;
      map.mark |= (MaskBits(d, Among(d, bytes, 0x21, 0x5E)) & ~word) << i;
      map.above |= MaskBits(d, Among(d, bytes, 0x80, 0x80)) << i;
    }
    maps[block] = map;
  }
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(MapBytes);
}

MarkMaps::MarkMaps(std::string_view text) : maps_((text.size() + 63) / 64) {
  const size_t whole = text.size() / 64;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  HWY_DYNAMIC_DISPATCH(MapBytes)(bytes, whole, maps_.data());
  if (whole == maps_.size()) return;
  uint8_t rest[64] = {};
  std::memcpy(rest, bytes + whole * 64, text.size() - whole * 64);
  HWY_DYNAMIC_DISPATCH(MapBytes)(rest, 1, maps_.data() + whole);
}

}  // namespace wirefold
#endif
