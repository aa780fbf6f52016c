// Transactions that brokers end in part, or of which the worker does not hear: each record has one outcome all the
// same.
#include "worker/runtime/in_doubt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_format.h"
#include "tests/runtime/fake_world.h"
#include "tests/runtime/test_worker.h"

namespace wirefold {
namespace {

using Doubt = FakeOutcomes::Doubt;
constexpr int64_t kRecords = 6;
const absl::Status kNotYet = absl::UnavailableError("not read yet");
constexpr Doubt kNeither{false, false};
constexpr Doubt kBoth{true, true};
constexpr Doubt kOffsetsAlone{true, false};
constexpr Doubt kOutcomesAlone{false, true};

class InDoubtTest : public FakeWorldTest {
 protected:
  // Four articles, a dead letter, a tombstone; the commit of them goes wrong.
  void Start(Doubt doubt) {
    auto& values = world.raw.partitions[0].values;
    for (int i = 0; i < 4; ++i) values.emplace_back(TestArticle(i, absl::StrFormat("urn:%d", i)));
    values.emplace_back("{");
    values.emplace_back(std::nullopt);
    world.outcomes.doubt = doubt;
    Restart();
  }
  void Restart() { FakeWorldTest::Start(); }

  void Turns(int turns) {
    for (int i = 0; i < turns && !done; ++i) {
      world.now.now_ms += 10;
      absl::StatusOr<bool> turned = worker->Turn();
      ASSERT_TRUE(turned.ok()) << turned.status();
      done = *turned;
    }
  }
  // Until the commit has ended in doubt.
  void UntilInDoubt() {
    for (int i = 0; i < 2000 && world.outcomes.doubt; ++i) Turns(1);
    ASSERT_FALSE(world.outcomes.doubt.has_value());
    Turns(2);
  }
  // The partitions go before what became of the commit can be asked for; then brokers answer again.
  void LoseThePartitionsInDoubt() {
    for (int i = 0; i < 2000 && world.outcomes.doubt; ++i) Turns(1);
    world.outcomes.connects = false;
    Turns(2);
    world.raw.member = false;
    Turns(2);
    world.outcomes.connects = true;
  }
  // The next owner, in another process.
  void StartOther() {
    world.raw.member = true;
    other = Worker::Start(config, other_metrics, other_health, other_stop, world, options);
  }
  void TurnOther() {
    for (int i = 0; i < 500; ++i) {
      world.now.now_ms += 10;
      ASSERT_TRUE(other->Turn().ok());
    }
  }
  int64_t Committed() { return world.raw.partitions[0].committed.offset; }
  // How many outcomes each record has.
  std::vector<int> Outcomes() const {
    std::vector<int> counts(kRecords);
    for (const auto& record : world.outcomes.committed) {
      const bool dead = record.topic == "dlq";
      ++counts.at(std::stoul(record.headers.at(dead ? "__dlq.errors.offset" : "ce_originoffset")));
    }
    return counts;
  }
  static std::vector<int> One() { return std::vector<int>(kRecords, 1); }

