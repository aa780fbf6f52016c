// ClassifyBytes: what each byte of a text is, as bit maps, found a vector of bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirefold {

// Bit i % 64 of word i / 64 tells of byte i.
struct ByteMaps {
  uint64_t* word;   // ASCII letters and digits, and whatever is above 0x7F
  uint64_t* above;  // above 0x7F
  uint64_t* comma;
};

// Reads `blocks` times 64 bytes of `text` and writes as many to `lower`, with bit 0x20 set: ASCII capitals lowered,
// digits as they are, and what else changes is in no word.
void ClassifyBytes(const char* text, size_t blocks, char* lower, const ByteMaps& maps);

}  // namespace wirefold
