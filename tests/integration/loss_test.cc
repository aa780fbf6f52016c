// What is gone from a topic that the worker reads or writes: it is counted and said, or the worker ends and says what
// to do; never silently skipped, never published again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

size_t CountOf(const std::string& needle, const std::string& text) {
  size_t count = 0;
  for (size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 1)) ++count;
  return count;
}

std::vector<TopicRecord> Articles(const std::string& prefix, int count, int partitions = kPartitions) {
  std::vector<TopicRecord> records;
  for (int i = 0; i < count; ++i) records.push_back(ArticleRecord(absl::StrCat(prefix, "-", i), i % partitions));
  return records;
}

TEST_F(WorkerTest, WhatRetentionTookBeforeItWasReadIsCountedAndSaid) {
  CreateTopics();
  client_.Produce(names_.raw, Articles("a", 10 * kPartitions));
  WorkerProcess& first = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(first);
  client_.Produce(names_.raw, Articles("b", 10 * kPartitions));
  client_.DeleteRecords(names_.raw, /*partition=*/2, /*offset=*/17);
  WorkerProcess& second = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_EQ(second.Gauge("records_lost_total", names_.raw)[2], 7);
  EXPECT_EQ(second.Sum("records_lost_total"), 7);
  EXPECT_THAT(second.process().Log(), testing::ContainsRegex("\"level\":\"error\"[^\n]*10[^\n]*17"));
  StopWorkers();
  EXPECT_EQ(Outcomes(), 20u * kPartitions - 7);
}

TEST_F(WorkerTest, ARawLogThatLostItsTailIsNeverPublishedAgain) {
  CreateTopics();
  for (int i = 0; i < 10; ++i) client_.Produce(names_.raw, Articles(absl::StrCat("a", i), kPartitions));
  WorkerProcess& first = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(first);
  ASSERT_TRUE(TestBroker().CutLog(names_.raw, /*partition=*/0, /*batches=*/3).ok());
  ASSERT_EQ(client_.End(names_.raw, Isolation::kUncommitted).at(0), 7);
  ExpectEnds(StartWorker(), kExitTimeout, absl::StrCat(names_.raw, " [0]"));
  EXPECT_EQ(Outcomes(), 10u * kPartitions);
}

TEST_F(WorkerTest, ARawLogThatLosesItsTailEndsTheWorkerThatReadsIt) {
  CreateTopics();
  for (int i = 0; i < 10; ++i) client_.Produce(names_.raw, Articles(absl::StrCat("a", i), kPartitions));
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  ASSERT_TRUE(TestBroker().CutLog(names_.raw, /*partition=*/0, /*batches=*/3).ok());
  // Other records at offsets whose outcomes are published. Their producer is a new one: the broker has forgotten what
  // the other sent last, and refuses what follows it.
  KafkaClient producer(TestBroker().bootstrap_servers());
  producer.Produce(names_.raw, {ArticleRecord("b0"), ArticleRecord("b1")});
  const std::optional<int> exit_code = worker.process().Wait(kExitTimeout);
  EXPECT_THAT(exit_code.value_or(0), testing::AnyOf(75, 78));
  EXPECT_THAT(worker.process().Log(), testing::HasSubstr(absl::StrCat(names_.raw, " [0]")));
  EXPECT_EQ(Outcomes(), 10u * kPartitions);
}

// The same, and by the time anybody looks the log reaches beyond what is committed.
class RawLogThatGrewAgainTest : public WorkerTest, public testing::WithParamInterface<std::string> {};

TEST_P(RawLogThatGrewAgainTest, IsReadOnOnlyAsTheOperatorSays) {
  CreateTopics();
  for (int i = 0; i < 10; ++i) client_.Produce(names_.raw, Articles(absl::StrCat("a", i), kPartitions));
  WorkerProcess& first = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(first);
  ASSERT_TRUE(TestBroker().CutLog(names_.raw, /*partition=*/0, /*batches=*/3).ok());
  KafkaClient producer(TestBroker().bootstrap_servers());
  std::vector<TopicRecord> others;
  for (int i = 0; i < 6; ++i) others.push_back(ArticleRecord(absl::StrCat("b", i)));
  producer.Produce(names_.raw, others);
  ASSERT_EQ(client_.End(names_.raw, Isolation::kUncommitted).at(0), 13);
  ExpectRefused({}, "--from");
  EXPECT_EQ(Outcomes(), 10u * kPartitions);
  const size_t again = GetParam() == "earliest" ? 13 : 0;
  WorkerProcess& told = StartReadyWorker({}, {"--from", GetParam()});
  EXPECT_TRUE(WaitUntil(
      [&] { return Outcomes() == 10u * kPartitions + again && client_.Committed(names_.group, names_.raw)[0] == 13; },
      seconds(60)));
  StopWorker(told);
  // What it committed is of the log as it is now.
  StartReadyWorker();
  producer.Produce(names_.raw, {ArticleRecord("c")});
  EXPECT_TRUE(WaitAllCommitted());
  StopWorkers();
  EXPECT_EQ(Outcomes(), 10u * kPartitions + again + 1);
}

INSTANTIATE_TEST_SUITE_P(From, RawLogThatGrewAgainTest, testing::Values("earliest", "latest"),
                         [](const auto& test) { return test.param; });