  bool done = false;
  Metrics other_metrics;
  WorkerHealth other_health;
  std::atomic<bool> other_stop{false};
  std::unique_ptr<Worker> other;
};

struct End {
  const char* name;
  Doubt doubt;
};

class EachEnd : public InDoubtTest, public testing::WithParamInterface<End> {};

TEST_P(EachEnd, LeavesOneOutcomeOfEachRecord) {
  Start(GetParam().doubt);
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
  EXPECT_EQ(Committed(), kRecords);
}

TEST_P(EachEnd, IsReadBackOnlyWhenTheOutcomesCanBeRead) {
  world.outcomes.read_status = kNotYet;
  Start(GetParam().doubt);
  UntilInDoubt();
  const std::vector<int> before = Outcomes();
  Turns(3000);
  EXPECT_EQ(Outcomes(), before);
  EXPECT_FALSE(health.producing);
  world.outcomes.read_status = absl::OkStatus();
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
  EXPECT_EQ(Committed(), kRecords);
}

TEST_P(EachEnd, IsReadBackAlsoWhenThePartitionsWereLostMeanwhile) {
  world.outcomes.read_status = kNotYet;
  Start(GetParam().doubt);
  UntilInDoubt();
  world.raw.member = false;
  Turns(10);
  world.outcomes.read_status = absl::OkStatus();
  Turns(200);
  world.raw.member = true;
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
  EXPECT_EQ(Committed(), kRecords);
}

TEST_P(EachEnd, IsReadBackAlsoWhenItWasTheCommitOfARevocation) {
  config.worker.transaction_interval_ms = 100'000;
  Start(GetParam().doubt);
  Turns(200);
  ASSERT_TRUE(world.outcomes.doubt.has_value());
  world.raw.revoke = true;
  Turns(200);
  ASSERT_FALSE(world.outcomes.doubt.has_value());
  stop = true;  // what is open is committed at once
  Turns(200);
  EXPECT_TRUE(done);
  EXPECT_EQ(Outcomes(), std::vector<int>(kRecords, GetParam().doubt.offsets || GetParam().doubt.outcomes ? 1 : 0));
}

TEST_P(EachEnd, IsReadBackBeforeTheWorkerStops) {
  world.outcomes.read_status = kNotYet;
  Start(GetParam().doubt);
  UntilInDoubt();
  stop = true;
  Turns(100);
  EXPECT_FALSE(done);
  world.outcomes.read_status = absl::OkStatus();
  Turns(500);
  EXPECT_TRUE(done);
  EXPECT_EQ(Outcomes(), One());
}

// The transaction that commits the offsets holds none of the outcomes.
TEST_P(EachEnd, OfOffsetsWhoseOutcomesWerePublishedBeforeIsReadBackToo) {
  Start(kOutcomesAlone);
  UntilInDoubt();
  world.outcomes.doubt = GetParam().doubt;
  Turns(1000);
  ASSERT_FALSE(world.outcomes.doubt.has_value());
  EXPECT_EQ(Outcomes(), One());
  EXPECT_EQ(Committed(), kRecords);
}

TEST_P(EachEnd, OfWhatIsPublishedAgainIsReadBackToo) {
  Start(kOffsetsAlone);
  UntilInDoubt();
  world.outcomes.doubt = GetParam().doubt;
  Turns(1000);
  EXPECT_FALSE(world.outcomes.doubt.has_value());
  EXPECT_EQ(Outcomes(), One());
  EXPECT_TRUE(HasMetric("records_halved_total{half=\"offsets\"} 6"));
}

INSTANTIATE_TEST_SUITE_P(InDoubt, EachEnd,
                         testing::Values(End{"Neither", kNeither}, End{"Both", kBoth},
                                         End{"OffsetsAlone", kOffsetsAlone}, End{"OutcomesAlone", kOutcomesAlone}),
                         [](const auto& of) { return std::string(of.param.name); });

TEST_F(InDoubtTest, HalvesAreCounted) {
  Start(kOffsetsAlone);
  Turns(1000);
  EXPECT_TRUE(HasMetric("records_halved_total{half=\"offsets\"} 6"));
  EXPECT_FALSE(HasMetric("records_halved_total{half=\"outcomes\"} 6"));
}

TEST_F(InDoubtTest, OutcomesAloneAreCountedAlsoWhenAnotherHasThePartition) {
  world.outcomes.read_status = kNotYet;
  Start(kOutcomesAlone);
  UntilInDoubt();
  world.raw.member = false;
  Turns(10);
  world.outcomes.read_status = absl::OkStatus();
  Turns(200);
  EXPECT_TRUE(HasMetric("records_halved_total{half=\"outcomes\"} 6"));
}

TEST_F(InDoubtTest, WhatAnotherOwnerPublishedMeanwhileIsNoHalf) {
  Start(kNeither);
  LoseThePartitionsInDoubt();
  StartOther();
  TurnOther();
  EXPECT_EQ(Outcomes(), One());
  other.reset();
  world.raw.member = false;
  Turns(500);
  EXPECT_EQ(Outcomes(), One());
  EXPECT_FALSE(HasMetric("records_halved_total{half=\"offsets\"} 6"));
}

// The next owner began where we had, and its own commit is broken: it publishes what is committed without an outcome.
TEST_F(InDoubtTest, WhatTheNextOwnerCommittedWithoutOutcomesIsItsOwnToPublish) {
  Start(kNeither);
  LoseThePartitionsInDoubt();
  world.outcomes.doubt = kOffsetsAlone;
  world.outcomes.read_status = kNotYet;
  ++options.seed;
  StartOther();
  TurnOther();
  ASSERT_FALSE(world.outcomes.doubt.has_value());
  ASSERT_EQ(Committed(), kRecords);
  world.raw.member = false;
  world.outcomes.read_status = absl::OkStatus();
  Turns(500);
  EXPECT_EQ(Outcomes(), std::vector<int>(kRecords, 0));
  world.raw.member = true;
  TurnOther();
  EXPECT_EQ(Outcomes(), One());
}

// As the log of a partition that lost records grows again, its offsets say nothing of what was committed before.
TEST_F(InDoubtTest, AnOffsetCommittedBeforeTheLogWasCutMakesNoHalfAlsoWhenThePartitionIsLost) {
  auto& partition = world.raw.partitions[0];
  partition.committed.offset = 10;
  partition.reset = ResetReason::kLogCut;
  options.from = StartFrom::kEarliest;
  world.outcomes.read_status = kNotYet;
  Start(kNeither);
  UntilInDoubt();
  world.raw.member = false;
  Turns(10);
  world.outcomes.read_status = absl::OkStatus();
  Turns(200);
  EXPECT_EQ(Outcomes(), std::vector<int>(kRecords, 0));
  world.raw.member = true;
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
  EXPECT_EQ(Committed(), kRecords);
}

TEST_F(InDoubtTest, AWorkerThatMayNotReadOutcomesGoesOn) {
  world.outcomes.read_status = absl::PermissionDeniedError("no Read");
  Start(kNeither);
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
}

TEST_F(InDoubtTest, ATransactionWhoseRecordsWereNotAllDeliveredIsNoHalf) {
  world.outcomes.commit_sent = false;
  Start(kOffsetsAlone);  // as if another owner had committed them
  Turns(1000);
  EXPECT_EQ(Outcomes(), std::vector<int>(kRecords, 0));
}

TEST_F(InDoubtTest, ACrashAfterACommitOfNothingLosesNothing) {
  world.outcomes.read_status = kNotYet;
  Start(kNeither);
  UntilInDoubt();
  worker.reset();
  world.outcomes.read_status = absl::OkStatus();
  Restart();
  Turns(1000);
  EXPECT_EQ(Outcomes(), One());
}

}  // namespace
}  // namespace wirefold
