// Selectors: for each shingle of a text 32 bits that decide whether its fingerprint is kept, found a vector of shingles
// at a time. A selector is the leading half of the fingerprint; the other half is worth its work only for those kept.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirefold {

// Of the `length` tokens with these hashes.
uint32_t Selector(const uint32_t* hashes, size_t length);

// Of the shingles that begin at hashes[0] to hashes[shingles - 1] and have `length` tokens each: writes the selectors,
// and sets bit i % 64 of kept[i / 64] when selector i is at most `last`, else clears it. Works on whole words of
// `kept`: as many hashes are read and selectors written as would be for the next multiple of 64 shingles (what the
// additional ones are means nothing).
void FindSelectors(const uint32_t* hashes, size_t shingles, size_t length, uint32_t last, uint32_t* selectors,
                   uint64_t* kept);

}  // namespace wirefold