TEST_F(WorkerTest, ARawLogThatLosesItsTailAndGrowsBeyondItEndsTheWorkerThatReadsIt) {
  CreateTopics();
  for (int i = 0; i < 10; ++i) client_.Produce(names_.raw, Articles(absl::StrCat("a", i), kPartitions));
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  ASSERT_TRUE(TestBroker().CutLog(names_.raw, /*partition=*/0, /*batches=*/3).ok());
  KafkaClient producer(TestBroker().bootstrap_servers());
  std::vector<TopicRecord> others;
  for (int i = 0; i < 6; ++i) others.push_back(ArticleRecord(absl::StrCat("b", i)));
  producer.Produce(names_.raw, others);
  ExpectEnds(worker, kExitTimeout, absl::StrCat(names_.raw, " [0]"));
  ExpectRefused({}, "--from");
  EXPECT_EQ(Outcomes(), 10u * kPartitions);
}

TEST_F(WorkerTest, ADamagedBatchStopsItsPartitionAloneAndIsSaidOnceWithItsPlace) {
  CreateTopics();
  for (const char* name : {"a", "b", "c"}) client_.Produce(names_.raw, Articles(name, 10 * kPartitions));
  ASSERT_TRUE(TestBroker().DamageBatch(names_.raw, /*partition=*/0, /*offset=*/10).ok());
  WorkerProcess& worker = StartReadyWorker();
  std::map<int32_t, double> stands;
  for (int32_t partition = 0; partition < kPartitions; ++partition) stands[partition] = partition == 0 ? 1 : 0;
  EXPECT_TRUE(WaitUntil([&] { return worker.Gauge("partition_stuck", names_.raw) == stands; }, kProgressTimeout));
  EXPECT_EQ(worker.Get("/readyz").status, 200);
  EXPECT_THAT(worker.Get("/metrics").body, testing::ContainsRegex("errors_total\\{[^}]*DATA_LOSS[^}]*\\} [1-9]"));
  // Whoever watches seconds sees it, too.
  const auto lag_seconds = [&] { return worker.Gauge("consumer_lag_seconds", names_.raw)[0]; };
  const double at_first = lag_seconds();
  EXPECT_TRUE(WaitUntil([&] { return lag_seconds() > at_first + 2; }, kProgressTimeout));
  // The others go on.
  std::vector<TopicRecord> more = Articles("d", 10 * kPartitions);
  std::erase_if(more, [](const TopicRecord& record) { return record.partition == 0; });
  KafkaClient(TestBroker().bootstrap_servers()).Produce(names_.raw, more);
  EXPECT_TRUE(WaitCommitted(10 + 40 * (kPartitions - 1)));
  EXPECT_EQ(client_.Committed(names_.group, names_.raw)[0], 10);
  const std::string place = absl::StrCat("\"topic\":\"", names_.raw, "\",\"partition\":0,\"offset\":10,");
  EXPECT_EQ(CountOf("\"a partition stands\"," + place, worker.process().Log()), 1);
  EXPECT_EQ(CountOf("a partition stands", worker.process().Log()), 1);
  // What the runbook says: nobody has a whole copy, so the batch goes.
  client_.DeleteRecords(names_.raw, /*partition=*/0, /*offset=*/20);
  EXPECT_TRUE(WaitCommitted(30 + 40 * (kPartitions - 1)));
  stands[0] = 0;
  EXPECT_TRUE(worker.WaitGauge("partition_stuck", names_.raw, stands));
  EXPECT_EQ(worker.Gauge("records_lost_total", names_.raw)[0], 10);
  StopWorkers();
  EXPECT_EQ(Outcomes(), 20u + 40 * (kPartitions - 1));
}

TEST_F(WorkerTest, ARawTopicThatIsMadeAnewIsNotTakenForTheOldOne) {
  CreateTopics();
  client_.Produce(names_.raw, Articles("a", 10 * kPartitions));
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  client_.DeleteTopic(names_.raw);
  client_.CreateTopic(names_.raw, kPartitions);
  client_.Produce(names_.raw, Articles("b", 5 * kPartitions));
  // Whoever went on would take the first records for those that it has done.
  ASSERT_TRUE(worker.process().Wait(seconds(60)).has_value());
  EXPECT_THAT(worker.process().Wait(seconds(0)).value_or(0), testing::AnyOf(75, 78));
  ExpectRefused({}, "--from");
  EXPECT_EQ(Outcomes(), 10u * kPartitions);
  WorkerProcess& told = StartReadyWorker({}, {"--from", "earliest"});
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(told);
  EXPECT_EQ(Outcomes(), 15u * kPartitions);
}

TEST_F(WorkerTest, ARawTopicThatIsDeletedEndsTheWorker) {
  CreateTopics();
  client_.Produce(names_.raw, Articles("a", kPartitions));
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  client_.DeleteTopic(names_.raw);
  EXPECT_TRUE(worker.WaitNotReady());
  ExpectEnds(worker, seconds(60), names_.raw);
}

// By the name of the member that holds the topic's.
class OutputDeletedTest : public WorkerTest, public testing::WithParamInterface<std::string RunNames::*> {};

TEST_P(OutputDeletedTest, EndsTheWorkerWithinAMinute) {
  CreateTopics();
  client_.Produce(names_.raw, Articles("a", kPartitions));
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  const std::string topic = names_.*GetParam();
  client_.DeleteTopic(topic);
  client_.Produce(names_.raw, Articles("b", kPartitions));
  client_.Produce(names_.raw, {{.partition = 0, .key = "broken", .value = "{", .headers = {}}});
  ExpectEnds(worker, seconds(60), topic);
  // Made anew, it takes what waits.
  client_.CreateTopic(topic, kPartitions);
  StartReadyWorker();
  EXPECT_TRUE(WaitAllCommitted());
  StopWorkers();
}

INSTANTIATE_TEST_SUITE_P(Topic, OutputDeletedTest, testing::Values(&RunNames::enriched, &RunNames::dead_letter),
                         [](const auto& topic) { return topic.index == 0 ? "Enriched" : "DeadLetter"; });

}  // namespace
}  // namespace wirefold
