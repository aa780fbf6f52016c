#include "worker/admin/status_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kNow = 1'700'000'000'000;

StorySighting Copy(uint64_t story, uint64_t copies, int64_t seen_ms = kNow) {
  StorySighting sighting;
  sighting.story = story;
  sighting.copies = copies;
  sighting.headline = "h";
  sighting.first_seen_ms = seen_ms - 60'000;
  sighting.seen_ms = seen_ms;
  return sighting;
}

std::vector<uint64_t> StoriesOf(const StatusBoard& board, int64_t now_ms = kNow) {
  std::vector<uint64_t> stories;
  for (const StoryStatus& story : board.Snapshot(now_ms).stories) stories.push_back(story.story);
  return stories;
}

TEST(StatusBoard, TheStoryWithTheMostCopiesIsFirst) {
  StatusBoard board("raw", "group", kNow);
  board.Story(Copy(1, 2));
  board.Story(Copy(2, 9));
  board.Story(Copy(3, 4));
  board.Story(Copy(1, 5));
  board.Story(Copy(1, 3));  // told late
  EXPECT_THAT(StoriesOf(board), ElementsAre(2, 1, 3));
  EXPECT_EQ(board.Snapshot(kNow).stories[1].copies, 5u);
}

TEST(StatusBoard, AStoryKeepsItsEarliestSightAndAllPublishersUpToABound) {
  StatusBoard board("raw", "group", kNow);
  for (int i = 0; i < 40; ++i) {
    StorySighting copy = Copy(1, static_cast<uint64_t>(i) + 2, kNow + i);
    copy.first_seen_ms = kNow - (i == 7 ? 500'000 : 1000);
    const std::string publisher = absl::StrFormat("p%d.example", i % 20);
    copy.publisher = publisher;
    copy.agency = i < 3 ? "" : "ani";
    board.Story(copy);
  }
  const StoryStatus story = board.Snapshot(kNow).stories.at(0);
  EXPECT_EQ(story.first_seen_ms, kNow - 500'000);
  EXPECT_EQ(story.last_seen_ms, kNow + 39);
  EXPECT_EQ(story.agency, "ani");
  EXPECT_THAT(story.publishers, SizeIs(StatusBoard::kStoryPublishers));
  EXPECT_TRUE(story.more_publishers);
}

TEST(StatusBoard, ManyStoriesLeaveThoseWithTheMostCopies) {
  StatusBoard board("raw", "group", kNow);
  board.Story(Copy(7, 1000));
  for (uint64_t story = 10; story < 10'000; ++story) board.Story(Copy(story, 2 + story % 3));
  const Status status = board.Snapshot(kNow);
  EXPECT_THAT(status.stories, SizeIs(StatusBoard::kStories));
  EXPECT_EQ(status.stories[0].story, 7u);
  for (const StoryStatus& story : status.stories) EXPECT_GE(story.copies, 4u);
}

TEST(StatusBoard, AStoryWithoutCopiesForAnHourIsOverAndGivesItsPlace) {
  StatusBoard board("raw", "group", kNow);
  for (uint64_t story = 0; story < StatusBoard::kStories; ++story) board.Story(Copy(story, 100));
  const int64_t later = kNow + StatusBoard::kStoryQuietMs + 1;
  EXPECT_THAT(StoriesOf(board, later), IsEmpty());
  board.Story(Copy(999, 2, later));
  EXPECT_THAT(StoriesOf(board, later), ElementsAre(999));
}

TEST(StatusBoard, TextsAreCutAndPutOnOneLine) {
  StatusBoard board("raw", "group", kNow);
  const std::string huge = "a\nb\xe2\x80\xae" + std::string(10'000, 'x');
  StorySighting copy = Copy(1, 2);
  copy.headline = copy.agency = copy.publisher = huge;
  board.Story(copy);
  board.DeadLetter({kNow, 3, 17, "decode", "INVALID_JSON", huge});
  board.Trouble(kNow, true, huge, huge, huge);
  const Status status = board.Snapshot(kNow);
  for (const std::string& text :
       {status.stories[0].headline, status.stories[0].agency, status.stories[0].publishers[0],
        status.last_dead_letters[0].reason, status.troubles[0].message, status.troubles[0].detail}) {
    EXPECT_LE(text.size(), StatusBoard::kTextBytes + 3);
    EXPECT_EQ(text.substr(0, 5), "a b x");
  }
}

TEST(StatusBoard, TheNewestDeadLettersAreKeptAndAllAreCounted) {
  StatusBoard board("raw", "group", kNow);
  for (int64_t offset = 0; offset < 1000; ++offset) board.DeadLetter({kNow, 0, offset, "decode", "INVALID_JSON", ""});
  const Status status = board.Snapshot(kNow);
  EXPECT_EQ(status.dead_letters, 1000u);
  EXPECT_THAT(status.last_dead_letters, SizeIs(StatusBoard::kDeadLetters));
  EXPECT_EQ(status.last_dead_letters[0].offset, 999);
}

TEST(StatusBoard, LinesOfOneKindAreOneEntryAndANewKindPushesTheOldestOut) {
  StatusBoard board("raw", "group", kNow);
  board.Trouble(kNow, false, "librdkafka", "refused 1", "");
  board.Trouble(kNow + 1, true, "librdkafka", "refused 2", "again");
  EXPECT_THAT(board.Snapshot(kNow).troubles, SizeIs(1));
  const TroubleStatus trouble = board.Snapshot(kNow).troubles[0];
  EXPECT_EQ(trouble.times, 2u);
  EXPECT_EQ(trouble.first_ms, kNow);
  EXPECT_EQ(trouble.last_ms, kNow + 1);
  EXPECT_EQ(trouble.message, "refused 2");
  for (size_t i = 0; i < StatusBoard::kTroubles; ++i) {
    board.Trouble(kNow + 2, true, absl::StrFormat("kind %d", i), "m", "");
  }
  EXPECT_THAT(board.Snapshot(kNow).troubles, SizeIs(StatusBoard::kTroubles));
  for (const TroubleStatus& left : board.Snapshot(kNow).troubles) EXPECT_EQ(left.message, "m");
}

TEST(StatusBoard, ASampleSaysHowMuchAndHowFastAndTheRingIsBounded) {
  StatusBoard board("raw", "group", kNow);
  for (int i = 1; i <= 100; ++i) board.Outcome(i);
  board.Outcome(std::nullopt);
  PartitionStatus partition;
  partition.lag_seconds = 3.5;
  board.Update(kNow + StatusBoard::kSampleMs - 1, {partition}, {});
  EXPECT_THAT(board.Snapshot(kNow).samples, IsEmpty());
  board.Update(kNow + 2 * StatusBoard::kSampleMs, {partition, {}}, {});
  ASSERT_THAT(board.Snapshot(kNow).samples, SizeIs(1));
  const StatusSample sample = board.Snapshot(kNow).samples[0];
  EXPECT_DOUBLE_EQ(sample.records_per_second, 101 / 4.0);
  EXPECT_EQ(sample.lag_seconds, 3.5);
  EXPECT_NEAR(sample.p50_ms, 50, 10);
  EXPECT_NEAR(sample.p99_ms, 99, 19);
  for (int64_t i = 3; i < 1000; ++i) board.Update(kNow + i * StatusBoard::kSampleMs, {}, {});
  EXPECT_THAT(board.Snapshot(kNow).samples, SizeIs(StatusBoard::kSamples));
  board.Update(kNow - 1'000'000, {}, {});  // the clock was set back
  board.Update(kNow - 1'000'000 + StatusBoard::kSampleMs, {}, {});
  EXPECT_EQ(board.Snapshot(kNow).samples.back().time_ms, kNow - 1'000'000 + StatusBoard::kSampleMs);
}

TEST(LatencyCounts, APercentileIsWithinAQuarterAbove) {
  EXPECT_EQ(LatencyCounts().Percentile(0.5), 0);
  for (const int64_t latency : {1, 2, 3, 5, 7, 9, 100, 999, 12'345, 1'000'000}) {
    LatencyCounts counts;
    counts.Add(latency);
    for (const double share : {0.0, 0.5, 1.0}) {
      EXPECT_GT(counts.Percentile(share), static_cast<double>(latency));
      EXPECT_LE(counts.Percentile(share), static_cast<double>(latency) * 1.25);
    }
  }
  LatencyCounts odd;
  for (const int64_t latency : {int64_t{-5}, int64_t{0}, int64_t{1} << 60}) odd.Add(latency);
  EXPECT_EQ(odd.count(), 3u);
  EXPECT_GT(odd.Percentile(1), 1e8);
}

TEST(StatusBoard, IsReadWhileItIsWritten) {
  StatusBoard board("raw", "group", kNow);
  std::thread worker([&] {
    for (uint64_t i = 0; i < 2000; ++i) {
      board.Story(Copy(i % 100, i));
      board.Outcome(static_cast<int64_t>(i));
      board.Update(kNow + static_cast<int64_t>(i) * 100, {PartitionStatus{}}, {});
      board.Trouble(kNow, true, "kind", "m", "");
    }
  });
  for (int i = 0; i < 200; ++i) EXPECT_LE(board.Snapshot(kNow).stories.size(), StatusBoard::kStories);
  worker.join();
  EXPECT_EQ(board.Snapshot(kNow).records, 2000u);
}

}  // namespace
}  // namespace wirefold
