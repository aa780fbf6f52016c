#include "common/shingle/fingerprints.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

TEST(Fingerprints, AreThoseOfEachShingleWhateverTheInstructions) {
  WithEachInstructionSet([] {
    std::mt19937 random(5);
    for (size_t shingles : {1, 3, 63, 64, 65, 496}) {
      for (size_t length : {1, 5, 10}) {
        for (uint32_t last : {0u, 1u << 29, (1u << 31) + 7, ~0u}) {
          const size_t words = (shingles + 63) / 64;
          std::vector<uint32_t> hashes(2 * (64 * words + length));
          for (uint32_t& hash : hashes) hash = static_cast<uint32_t>(random());
          const Halves<const uint32_t> halves{hashes.data(), hashes.data() + hashes.size() / 2};
          std::vector<uint32_t> high(64 * words);
          std::vector<uint32_t> low(64 * words);
          std::vector<uint64_t> kept(words, ~uint64_t{0});
          FindFingerprints(halves, shingles, length, last, {high.data(), low.data()}, kept.data());
          for (size_t i = 0; i < 64 * words; ++i) {
            const uint64_t fingerprint = Fingerprint({halves.high + i, halves.low + i}, length);
            ASSERT_EQ(uint64_t{high[i]} << 32 | low[i], fingerprint) << shingles << ' ' << i;
            ASSERT_EQ(kept[i / 64] >> i % 64 & 1, i < shingles && fingerprint >> 32 <= last ? 1u : 0u)
                << shingles << ' ' << i;
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace wirefold
