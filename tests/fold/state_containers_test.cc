// The containers below the fold state, against the standard library's.
#include "common/fold/state/carried_parts.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>

#include "common/fold/state/block_queue.h"

namespace wirefold {
namespace {

TEST(BlockQueue, EqualsADequeWhileItGrowsAndShrinks) {
  struct Wide {
    uint64_t numbers[64];  // 128 of them are a block
  };
  BlockQueue<Wide> ours;
  std::deque<uint64_t> theirs;
  std::mt19937 random(5);
  for (uint64_t step = 0; step < 20'000; ++step) {
    const bool grows = (step / 1500) % 2 == 0;
    if (random() % 10 < (grows ? 7u : 2u) || theirs.empty()) {
      ours.push_back({{step}});
      theirs.push_back(step);
    } else {
      ours.pop_front();
      theirs.pop_front();
    }
    ASSERT_EQ(ours.size(), theirs.size());
    ASSERT_EQ(ours.empty(), theirs.empty());
    if (theirs.empty()) continue;
    const size_t any = random() % theirs.size();
    ASSERT_EQ(ours.front().numbers[0], theirs.front());
    ASSERT_EQ(ours[any].numbers[0], theirs[any]);
    ASSERT_EQ(ours[theirs.size() - 1].numbers[0], theirs.back());
  }
}

TEST(BlockQueue, GivesBackTheBlocksOfWhatLeft) {
  BlockQueue<uint64_t> queue;
  for (uint64_t i = 0; i < 100'000; ++i) queue.push_back(i);
  const uint64_t full = queue.bytes();
  for (uint64_t i = 0; i < 99'000; ++i) queue.pop_front();
  EXPECT_LT(queue.bytes(), full / 4);
  EXPECT_EQ(queue.front(), 99'000u);
}

TEST(CarriedParts, AreKeptUntilTheyAreReleasedAndTheirNumbersUsedAgain) {
  CarriedParts parts;
  std::map<uint32_t, CarriedPart> kept;
  std::mt19937 random(6);
  std::uniform_int_distribution<uint32_t> any(0, 3);
  for (uint32_t step = 1; step <= 5'000; ++step) {
    if (random() % 5 < 3 || kept.empty()) {
      const CarriedPart part{step, any(random), any(random), any(random)};
      const uint32_t number = parts.Keep(part);
      ASSERT_NE(number, 0u);
      ASSERT_TRUE(kept.emplace(number, part).second) << number << " is in use";
    } else {
      const auto one = std::next(kept.begin(), static_cast<std::ptrdiff_t>(random() % kept.size()));
      parts.Release(one->first);
      kept.erase(one);
    }
    ASSERT_EQ(parts.size(), kept.size());
  }
  for (const auto& [number, part] : kept) EXPECT_EQ(parts[number], part);
  EXPECT_LE(kept.rbegin()->first, 5'000u);
}

TEST(CarriedParts, ThePartThatClaimsBeginWithTakesNoRoom) {
  CarriedParts parts;
  EXPECT_EQ(parts.Keep({}), 0u);
  EXPECT_EQ(parts[0], CarriedPart());
  parts.Release(0);
  EXPECT_EQ(parts.size(), 0u);
}

}  // namespace
}  // namespace wirefold
