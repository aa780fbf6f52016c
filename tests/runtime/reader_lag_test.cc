// When a reader of a growing log is caught up, and when it is behind.
#include "worker/runtime/reader_lag.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wirefold {
namespace {

TEST(ReaderLag, AnEmptyLogIsCaughtUpOnceItsEndIsSeen) {
  ReaderLag lag(0);
  lag.Update(0, -1, 10);
  EXPECT_FALSE(lag.caught_up());
  lag.Update(0, 0, 20);
  EXPECT_TRUE(lag.caught_up());
}

TEST(ReaderLag, IsNotCaughtUpBeforeTheEndThatWasSeenAtTheStart) {
  ReaderLag lag(1500);
  lag.Update(1499, 1500, 10);
  EXPECT_FALSE(lag.caught_up());
  lag.Update(1500, 1500, 20);
  EXPECT_TRUE(lag.caught_up());
}

// Records come all the time, faster than kNearRecords in the time between two looks: the end itself is never met.
TEST(ReaderLag, ASteadyLoadIsCaughtUpWithALagOfLessThanASecond) {
  ReaderLag lag(100'000);
  int64_t now_ms = 0;
  int64_t end = 100'000;
  int64_t position = 0;
  while (!lag.caught_up()) {
    now_ms += 10;
    end += 200;  // 20,000/s
    position = std::min(position + 2000, end - 5000);
    lag.Update(position, end, now_ms);
    ASSERT_LT(now_ms, 60'000);
  }
  EXPECT_GE(position, 100'000);
}

TEST(ReaderLag, AReaderThatIsSlowerThanTheLogIsNotCaughtUp) {
  ReaderLag lag(100'000);
  for (int64_t turn = 1; turn < 10'000; ++turn) lag.Update(turn * 100, 100'000 + turn * 200, turn * 10);
  EXPECT_FALSE(lag.caught_up());
  EXPECT_TRUE(lag.behind_since_ms().has_value());
}

TEST(ReaderLag, SaysSinceWhenTheReaderFellBehindAgain) {
  ReaderLag lag(0);
  lag.Update(0, 0, 1000);
  EXPECT_EQ(lag.behind_since_ms(), std::nullopt);
  lag.Update(0, 900, 2000);
  EXPECT_EQ(lag.behind_since_ms(), std::nullopt);
  lag.Update(10, 90'000, 3000);
  lag.Update(20, 90'000, 9000);
  EXPECT_EQ(lag.behind_since_ms(), 3000);
  lag.Update(89'500, 90'000, 9500);
  EXPECT_EQ(lag.behind_since_ms(), std::nullopt);
}

}  // namespace
}  // namespace wirefold
