#include "common/base/sort_unique.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

using Values = std::vector<uint64_t>;

void ExpectSortedAndUnique(Values values, int bits, HashSorter& sorter) {
  const std::set<uint64_t> expected(values.begin(), values.end());
  sorter.SortUnique(values, bits);
  EXPECT_EQ(values, Values(expected.begin(), expected.end())) << bits << " bits";
}

TEST(HashSorter, SortsHashesAndDropsRepeatsWhateverTheInstructions) {
  WithEachInstructionSet([] {
    std::mt19937_64 random(1);
    for (size_t count : {0, 1, 2, 31, 96, 97, 500, 1024, 1025, 3000}) {
      for (int bits : {1, 7, 15, 16, 40, 62, 64}) {  // few bits: nearly all are repeats
        Values values(count);
        for (uint64_t& value : values) value = random() >> (64 - bits);
        HashSorter sorter;
        ExpectSortedAndUnique(values, bits, sorter);
      }
    }
  });
}

TEST(HashSorter, SortsValuesThatAreNotRandom) {
  std::mt19937_64 random(2);
  Values ascending(300);
  for (size_t i = 0; i < ascending.size(); ++i) ascending[i] = i / 2;
  const Values descending(ascending.rbegin(), ascending.rend());
  Values crowded(300);  // they agree in their leading bits
  for (uint64_t& value : crowded) value = uint64_t{1} << 60 | random() >> 30;
  Values largest(300, ~uint64_t{0});
  for (size_t i = 0; i < largest.size(); i += 3) largest[i] -= i % 5;
  for (const Values& values : {ascending, descending, crowded, largest, Values(50, 0)}) {
    HashSorter sorter;
    ExpectSortedAndUnique(values, 64, sorter);
  }
}

TEST(HashSorter, WhatWasSortedBeforeDoesNotMatter) {
  std::mt19937_64 random(3);
  HashSorter sorter;
  for (size_t count : {1000, 3, 0, 200, 1}) {
    Values values(count);
    for (uint64_t& value : values) value = random();
    ExpectSortedAndUnique(values, 64, sorter);
  }
}

}  // namespace
}  // namespace wirefold
