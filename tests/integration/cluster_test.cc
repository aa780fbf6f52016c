// The worker's promises while brokers of a cluster of three stop, are killed, stand still and come back, under load.
// Each test ends with all brokers there, no lag, and the checker's verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/integration/worker_fixture.h"
#include "tests/support/load.h"

namespace wirefold {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kWorkers = 2;
constexpr double kPerSecond = 150;
constexpr size_t kMoreThanEnough = 30'000;

class ClusterTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    random_.seed(seed_);
    CreateTopics();
    for (int i = 0; i < kWorkers; ++i) StartReadyWorker();
    load_ = std::make_unique<Load>(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), kPerSecond);
    ASSERT_TRUE(WaitProgress());
  }

  // The next test finds the cluster whole, whatever became of this one.
  void TearDown() override {
    std::vector<int32_t> down;
    for (int32_t id = 1; id <= Cluster::kNodes; ++id) {
      TestCluster().node(id).Signal(SIGCONT);
      if (!TestCluster().node(id).Running()) down.push_back(id);
    }
    const absl::Status whole = TestCluster().Restart(down);
    EXPECT_TRUE(whole.ok()) << whole;
    load_.reset();
    WorkerTest::TearDown();
  }

  // Outcomes of all partitions go on being committed.
  bool WaitProgress() {
    Offsets before;
    return WaitUntil([&] { return (before = Committed()).size() == kPartitions; }, kProgressTimeout) &&
           WaitUntil(
               [&] {
                 const Offsets now = Committed();
                 return now.size() == kPartitions && std::all_of(now.begin(), now.end(), [&](const auto& partition) {
                          return partition.second > before[partition.first];
                        });
               },
               kProgressTimeout);
  }
  Offsets Committed() { return client_.Committed(names_.group, names_.raw); }

  void Kill(const std::vector<int32_t>& ids) {
    std::cout << "killed: " << absl::StrJoin(ids, ", ") << "\n";
    for (int32_t id : ids) TestCluster().node(id).Kill();
  }

  // How long a fault lasts, longer than some timeouts and shorter than others; not a synchronisation.
  void Outage() {
    const milliseconds time(3000 + random_() % 6000);
    std::cout << "for " << time.count() << " ms\n";
    std::this_thread::sleep_for(time);
  }

  std::vector<int32_t> AnyTwo() {
    std::vector<int32_t> ids = {1, 2, 3};
    std::shuffle(ids.begin(), ids.end(), random_);
    ids.pop_back();
    return ids;
  }

  // A node is killed at any moment, the rest goes on without it, then it comes back.
  void ExpectDoneWithout(int32_t id) {
    WaitAnywhere(random_);
    Kill({id});
    EXPECT_TRUE(WaitProgress());
    ASSERT_EQ(TestCluster().Restart({id}), absl::OkStatus());
    EXPECT_TRUE(WaitProgress());
  }

  // The load ends; nothing waits, nothing is lost or doubled.
  void FinishAndCheck() {
    EXPECT_FALSE(load_->Exhausted());
    load_->Stop();
    for (int i = 0; i < kWorkers; ++i) {
      EXPECT_TRUE(workers_[static_cast<size_t>(i)]->process().Running()) << "worker " << i << " gave up";
    }
    ASSERT_TRUE(WaitAllCommitted());
    ExpectNoLag();
    StopAndCheck();
  }

  std::mt19937_64 random_;
  std::unique_ptr<Load> load_;
};

TEST_F(ClusterTest, ARollingRestartOfTheBrokers) {
  for (int32_t id = 1; id <= Cluster::kNodes; ++id) {
    ASSERT_TRUE(TestCluster().node(id).Stop().ok());
    ASSERT_EQ(TestCluster().Restart({id}), absl::OkStatus());
    EXPECT_TRUE(WaitProgress());
  }
  FinishAndCheck();
}

TEST_F(ClusterTest, TheLeaderOfTheClaimsLogIsKilled) {
  ExpectDoneWithout(client_.Leader(names_.claims, 0));
  FinishAndCheck();
}

TEST_F(ClusterTest, TheCoordinatorsOfTheGroupAndOfTransactionsAreKilled) {
  ExpectDoneWithout(client_.Leader("__consumer_offsets", 0));
  ExpectDoneWithout(client_.Leader("__transaction_state", 0));
  FinishAndCheck();
}

TEST_F(ClusterTest, TwoAreKilledAtOnceAndComeBack) {
  const std::vector<int32_t> two = AnyTwo();
  WaitAnywhere(random_);
  Kill(two);
  Outage();
  ASSERT_EQ(TestCluster().Restart(two), absl::OkStatus());
  EXPECT_TRUE(WaitProgress());
  FinishAndCheck();
}

TEST_F(ClusterTest, AFollowerStandsStill) {
  Broker& follower = TestCluster().node(client_.Followers(names_.claims, 0).front());
  follower.Signal(SIGSTOP);
  EXPECT_TRUE(WaitProgress());
  Outage();
  follower.Signal(SIGCONT);
  ASSERT_EQ(TestCluster().WaitWhole(), absl::OkStatus());
  EXPECT_TRUE(WaitProgress());
  FinishAndCheck();
}

TEST_F(ClusterTest, TwoAreDownThenAllAgainAndAgain) {
  constexpr int kRounds = 2;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<int32_t> two = AnyTwo();
    WaitAnywhere(random_);
    Kill(two);
    Outage();
    TestCluster().Begin(two);
    ASSERT_TRUE(WaitProgress());
    Kill({1, 2, 3});
    Outage();
    TestCluster().Begin({1, 2, 3});
    ASSERT_TRUE(WaitProgress());
  }
  ASSERT_EQ(TestCluster().WaitWhole(), absl::OkStatus());
  FinishAndCheck();
}

}  // namespace
}  // namespace wirefold
