#include "common/shingle/selectors.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

TEST(Selectors, AreThoseOfEachShingleWhateverTheInstructions) {
  WithEachInstructionSet([] {
    std::mt19937 random(5);
    for (size_t shingles : {1, 3, 63, 64, 65, 496}) {
      for (size_t length : {1, 5, 10}) {
        for (uint32_t last : {0u, 1u << 29, (1u << 31) + 7, ~0u}) {
          const size_t words = (shingles + 63) / 64;
          std::vector<uint32_t> hashes(64 * words + length);
          for (uint32_t& hash : hashes) hash = static_cast<uint32_t>(random());
          std::vector<uint32_t> selectors(64 * words);
          std::vector<uint64_t> kept(words, ~uint64_t{0});
          FindSelectors(hashes.data(), shingles, length, last, selectors.data(), kept.data());
          for (size_t i = 0; i < 64 * words; ++i) {
            const uint32_t selector = Selector(&hashes[i], length);
            ASSERT_EQ(selectors[i], selector) << shingles << ' ' << i;
            ASSERT_EQ(kept[i / 64] >> i % 64 & 1, i < shingles && selector <= last ? 1u : 0u) << shingles << ' ' << i;
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace wirefold
