// The worker's promises while its only broker is killed, frozen, restarted or fenced.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <random>

#include "absl/strings/match.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

TEST_F(WorkerTest, SurvivesABrokerThatIsKilledAndRestarted) {
  CreateTopics();
  StartWorker();
  StartWorker();
  ProduceCorpus(2000, 0, 0.6);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 500)));
  WaitAnywhere(random);
  TestBroker().Kill();
  ASSERT_TRUE(TestBroker().Restart().ok());
  ProduceCorpus(2000, 0.6, 1);
  // Whoever gave up is replaced, as an orchestrator would.
  for (const auto& worker : std::vector<WorkerProcess*>{workers_[0].get(), workers_[1].get()}) {
    if (!worker->process().Running()) StartWorker();
  }
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// Processor time, not the clock's. A question that waits for a broker that refuses connections would take most of a
// core, for as long as it is asked.
TEST_F(WorkerTest, WhileItsBrokerIsDownItCostsLittle) {
  constexpr seconds kOutage(20);
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker();
  TestBroker().Kill();
  const auto knows = [&] { return absl::StrContains(worker.Get("/readyz?verbose").body, R"("brokers_answer":false)"); };
  ASSERT_TRUE(WaitUntil(knows, kExitTimeout)) << worker.Get("/readyz?verbose").body;
  const double before = worker.CpuSeconds();
  ASSERT_GT(before, 0);
  WaitUntil([] { return false; }, kOutage);
  EXPECT_LT(worker.CpuSeconds() - before, 0.25 * kOutage.count());
  ASSERT_TRUE(TestBroker().Restart().ok());
  ProduceCorpus(100);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, AFullWorkerWhoseSessionExpiredGivesItsPartitionsUpAndGoesOn) {
  CreateTopics();
  WorkerProcess& worker = StartWorker();
  ASSERT_TRUE(worker.WaitReady());
  ProduceCorpus(4000);
  ASSERT_TRUE(WaitCommitted(1));
  TestBroker().Signal(SIGSTOP);
  ASSERT_TRUE(worker.WaitFull());
  ASSERT_TRUE(WaitUntil([&] { return absl::StrContains(worker.process().Log(), "partitions lost"); }, kExitTimeout));
  TestBroker().Signal(SIGCONT);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, FinishesAfterItsBrokerWasFencedAgainAndAgain) {
  CreateTopics();
  ProduceCorpus(2000);
  ASSERT_TRUE(TestBroker().Restart(kFencedAgainAndAgain).ok());
  StartWorker();
  WaitUntil([&] { return CommittedRecords() == 2000; }, seconds(20));  // for some fencings; it need not get far
  ASSERT_TRUE(TestBroker().Restart().ok());
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// What a broker may do while a worker is told to stop: it is gone, or it is there and answers nobody.
class OutageTest : public WorkerTest, public testing::WithParamInterface<int> {};

TEST_P(OutageTest, AStopDuringItEndsInTimeAndAReplacementFinishes) {
  const int fault = GetParam();
  CreateTopics();
  // Its session outlives the drain, so that what it holds is still its own to commit.
  WorkerProcess& busy = StartWorker({"worker.drain_timeout=2s", "kafka.properties.session.timeout.ms=12000"});
  ASSERT_TRUE(busy.WaitReady());
  ProduceCorpus(4000);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 500)));
  WaitAnywhere(random);
  TestBroker().Signal(fault);
  WorkerProcess& starting = StartWorker();
  ASSERT_TRUE(starting.WaitUp());
  ASSERT_TRUE(busy.WaitFull());
  EXPECT_EQ(busy.Get("/livez").status, 200);
  const auto began = std::chrono::steady_clock::now();
  for (WorkerProcess* worker : {&busy, &starting}) worker->process().Signal(SIGTERM);
  EXPECT_EQ(starting.process().Wait(kExitTimeout), 0);  // it had nothing
  EXPECT_EQ(busy.process().Wait(kExitTimeout), 75);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10));
  EXPECT_THAT(busy.process().Log(), testing::HasSubstr("records in flight"));
  if (fault == SIGSTOP) {
    TestBroker().Signal(SIGCONT);
  } else {
    ASSERT_TRUE(TestBroker().Restart().ok());
  }
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

INSTANTIATE_TEST_SUITE_P(Broker, OutageTest, testing::Values(SIGKILL, SIGSTOP),
                         [](const auto& fault) { return fault.param == SIGKILL ? "Gone" : "Silent"; });

}  // namespace
}  // namespace wirefold
