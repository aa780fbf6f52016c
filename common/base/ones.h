// FindOnes: the places of the ones in a bit map.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirefold {

// This many places behind the last one are overwritten.
inline constexpr size_t kOnesPadding = 8;

// Writes the places of the ones in `map` to `places`, ascending; returns how many these are. Bit i % 64 of word i / 64
// is place i, and there are less than 2^32 of them.
size_t FindOnes(const uint64_t* map, size_t words, uint32_t* places);

}  // namespace wirefold
