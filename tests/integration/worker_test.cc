// The worker's promises on a real broker: exactly one outcome for each raw record and the same verdicts, whatever
// worker is killed, stopped, added or restarted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/member.h"
#include "tests/integration/worker_fixture.h"
#include "tests/support/load.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

TEST_F(WorkerTest, OneWorkerJudgesAsTheReplayDoes) {
  CreateTopics();
  ProduceCorpus(2000);
  WorkerProcess& worker = StartWorker();
  ASSERT_TRUE(worker.WaitReady());
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_THAT(worker.Get("/metrics").body, testing::HasSubstr("wirefold_"));
  StopAndCheck();
  EXPECT_EQ(worker.process().Wait(kExitTimeout), 0);
}

TEST_F(WorkerTest, ThreeWorkersJudgeAsTheReplayDoes) {
  CreateTopics();
  ProduceCorpus(2000, 0, 0.3);
  for (int i = 0; i < 3; ++i) StartWorker();
  for (const auto& worker : workers_) ASSERT_TRUE(worker->WaitReady());
  ProduceCorpus(2000, 0.3, 1);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, KilledAndReplacedLosesAndDoublesNothing) {
  CreateTopics();
  std::mt19937_64 random(seed_);
  StartWorker();
  StartWorker();
  for (int round = 0; round < 2; ++round) {
    ProduceCorpus(2000, 0.5 * round, 0.5 * round + 0.5);
    ASSERT_TRUE(WaitCommitted(1000 * round + 1 + static_cast<int64_t>(random() % 600)));
    WaitAnywhere(random);
    WorkerProcess& victim = *workers_[workers_.size() - 1 - random() % 2];
    victim.process().Signal(SIGKILL);
    StartWorker();
  }
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// Long before the transaction timeout, for which readers of committed records would wait.
TEST_F(WorkerTest, WhatANamedWorkerLeftOpenIsEndedWhenItIsBack) {
  CreateTopics();
  const std::vector<std::string> named = {"kafka.instance_id=replica 0",
                                          "kafka.properties.transaction.timeout.ms=600000"};
  std::vector<std::string> slow = named;
  slow.emplace_back("worker.transaction_interval=5s");
  WorkerProcess& victim = StartReadyWorker(slow);
  const auto ended = [&] {
    return client_.End(names_.enriched, KafkaClient::Isolation::kCommitted) ==
           client_.End(names_.enriched, KafkaClient::Isolation::kUncommitted);
  };
  ProduceCorpus(200);
  ASSERT_TRUE(WaitUntil([&] { return !ended(); }, kProgressTimeout));
  victim.process().Signal(SIGKILL);
  ASSERT_FALSE(ended());
  StartWorker(named);
  EXPECT_TRUE(WaitUntil(ended, kReadyTimeout));
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, TwoWorkersOfOneNamePublishNothingTwiceAndSayWhatIsWrong) {
  CreateTopics();
  const std::vector<std::string> named = {"kafka.instance_id=replica-0"};
  StartReadyWorker(named);
  WorkerProcess& second = StartWorker(named);
  // Whoever has nothing to do does not notice that it is fenced.
  Load load(BootstrapServers(), names_.raw, Corpus(20'000), /*per_second=*/100);
  EXPECT_TRUE(WaitUntil(
      [&] {
        return std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
          return absl::StrContains(worker->process().Log(), "does another worker have the same kafka.instance_id?");
        });
      },
      kProgressTimeout));
  EXPECT_FALSE(load.Exhausted());
  load.Stop();
  StopWorker(second);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, AStoppedWorkerThatWakesAfterItsReplacementPublishesNothingTwice) {
  CreateTopics();
  WorkerProcess& sleeper = StartWorker();
  ASSERT_TRUE(sleeper.WaitReady());
  ProduceCorpus(2000, 0, 0.7);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 700)));
  WaitAnywhere(random);
  sleeper.process().Signal(SIGSTOP);
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());  // only the replacement can: the session timed out
  sleeper.process().Signal(SIGCONT);
  ProduceCorpus(2000, 0.7, 1);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// A member that has joined and takes its time to take what is for it: the group waits for it, nobody else does.
TEST_F(WorkerTest, PartitionsThatStayGoOnWhileOthersMove) {
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker();
  const auto produce = [&](const std::string& name) {
    std::vector<TopicRecord> records;
    for (int i = 0; i < 10 * kPartitions; ++i) records.push_back(ArticleRecord(absl::StrCat(name, i), i % kPartitions));
    client_.Produce(names_.raw, records);
  };
  produce("before-");
  ASSERT_TRUE(WaitAllCommitted());
  auto slow = Member::Join(names_.group, names_.raw);
  ASSERT_TRUE(WaitUntil([&] { return worker.Sum("partitions_assigned") == kPartitions / 2; }, kReadyTimeout));
  const auto stay = worker.Gauge("consumer_committed_offset", names_.raw);
  ASSERT_EQ(stay.size(), kPartitions / 2u);
  produce("while-");
  const auto committed = [&] { return client_.Committed(names_.group, names_.raw); };
  EXPECT_TRUE(WaitUntil(
      [&] {
        Offsets all = committed();
        return std::all_of(stay.begin(), stay.end(), [&](const auto& of) { return all[of.first] == 20; });
      },
      kProgressTimeout));
  for (const auto& [partition, offset] : committed())
    EXPECT_EQ(offset, stay.contains(partition) ? 20 : 10) << partition;
  EXPECT_TRUE(slow->assigned.empty());
  EXPECT_EQ(worker.Gauge("consumer_committed_offset", names_.raw).size(), stay.size());
  slow.reset();
  EXPECT_TRUE(WaitAllCommitted());
  // No rebalance cost a producer.
  EXPECT_THAT(worker.Get("/metrics").body,
              testing::Not(testing::ContainsRegex("transactions_total\\{[^}]*failed[^}]*\\} [1-9]")));
  StopAndCheck();
}

TEST_F(WorkerTest, AJoinerTakesPartitionsOnlyOnceItHasRestoredTheClaimsLog) {
  CreateTopics();
  ProduceCorpus(600);
  WorkerProcess& first = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  WorkerProcess& joiner = StartReadyWorker();
  EXPECT_TRUE(WaitUntil([&] { return first.Sum("partitions_assigned") == kPartitions / 2; }, kReadyTimeout));
  EXPECT_TRUE(WaitUntil([&] { return joiner.Sum("partitions_assigned") == kPartitions / 2; }, kReadyTimeout));
  const std::string log = joiner.process().Log();
  EXPECT_LT(log.find("fold index restored"), log.find("partitions assigned"));
  StopAndCheck();
}

TEST_F(WorkerTest, ScalesUpAndDownUnderLoad) {
  CreateTopics();
  StartWorker();
  ProduceCorpus(3000, 0, 0.3);
  ASSERT_TRUE(WaitCommitted(100));
  StartWorker();
  StartWorker();
  ProduceCorpus(3000, 0.3, 0.6);
  for (const auto& worker : workers_) ASSERT_TRUE(worker->WaitReady());
  ProduceCorpus(3000, 0.6, 0.9);
  for (int i : {0, 1}) workers_[static_cast<size_t>(i)]->process().Signal(SIGTERM);
  ProduceCorpus(3000, 0.9, 1);
  for (int i : {0, 1}) EXPECT_EQ(workers_[static_cast<size_t>(i)]->process().Wait(kExitTimeout), 0);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
