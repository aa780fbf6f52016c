// Fingerprints: 64 bits of each shingle of a text, found a vector of shingles at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/shingle/word_hashes.h"

namespace wirefold {

// Of the `length` tokens whose hashes begin here.
uint64_t Fingerprint(Halves<const uint32_t> hashes, size_t length);

// Writes the fingerprints of the shingles that begin at the first, second … token, `length` tokens each (one or more),
// and sets bit i % 64 of kept[i / 64] when the high half of fingerprint i is at most `last`, else clears it. Works on
// whole words of `kept`: as many hashes are read and fingerprints written as would be for the next multiple of 64
// shingles (what the additional ones are means nothing).
void FindFingerprints(Halves<const uint32_t> hashes, size_t shingles, size_t length, uint32_t last,
                      Halves<uint32_t> fingerprints, uint64_t* kept);

}  // namespace wirefold
