#include "common/base/ones.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

TEST(Ones, AreFoundInOrderWhateverTheInstructions) {
  WithEachInstructionSet([] {
    std::mt19937_64 random(1);
    for (size_t words : {0, 1, 2, 7, 100}) {
      for (int density = 0; density < 5; ++density) {
        std::vector<uint64_t> map(words);
        for (uint64_t& word : map) word = density == 0 ? ~uint64_t{0} : random() & (density > 1 ? random() : ~0ull);
        if (density == 4) std::fill(map.begin(), map.end(), 0);
        std::vector<uint32_t> expected;
        for (uint32_t i = 0; i < 64 * words; ++i) {
          if ((map[i / 64] >> i % 64 & 1) != 0) expected.push_back(i);
        }
        std::vector<uint32_t> places(expected.size() + kOnesPadding);
        ASSERT_EQ(FindOnes(map.data(), words, places.data()), expected.size());
        places.resize(expected.size());
        EXPECT_EQ(places, expected);
      }
    }
  });
}

}  // namespace
}  // namespace wirefold
