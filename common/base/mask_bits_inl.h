// Masks of vectors: MaskBits, a mask as bits, and Among, a mask of bytes. Included by code that is compiled once for
// each set of instructions (Highway's -inl.h convention: the guard is undone for each of them).
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

// Whether first <= byte < first + count.
template <typename Tag, typename Bytes>
HWY_INLINE auto Among(Tag d, Bytes bytes, uint8_t first, uint8_t count) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto from_first = hn::Sub(bytes, hn::Set(d, first));
  return hn::Eq(hn::Min(from_first, hn::Set(d, static_cast<uint8_t>(count - 1))), from_first);
}

}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
