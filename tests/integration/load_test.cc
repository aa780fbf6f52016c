// Workers that start, stop and take over while records come in steadily: nobody waits for the stream to pause.
#include "tests/support/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

constexpr size_t kMoreThanEnough = 12'000;

// Records a second.
class SteadyLoadTest : public WorkerTest, public testing::WithParamInterface<int> {};

TEST_P(SteadyLoadTest, AWorkerThatStartsBecomesReadyWithinSeconds) {
  CreateTopics();
  StartReadyWorker();
  Load load(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), GetParam());
  ASSERT_TRUE(WaitCommitted(GetParam()));
  WorkerProcess& second = StartWorker();
  EXPECT_TRUE(WaitUntil([&] { return second.WaitUp() && second.Get("/readyz").status == 200; }, seconds(10)));
  EXPECT_FALSE(load.Exhausted());
  load.Stop();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

INSTANTIATE_TEST_SUITE_P(PerSecond, SteadyLoadTest, testing::Values(20, 100),
                         [](const auto& rate) { return absl::StrCat(rate.param); });

TEST_F(WorkerTest, ARollingRestartUnderLoadFindsEachReplacementReady) {
  CreateTopics();
  for (int i = 0; i < 3; ++i) StartReadyWorker();
  Load load(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), /*per_second=*/100);
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(WaitCommitted(CommittedRecords() + 100));
    StopWorker(*workers_[i]);
    StartReadyWorker();
  }
  EXPECT_FALSE(load.Exhausted());
  load.Stop();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
