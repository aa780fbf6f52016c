// What a group's members and the readers of one partition are told, at the door to librdkafka.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/client_settings.h"
#include "tests/integration/environment.h"
#include "tests/integration/member.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

std::string TopicOf(int64_t records) {
  const std::string topic = UniqueName("members");
  KafkaClient client(TestBroker().bootstrap_servers());
  client.CreateTopic(topic, 1);
  TopicRecord record;
  record.value = "value";
  client.Produce(topic, std::vector<TopicRecord>(static_cast<size_t>(records), record));
  return topic;
}

TEST(Members, OfANewGroupStandUntilToldWhereToStart) {
  const std::string topic = TopicOf(10);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  EXPECT_FALSE(member->Until([&] { return !member->offsets.empty(); }, seconds(1)));
  EXPECT_EQ(member->resets, (Resets{{0, kafka::ResetReason::kNoCommittedOffset, -1}}));
  auto bounds = member->consumer->Bounds(0, 10'000);
  ASSERT_TRUE(bounds.ok()) << bounds.status();
  EXPECT_EQ(*bounds, (std::pair<int64_t, int64_t>(0, 10)));
  ASSERT_TRUE(member->consumer->StartAt(0, 4).ok());
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
  EXPECT_EQ(member->offsets[0], Range(4, 10));
  EXPECT_TRUE(absl::IsFailedPrecondition(member->consumer->StartAt(1, 0)));
}

// A broker that has just begun knows no partition: to ask again is all that there is to do.
TEST(Members, HaveNoNewsOfAPartitionThatNoBrokerKnows) {
  const std::string topic = TopicOf(10);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  const auto bounds = member->consumer->Bounds(7, 10'000);
  EXPECT_TRUE(absl::IsUnavailable(bounds.status())) << bounds.status();
}

TEST(Members, BeginWhereTheyAreToldWhenTheyAreGivenAPartition) {
  const std::string topic = TopicOf(10);
  auto member = Member::Join(topic, topic, /*resets=*/true, /*start=*/8);
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
  EXPECT_EQ(member->offsets[0], Range(8, 10));
  EXPECT_TRUE(member->resets.empty());
}

TEST(Members, OfANewGroupThatAreNotToldOfResetsReadFromTheFirstRecordOn) {
  const std::string topic = TopicOf(10);
  auto member = Member::Join(topic, topic, /*resets=*/false);
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
  EXPECT_EQ(member->offsets[0], Range(0, 10));
}

TEST(Members, FindWhatWasCommittedWithItsMetadata) {
  const std::string topic = TopicOf(10);
  {
    auto member = Member::Join(topic, topic);
    ASSERT_TRUE(member->Until([&] { return !member->assigned.empty(); }));
    member->Commit(topic, 6, "log=00ff");
    auto committed = member->consumer->Committed({0}, 10'000);
    ASSERT_TRUE(committed.ok()) << committed.status();
    EXPECT_EQ((*committed)[0], (kafka::CommittedOffset{6, "log=00ff"}));
  }
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
  EXPECT_EQ(member->offsets[0], Range(6, 10));
  EXPECT_TRUE(member->resets.empty());
}

TEST(Members, AreToldThatRetentionOvertookTheGroup) {
  const std::string topic = TopicOf(10);
  {
    auto member = Member::Join(topic, topic);
    ASSERT_TRUE(member->Until([&] { return !member->assigned.empty(); }));
    member->Commit(topic, 3, "");
  }
  KafkaClient(TestBroker().bootstrap_servers()).DeleteRecords(topic, 0, 7);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  EXPECT_FALSE(member->Until([&] { return !member->offsets.empty(); }, seconds(1)));
  EXPECT_EQ(member->resets, (Resets{{0, kafka::ResetReason::kOvertaken, 3}}));
  auto bounds = member->consumer->Bounds(0, 10'000);
  ASSERT_TRUE(bounds.ok()) << bounds.status();
  ASSERT_TRUE(member->consumer->StartAt(0, bounds->first).ok());
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
  EXPECT_EQ(member->offsets[0], Range(7, 10));
}

TEST(Members, AreToldThatTheLogLostItsTail) {
  const std::string topic = TopicOf(10);
  {
    auto member = Member::Join(topic, topic);
    ASSERT_TRUE(member->Until([&] { return !member->assigned.empty(); }));
    member->Commit(topic, 50, "");
  }
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  EXPECT_EQ(member->resets, (Resets{{0, kafka::ResetReason::kLogCut, 50}}));
  EXPECT_TRUE(member->offsets.empty());
}

TEST(Members, ReadOverAbortedRecordsWithoutAReset) {
  const std::string topic = TopicOf(3);
  KafkaClient client(TestBroker().bootstrap_servers());
  TopicRecord record;
  record.value = "value";
  client.ProduceTransaction(topic, {record, record}, /*commit=*/false);  // 3, 4 and a marker, which may come late
  ASSERT_TRUE(WaitUntil([&] { return client.End(topic, KafkaClient::Isolation::kCommitted)[0] == 6; }, seconds(30)));
  client.Produce(topic, {record});
  auto member = Member::Join(topic, topic, /*resets=*/true);
  ASSERT_TRUE(member->Until([&] { return !member->resets.empty(); }));
  ASSERT_TRUE(member->consumer->StartAt(0, 0).ok());
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 7; }));
  EXPECT_EQ(member->offsets[0], (std::vector<int64_t>{0, 1, 2, 6}));
  EXPECT_EQ(member->resets.size(), 1u);
}

// Each rebalance meets transactions that are about to end. Nothing of them is in doubt.
TEST(Members, OfAFormerGenerationCommitNothingAndTheirProducerGoesOn) {
  using kafka::TransactionOutcome;
  const std::string topic = TopicOf(10);
  auto member = Member::Join(topic, topic);
  ASSERT_TRUE(member->Until([&] { return !member->assigned.empty(); }));
  auto before = member->consumer->Generation();
  ASSERT_TRUE(before.ok()) << before.status();
  auto other = Member::Join(topic, topic);
  bool has_joined = false;
  ASSERT_TRUE(member->Until([&] {
    EXPECT_TRUE(other->consumer->Serve().ok());
    has_joined = has_joined || other->consumer->Generation().ok();
    return has_joined && member->consumer->Generation().ok();
  }));
  auto producer = kafka::Producer::Create(SettingsOf(TestBroker()), topic + "-committer", /*linger_ms=*/0);
  ASSERT_TRUE(producer.ok()) << producer.status();
  ASSERT_TRUE(
      WaitUntil([&] { return (*producer)->InitTransactions(1000).outcome == TransactionOutcome::kDone; }, seconds(30)));
  ASSERT_TRUE((*producer)->BeginTransaction().ok());
  const kafka::TransactionResult sent = (*producer)->SendOffsets(*before, topic, {{0, {6, ""}}}, 10'000);
  EXPECT_EQ(sent.outcome, TransactionOutcome::kStale) << sent.status;
  EXPECT_TRUE(absl::IsFailedPrecondition(sent.status)) << sent.status;
  ASSERT_EQ((*producer)->AbortTransaction(10'000).outcome, TransactionOutcome::kDone);
  ASSERT_TRUE((*producer)->BeginTransaction().ok());
  // Another rebalance may have come.
  TransactionOutcome again = TransactionOutcome::kStale;
  ASSERT_TRUE(member->Until([&] {
    EXPECT_TRUE(other->consumer->Serve().ok());
    auto now = member->consumer->Generation();
    if (!now.ok()) return false;
    again = (*producer)->SendOffsets(*now, topic, {{0, {4, ""}}}, 10'000).outcome;
    if (again != TransactionOutcome::kStale) return true;
    EXPECT_EQ((*producer)->AbortTransaction(10'000).outcome, TransactionOutcome::kDone);
    return !(*producer)->BeginTransaction().ok();
  }));
  EXPECT_EQ(again, TransactionOutcome::kDone);
  EXPECT_EQ((*producer)->CommitTransaction(10'000).outcome, TransactionOutcome::kDone);
  auto committed = member->consumer->Committed({0}, 10'000);
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ((*committed)[0].offset, 4);
}

TEST(Members, EndWithTheBrokersWordWhenItDoesNotTakeTheirSessionTimeout) {
  kafka::ClientSettings settings = SettingsOf(TestBroker());
  settings.properties = {{"session.timeout.ms", "1000"}, {"heartbeat.interval.ms", "300"}};
  kafka::GroupListener listener;
  listener.on_error = [](int32_t, const absl::Status&) {};
  const std::string topic = TopicOf(1);
  auto member = kafka::GroupConsumer::Create(settings, topic, topic, 1'000'000, std::move(listener));
  ASSERT_TRUE(member.ok()) << member.status();
  absl::Status word;
  EXPECT_TRUE(WaitUntil(
      [&] {
        word = (*member)->Serve();
        return !word.ok();
      },
      seconds(30)));
  EXPECT_TRUE(absl::IsInvalidArgument(word)) << word;
}

TEST(Settings, ThatAreRefusedAreNamedWithoutTheirValue) {
  kafka::ClientSettings settings = SettingsOf(TestBroker());
  settings.properties = {{"kafka.properties", "x"}};
  EXPECT_TRUE(absl::IsInvalidArgument(kafka::Admin::Create(settings).status()));
  settings.properties = {{"linger.ms", "secret"}};
  const absl::Status refused = kafka::Admin::Create(settings).status();
  EXPECT_TRUE(absl::IsInvalidArgument(refused));
  EXPECT_EQ(refused.message().find("secret"), absl::string_view::npos) << refused;
  settings.properties = {{"acks", "1"}};
  EXPECT_TRUE(absl::IsInvalidArgument(kafka::Admin::Create(settings).status()));
}

TEST(LogReaders, KnowTheirPositionBehindWhatHoldsNoRecord) {
  const std::string topic = TopicOf(3);
  KafkaClient client(TestBroker().bootstrap_servers());
  TopicRecord record;
  record.value = "value";
  client.ProduceTransaction(topic, {record, record}, /*commit=*/false);
  auto reader = kafka::LogReader::Create(SettingsOf(TestBroker()), topic, 0, 1, kafka::Isolation::kReadCommitted);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->position(), 1);
  std::vector<int64_t> offsets;
  ASSERT_TRUE(WaitUntil(
      [&] {
        auto batch = (*reader)->Poll(1, 10);
        EXPECT_TRUE(batch.ok()) << batch.status();
        for (const kafka::Message& message : batch->messages) {
          offsets.push_back(message.offset());
          EXPECT_EQ((*reader)->position(), message.offset() + 1);
        }
        return (*reader)->position() == 6;
      },
      seconds(30)));
  EXPECT_EQ(offsets, Range(1, 3));
  EXPECT_EQ((*reader)->HighWatermark(), 6);
}

// The new log is longer than the position that the readers of the old one had: librdkafka goes on there.
TEST(LogReaders, AndMembersSayThatTheirTopicWasMadeAnew) {
  const std::string topic = TopicOf(3);
  KafkaClient client(TestBroker().bootstrap_servers());
  auto reader = kafka::LogReader::Create(SettingsOf(TestBroker()), topic, 0, 0, kafka::Isolation::kReadUncommitted);
  ASSERT_TRUE(reader.ok()) << reader.status();
  auto member = Member::Join(topic, topic, /*resets=*/false);
  ASSERT_TRUE(member->Until([&] { return member->ends[0] == 3; }));
  // Both ask for the topic's id with their first poll.
  member->Until(
      [&] {
        EXPECT_TRUE((*reader)->Poll(10, 0).ok());
        return false;
      },
      seconds(2));
  ASSERT_EQ((*reader)->position(), 3);
  client.DeleteTopic(topic);
  client.CreateTopic(topic, 1);
  TopicRecord record;
  record.value = "value";
  KafkaClient(TestBroker().bootstrap_servers()).Produce(topic, std::vector<TopicRecord>(9, record));
  absl::Status read;
  absl::Status served;
  EXPECT_TRUE(WaitUntil(
      [&] {
        if (read.ok()) read = (*reader)->Poll(10, 10).status();
        if (served.ok()) served = member->consumer->Serve();
        return !read.ok() && !served.ok();
      },
      seconds(40)));
  EXPECT_TRUE(absl::IsDataLoss(read)) << read;
  EXPECT_TRUE(absl::IsDataLoss(served)) << served;
}

TEST(LogReaders, SayThatTheLogDoesNotHoldTheirPosition) {
  const std::string topic = TopicOf(10);
  KafkaClient(TestBroker().bootstrap_servers()).DeleteRecords(topic, 0, 5);
  for (int64_t from : {2, 20}) {
    auto reader =
        kafka::LogReader::Create(SettingsOf(TestBroker()), topic, 0, from, kafka::Isolation::kReadUncommitted);
    ASSERT_TRUE(reader.ok()) << reader.status();
    absl::Status status;
    EXPECT_TRUE(WaitUntil(
        [&] {
          status = (*reader)->Poll(10, 10).status();
          return !status.ok();
        },
        seconds(30)));
    EXPECT_TRUE(absl::IsOutOfRange(status)) << status;
  }
}

}  // namespace
}  // namespace wirefold
