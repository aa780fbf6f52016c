// A mix of 64 bits in which every input bit reaches every output bit: MurmurHash3's finaliser (Austin Appleby).
// One-to-one. Part of what sketches and verdicts are: it never changes.
#pragma once

#include <cstdint>

namespace wirefold {

inline uint64_t Mix64(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  x ^= x >> 33;
  return x;
}

// Unmix64(Mix64(x)) == x.
inline uint64_t Unmix64(uint64_t x) {
  x ^= x >> 33;
  x *= 0x9cb4b2f8129337db;
  x ^= x >> 33;
  x *= 0x4f74430c22a54005;
  x ^= x >> 33;
  return x;
}

}  // namespace wirefold
