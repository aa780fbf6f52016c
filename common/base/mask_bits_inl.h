// MaskBits: a vector mask as bits. Included by code that is compiled once for each set of instructions (Highway's
// -inl.h convention: the guard is undone for each of them).
#if defined(WIREFOLD_MASK_BITS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef WIREFOLD_MASK_BITS_INL_H_
#undef WIREFOLD_MASK_BITS_INL_H_
#else
#define WIREFOLD_MASK_BITS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {

// Bit i is lane i. `d` has at most 64 lanes.
template <typename Tag, typename Mask>
HWY_INLINE uint64_t MaskBits(Tag d, Mask mask) {
  uint64_t bits = 0;
  hwy::HWY_NAMESPACE::StoreMaskBits(d, mask, reinterpret_cast<uint8_t*>(&bits));
  return bits;
}

}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
