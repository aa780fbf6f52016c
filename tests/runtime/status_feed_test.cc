// What a worker puts on its status board, with the worker itself in a world in memory.
#include "worker/runtime/status_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "tests/runtime/fake_world.h"
#include "tests/runtime/test_worker.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StatusFeedTest : public FakeWorldTest {
 protected:
  StatusFeedTest() {
    world.claims_retention_ms = int64_t{8} * 86'400'000;
    options.board = &board;
  }

  void Add(int32_t partition, std::string_view publisher, std::string_view headline, int text) {
    world.raw.partitions[partition].values.emplace_back(
        absl::StrFormat(R"({"id":"urn:%d","publisher":"%s","headline":"%s","body":"%s"})", next_id++, publisher,
                        headline, SixtyWords(text)));
  }

  // Turns, 10 ms apart, for two seconds.
  Status Run() {
    Start();
    for (int turn = 0; turn < 250; ++turn) {
      world.now.now_ms += 10;
      const absl::StatusOr<bool> done = worker->Turn();
      EXPECT_TRUE(done.ok()) << done.status();
    }
    const Status status = board.Snapshot(world.now.WallMs());
    worker.reset();  // before the board that it writes to
    return status;
  }

  StatusBoard board{"raw", "group", world.now.WallMs()};
  int next_id = 1;
};

TEST_F(StatusFeedTest, CopiesMakeAStoryWithTheHeadlineAsItWasWritten) {
  Add(0, "orla", "Ferry <b>orders</b> boats", 1);
  Add(0, "coast", "<Ferry &> again", 1);
  Add(0, "brief", "Ferry once more", 1);
  Add(0, "other", "Nothing of this", 2);
  const Status status = Run();
  ASSERT_THAT(status.stories, SizeIs(1));
  EXPECT_EQ(status.stories[0].headline, "<Ferry &> again");
  EXPECT_EQ(status.stories[0].copies, 3u);
  EXPECT_THAT(status.stories[0].publishers, ElementsAre("coast", "brief"));
  EXPECT_LE(status.stories[0].first_seen_ms, status.stories[0].last_seen_ms);
  EXPECT_EQ(status.records, 4u);
}

TEST_F(StatusFeedTest, ADeadLetterIsShownWithItsPlaceAndReason) {
  Add(3, "orla", "h", 1);
  world.raw.partitions[3].values.emplace_back("{\"body\":");
  const Status status = Run();
  EXPECT_EQ(status.dead_letters, 1u);
  ASSERT_THAT(status.last_dead_letters, SizeIs(1));
  EXPECT_EQ(status.last_dead_letters[0].partition, 3);
  EXPECT_EQ(status.last_dead_letters[0].offset, 1);
  EXPECT_EQ(status.last_dead_letters[0].code, "INVALID_JSON");
  EXPECT_FALSE(status.last_dead_letters[0].reason.empty());
}

TEST_F(StatusFeedTest, PartitionsIndexAndSamplesAreThoseOfTheWorker) {
  for (int i = 0; i < 5; ++i) Add(i % 2, "orla", "h", 10 + i);
  const Status status = Run();
  ASSERT_THAT(status.partitions, SizeIs(2));
  EXPECT_EQ(status.partitions[0].committed, 3);
  EXPECT_EQ(status.partitions[0].lag_records, 0);
  EXPECT_EQ(status.partitions[1].committed, 2);
  EXPECT_EQ(status.index.articles, 5u);
  EXPECT_EQ(status.index.window_articles, config.genesis.window_claims);
  EXPECT_EQ(status.index.retention_ms, int64_t{8} * 86'400'000);
  EXPECT_THAT(status.samples, testing::Not(IsEmpty()));
  EXPECT_GT(status.samples[0].records_per_second, 0);
  EXPECT_GT(status.samples[0].p99_ms, 0);
}

TEST_F(StatusFeedTest, WithoutABoardNothingIsDone) {
  options.board = nullptr;
  Add(0, "orla", "h", 1);
  const Status status = Run();
  EXPECT_EQ(world.raw.partitions[0].committed.offset, 1);
  EXPECT_EQ(status.records, 0u);
}

}  // namespace
}  // namespace wirefold
