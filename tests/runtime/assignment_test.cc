// Where reading begins in a partition, and goes on when its log is not what it was.
#include "worker/runtime/assignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/fake_world.h"
#include "tests/runtime/test_worker.h"
#include "worker/runtime/commit_metadata.h"

namespace wirefold {
namespace {

using testing::HasSubstr;

class AssignmentTest : public FakeWorldTest {};

TEST_F(AssignmentTest, AGroupThatFollowsAnotherLogIsRefusedAndAdoptedOnPurpose) {
  AddArticles(0, 5);
  AddArticles(1, 3);
  world.raw.partitions[0].committed = {2, EncodeCommitMetadata({{77, "claims.old"}, {}})};
  world.raw.partitions[1].committed = {3, EncodeCommitMetadata({{77, "claims.old"}, {}})};  // nothing is left to read
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("--adopt-log"));
  EXPECT_TRUE(world.outcomes.committed.empty());
  ended = absl::OkStatus();
  options.adopt_log = true;
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_EQ(world.outcomes.committed.size(), 3u);
  EXPECT_EQ(ParseCommitMetadata(world.raw.partitions[0].committed.metadata)->log.topic, "claims");
  // Else the next start would be refused again.
  EXPECT_EQ(world.raw.partitions[1].committed.offset, 3);
  EXPECT_EQ(ParseCommitMetadata(world.raw.partitions[1].committed.metadata)->log.topic, "claims");
}

TEST_F(AssignmentTest, LostOffsetsAreRefusedWhereOutcomesWerePublishedUnlessToldWhereToBegin) {
  AddArticles(0, 5);
  world.with_outcomes = {0};
  world.raw.partitions[0].reset = ResetReason::kNoCommittedOffset;
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("--from"));
  ended = absl::OkStatus();
  options.from = StartFrom::kLatest;
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_TRUE(world.outcomes.committed.empty());
}

TEST_F(AssignmentTest, ANewGroupBeginsAtTheLogsStart) {
  AddArticles(0, 5);
  world.raw.partitions[0].reset = ResetReason::kNoCommittedOffset;
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_EQ(world.outcomes.committed.size(), 5u);
}

TEST_F(AssignmentTest, WhatRetentionTookIsCounted) {
  world.raw.partitions[0].first = 60;
  AddArticles(0, 5);
  world.raw.partitions[0].committed = {10, ""};
  world.raw.partitions[0].reset = ResetReason::kOvertaken;
  Start();
  ASSERT_TRUE(Commits(0, 65)) << ended;
  EXPECT_TRUE(HasMetric("records_lost_total{partition=\"0\",topic=\"raw\"} 50")) << metrics.Text();
}

TEST_F(AssignmentTest, ALogThatWasCutIsRefusedAndNotPublishedAgain) {
  AddArticles(0, 5);
  world.raw.partitions[0].committed = {10, ""};
  world.raw.partitions[0].reset = ResetReason::kLogCut;
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("the group stands at 10"));
  EXPECT_TRUE(world.outcomes.committed.empty());
}

TEST_F(AssignmentTest, ALogThatWasCutAndGrewAgainIsReadOnOnlyWhereTheOperatorSays) {
  AddArticles(0, 5);
  world.raw.partitions[0].committed = {3, ""};
  world.raw.partitions[0].reset = ResetReason::kLogCut;
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("the group stands at 3"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--from"));
  EXPECT_TRUE(world.outcomes.committed.empty());
  ended = absl::OkStatus();
  options.from = StartFrom::kEarliest;
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_EQ(world.outcomes.committed.size(), 5u);
}

// A rebalance, in a group that never committed, while no broker says what the log holds.
TEST_F(AssignmentTest, ALogThatWasCutStaysOneWhenAnotherResetIsToldBehindIt) {
  AddArticles(0, 5);
  auto& partition = world.raw.partitions[0];
  partition.reset = ResetReason::kLogCut;
  partition.next_reset = ResetReason::kNoCommittedOffset;
  partition.committed = {3, ""};
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(world.outcomes.committed.empty());
}

// Else the group would stand in records that are gone until the next one came.
TEST_F(AssignmentTest, WhereReadingGoesOnInALogThatWasCutIsCommittedAtOnce) {
  AddArticles(0, 5);
  world.raw.partitions[0].committed = {3, ""};
  world.raw.partitions[0].reset = ResetReason::kLogCut;
  options.from = StartFrom::kLatest;
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_TRUE(world.outcomes.committed.empty());
}

TEST_F(AssignmentTest, WhatAnotherOwnerPublishedSinceTheLogWasCutIsNotPublishedAgain) {
  AddArticles(0, 5);
  auto& partition = world.raw.partitions[0];
  partition.committed = {3, ""};
  partition.reset = ResetReason::kLogCut;
  options.from = StartFrom::kEarliest;
  world.raw.on_bounds = [&partition] { partition.committed = {4, ""}; };
  Start();
  ASSERT_TRUE(Commits(0, 5)) << ended;
  EXPECT_EQ(world.outcomes.committed.size(), 1u);
}

TEST_F(AssignmentTest, APartitionWithoutRecordsForUsIsCommittedUpToItsEnd) {
  world.raw.partitions[0].first = 7;  // aborted records and markers
  Start();
  ASSERT_TRUE(Commits(0, 7)) << ended;
}

}  // namespace
}  // namespace wirefold
