// The worker's promises on a real broker: exactly one outcome for each raw record and the same verdicts, whatever
// worker is killed, stopped, added or restarted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <random>

#include "tests/integration/worker_fixture.h"

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
