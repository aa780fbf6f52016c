// A log that lost its tail (an unclean leader election, a disk) and has grown again: other records stand at offsets
// that a group has read, or will read next. Nobody may take them for the old ones, nor pass over any.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/environment.h"
#include "tests/integration/member.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

TopicRecord Record() {
  TopicRecord record;
  record.value = "value";
  return record;
}

// A partition whose batches hold a record each.
std::string TopicOfBatches(int records) {
  const std::string topic = UniqueName("cutlog");
  KafkaClient client(TestBroker().bootstrap_servers());
  client.CreateTopic(topic, 1);
  for (int i = 0; i < records; ++i) client.Produce(topic, {Record()});
  return topic;
}

// The last batches are lost, and others come.
void CutAndGrow(const std::string& topic, size_t batches, int others) {
  ASSERT_TRUE(TestBroker().CutLog(topic, /*partition=*/0, batches).ok());
  // A new producer: the broker has forgotten what another sent last.
  KafkaClient client(TestBroker().bootstrap_servers());
  for (int i = 0; i < others; ++i) client.Produce(topic, {Record()});
}

// A member of a new group that has read all records and stands at the log's end, `end`.
std::unique_ptr<Member> JoinAndRead(const std::string& topic, int64_t end) {
  auto member = Member::Join(topic, topic);
  EXPECT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  EXPECT_TRUE(member->consumer->StartAt(0, 0).ok());
  EXPECT_TRUE(member->Until([&] { return member->ends[0] == end; }));
  member->resets.clear();
  return member;
}

void ReadAndCommit(const std::string& topic, int64_t end, int64_t next) {
  JoinAndRead(topic, end)->Commit(topic, next, "");
}

const Resets kCutBelow10 = {{0, kafka::ResetReason::kLogCut, 10}};

TEST(CutLogs, ThatGrewAgainAreNotReadOnByAGroupThatComesBack) {
  const std::string topic = TopicOfBatches(10);
  ReadAndCommit(topic, 10, 10);
  CutAndGrow(topic, 3, 6);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] > 0; }));
  EXPECT_EQ(member->resets, kCutBelow10);
  EXPECT_TRUE(member->offsets.empty());
  // Whoever is told where to go on is asked no more, and what it commits is of the log as it is now.
  ASSERT_TRUE(member->consumer->StartAt(0, 10).ok());
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 13; }));
  EXPECT_EQ(member->offsets[0], Range(10, 13));
  member->Commit(topic, 12, "");
  member.reset();
  member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 13; }));
  EXPECT_EQ(member->offsets[0], Range(12, 13));
  EXPECT_TRUE(member->resets.empty());
}

TEST(CutLogs, ThatGrewAgainAreNotReadOnByWhoReadsThem) {
  const std::string topic = TopicOfBatches(10);
  auto member = JoinAndRead(topic, 10);
  member->Commit(topic, 10, "");  // the group may be given the partition again meanwhile
  CutAndGrow(topic, 3, 6);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] == 13; }));
  EXPECT_EQ(member->resets, kCutBelow10);
  EXPECT_EQ(member->offsets[0], Range(0, 10));
}

TEST(CutLogs, ThatAreCutBelowAPositionBehindMarkersAreNoticed) {
  const std::string topic = TopicOfBatches(7);
  KafkaClient client(TestBroker().bootstrap_servers());
  client.ProduceTransaction(topic, {Record()}, /*commit=*/true);   // 7, and a marker
  client.ProduceTransaction(topic, {Record()}, /*commit=*/false);  // 9, and a marker
  ReadAndCommit(topic, 11, 11);
  CutAndGrow(topic, 2, 6);  // to 9: what the group read last, 7 and its marker, is still there
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] > 0; }));
  EXPECT_EQ(member->resets, (Resets{{0, kafka::ResetReason::kLogCut, 11}}));
  EXPECT_TRUE(member->offsets.empty());
}

TEST(CutLogs, AreNotSuspectedWhereAMarkerHasAnotherLeaderThanTheRecordBeforeIt) {
  const std::string topic = TopicOfBatches(3);
  TestBroker().Kill();
  ASSERT_TRUE(TestBroker().Restart().ok());
  KafkaClient client(TestBroker().bootstrap_servers());
  client.ProduceTransaction(topic, {Record(), Record()}, /*commit=*/false);  // 3, 4 and a marker
  ReadAndCommit(topic, 6, 6);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] > 0; }));
  EXPECT_EQ(member->ends[0], 6);
  EXPECT_TRUE(member->resets.empty());
  client.Produce(topic, {Record()});
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 7; }));
  EXPECT_EQ(member->offsets[0], Range(6, 7));
}

// What was committed by hand, or by a version that knew of no epochs: the log cannot be asked.
TEST(CutLogs, ThatGrewAgainAreNotNoticedWhereNoEpochWasCommitted) {
  const std::string topic = TopicOfBatches(10);
  {
    auto member = Member::Join(topic, topic);
    ASSERT_TRUE(member->Until([&] { return !member->assigned.empty(); }));
    member->Commit(topic, 10, "");
  }
  CutAndGrow(topic, 3, 6);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] == 13; }));
  EXPECT_EQ(member->offsets[0], Range(10, 13));
  EXPECT_TRUE(member->resets.empty());
}

// librdkafka drops what it has fetched when it goes back to where the log was cut, records below that among them.
class CutAboveWhatWasRead : public testing::TestWithParam<int> {};

TEST_P(CutAboveWhatWasRead, KeepsTheRecordsThatWereFetched) {
  const std::string topic = TopicOfBatches(10);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  member->resets.clear();
  ASSERT_TRUE(member->consumer->StartAt(0, 0).ok());
  ASSERT_TRUE(member->Until([&] { return member->offsets[0].size() == 4; }));
  member->Commit(topic, 4, "");  // the group may be given the partition again meanwhile
  CutAndGrow(topic, 3, GetParam());
  // Time to hear of the new leader, without a look at what was fetched.
  EXPECT_FALSE(WaitUntil(
      [&] {
        EXPECT_TRUE(member->consumer->Serve().ok());
        return false;
      },
      seconds(10)));
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty() || member->ends[0] >= 7; }));
  EXPECT_EQ(member->offsets[0], Range(0, 7 + GetParam()));
  EXPECT_TRUE(member->resets.empty());
}

INSTANTIATE_TEST_SUITE_P(OtherRecords, CutAboveWhatWasRead, testing::Values(0, 6));

}  // namespace
}  // namespace wirefold
