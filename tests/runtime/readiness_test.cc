// What makes a worker ready and what makes it not, with the worker in a world in memory. None of it ends the worker.
#include <gtest/gtest.h>

#include <functional>

#include "tests/runtime/test_worker.h"
#include "worker/runtime/reader_lag.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

class ReadinessTest : public FakeWorldTest {
 protected:
  ReadinessTest() {
    world.raw.partitions[0];
    Start();
  }
  // Turns, 10 ms apart, until it is ready, or is not; false: not within `turns`.
  bool Becomes(bool ready, int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      if (IsReady(health) == ready) return true;
      world.now.now_ms += 10;
      const absl::StatusOr<bool> done = worker->Turn();
      EXPECT_TRUE(done.ok()) << done.status();
    }
    return IsReady(health) == ready;
  }
};

TEST_F(ReadinessTest, ItIsNotReadyBeforeTheIndexIsRestored) {
  world.log.answers = false;
  EXPECT_FALSE(Becomes(true, 1000));
  EXPECT_FALSE(health.restored);
  world.log.answers = true;
  EXPECT_TRUE(Becomes(true, 1000));
}

TEST_F(ReadinessTest, ItIsNotReadyWhileItDrains) {
  ASSERT_TRUE(Becomes(true, 1000));
  stop = true;
  EXPECT_TRUE(Becomes(false, 1));
  EXPECT_TRUE(health.draining);
}

TEST_F(ReadinessTest, AReaderThatFallsBehindTheClaimsLogMakesItNotReadyAndOneThatCatchesUpReady) {
  ASSERT_TRUE(Becomes(true, 1000));
  world.log.answers = false;
  for (int64_t i = 0; i <= ReaderLag::kNearRecords; ++i) world.log.records.push_back({world.now.WallMs(), "no record"});
  EXPECT_FALSE(Becomes(false, 900)) << "a moment is no delay";
  EXPECT_TRUE(Becomes(false, 300));
  EXPECT_FALSE(health.claims_current);
  world.log.answers = true;
  EXPECT_TRUE(Becomes(true, 300));
}

TEST_F(ReadinessTest, AFencedProducerMakesItNotReadyUntilItIsMadeAnew) {
  ASSERT_TRUE(Becomes(true, 1000));
  world.outcomes.connects = false;
  EXPECT_TRUE(Becomes(false, 2));
  EXPECT_FALSE(health.producing);
  world.outcomes.connects = true;
  EXPECT_TRUE(Becomes(true, 2));
}

TEST_F(ReadinessTest, AMemberThatTheGroupLostIsNotReadyUntilItIsBack) {
  ASSERT_TRUE(Becomes(true, 1000));
  world.raw.member = false;
  EXPECT_TRUE(Becomes(false, 2));
  EXPECT_FALSE(health.assigned);
  world.raw.member = true;
  EXPECT_TRUE(Becomes(true, 2));
}

TEST_F(ReadinessTest, BrokersThatDoNotAnswerMakeItNotReadyAndLeaveItAlive) {
  ASSERT_TRUE(Becomes(true, 1000));
  world.watched = absl::UnavailableError("no broker answers");
  EXPECT_TRUE(Becomes(false, 2));
  EXPECT_FALSE(Becomes(true, 10'000));
  EXPECT_EQ(health.last_turn_ms, world.now.now_ms);
  world.watched = absl::OkStatus();
  EXPECT_TRUE(Becomes(true, 2));
}

}  // namespace
}  // namespace wirefold
