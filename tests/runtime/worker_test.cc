// The worker against a world in memory: what a turn does, and what single faults of the world come to.
#include "worker/runtime/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "absl/strings/str_format.h"
#include "common/codec/claim_codec.h"
#include "tests/runtime/fake_world.h"
#include "tests/runtime/test_worker.h"

namespace wirefold {
namespace {

using testing::HasSubstr;

class WorkerTest : public FakeWorldTest {
 protected:
  std::vector<FakeOutcomes::Record> In(const std::string& topic) const {
    std::vector<FakeOutcomes::Record> found;
    for (const auto& record : world.outcomes.committed) {
      if (record.topic == topic) found.push_back(record);
    }
    return found;
  }
  size_t SettlementsInLog() const {
    size_t count = 0;
    for (const auto& record : world.log.records) {
      if (auto decoded = DecodeClaimLogRecord(record.bytes, /*log_id=*/0); decoded.ok())
        count += decoded->settlements.size();
    }
    return count;
  }
};

TEST_F(WorkerTest, PublishesEachRecordOnceAndEndsWhenToldTo) {
  AddArticles(0, 30);
  world.raw.partitions[0].values.emplace_back("{\"broken");
  Start();
  ASSERT_TRUE(Commits(0, 31)) << ended;
  EXPECT_EQ(In("enriched").size(), 30u);
  EXPECT_EQ(In("dlq").size(), 1u);
  stop = true;
  absl::StatusOr<bool> done = false;
  for (int i = 0; i < 100 && done.ok() && !*done; ++i) done = worker->Turn();
  EXPECT_TRUE(done.ok() && *done);
  EXPECT_EQ(world.outcomes.committed.size(), 31u);
}

TEST_F(WorkerTest, NothingIsPublishedBeforeItsSettlementIsInTheLog) {
  AddArticles(0, 20);
  Start();
  while (world.raw.partitions[0].committed.offset < 20) {
    ASSERT_TRUE(Until([] { return true; }));
    ASSERT_TRUE(Until([turn = 0]() mutable { return turn++ > 0; }, 2)) << ended;
    ASSERT_LE(In("enriched").size(), SettlementsInLog());
  }
  EXPECT_EQ(In("enriched").size(), 20u);
}

TEST_F(WorkerTest, ACrashLeavesTheRestToTheNextOneAndNothingIsDoubled) {
  AddArticles(0, 400);
  Start();
  ASSERT_TRUE(Until([&] { return !world.outcomes.committed.empty(); }));
  worker.reset();
  options.seed = 2;
  Start();
  ASSERT_TRUE(Commits(0, 400)) << ended;
  EXPECT_EQ(In("enriched").size(), 400u);
}

TEST_F(WorkerTest, ARebalanceDuringACommitCostsAnAbortAndNoProducer) {
  AddArticles(0, 10);
  world.outcomes.stale = true;
  Start();
  ASSERT_TRUE(Commits(0, 10)) << ended;
  EXPECT_EQ(In("enriched").size(), 10u);
  EXPECT_EQ(world.outcomes.aborts, 1);
  EXPECT_EQ(world.outcomes.producers, 0);
}

TEST_F(WorkerTest, ARefusedRecordBecomesADeadLetterAndTheOthersGoOn) {
  AddArticles(0, 10);
  AddArticles(1, 10);
  world.outcomes.refuse = [](const FakeOutcomes::Record& record) -> std::optional<kafka::RefusalKind> {
    if (record.topic == "enriched" && record.key == "urn:4") return kafka::RefusalKind::kRecord;
    return std::nullopt;
  };
  Start();
  ASSERT_TRUE(Commits(0, 10) && Commits(1, 10)) << ended;
  EXPECT_EQ(In("enriched").size(), 19u);
  ASSERT_EQ(In("dlq").size(), 1u);
  const FakeOutcomes::Record letter = In("dlq")[0];
  EXPECT_EQ(letter.headers.at("__dlq.errors.stage"), "publish");
  EXPECT_EQ(letter.headers.at("__dlq.errors.code"), "REFUSED_BY_TOPIC");
  EXPECT_EQ(letter.headers.at("__dlq.errors.offset"), "4");
  EXPECT_EQ(letter.timestamp_ms, 0);
  EXPECT_EQ(letter.value, TestArticle(4));
  EXPECT_EQ(world.outcomes.aborts, 1);
}

TEST_F(WorkerTest, ARefusalThatTheNextRecordMeetsFirstEndsTheTransactionAndNotTheWorker) {
  AddArticles(0, 10);
  world.outcomes.fails_at_once = true;
  world.outcomes.refuse = [](const FakeOutcomes::Record& record) -> std::optional<kafka::RefusalKind> {
    if (record.topic == "enriched" && record.key == "urn:4") return kafka::RefusalKind::kRecord;
    return std::nullopt;
  };
  Start();
  ASSERT_TRUE(Commits(0, 10)) << ended;
  EXPECT_EQ(In("enriched").size(), 9u);
  ASSERT_EQ(In("dlq").size(), 1u);
  EXPECT_EQ(In("dlq")[0].headers.at("__dlq.errors.offset"), "4");
}

TEST_F(WorkerTest, ARecordThatTheBrokerDoesNotNameIsFoundByHalves) {
  AddArticles(0, 90);
  world.outcomes.tells_tags = false;
  world.outcomes.refuse = [](const FakeOutcomes::Record& record) -> std::optional<kafka::RefusalKind> {
    if (record.topic == "enriched" && record.key == "urn:61") return kafka::RefusalKind::kRecord;
    return std::nullopt;
  };
  Start();
  ASSERT_TRUE(Commits(0, 90)) << ended;
  EXPECT_EQ(In("enriched").size(), 89u);
  ASSERT_EQ(In("dlq").size(), 1u);
  EXPECT_EQ(In("dlq")[0].headers.at("__dlq.errors.offset"), "61");
  EXPECT_LT(world.outcomes.aborts, 40);
}

TEST_F(WorkerTest, ARecordThatNoTopicTakesIsCountedAsLostAndTheOthersGoOn) {
  AddArticles(0, 10);
  world.outcomes.refuse = [](const FakeOutcomes::Record& record) -> std::optional<kafka::RefusalKind> {
    if (record.topic == "enriched" && record.key == "urn:3") return kafka::RefusalKind::kRecord;
    if (record.topic == "dlq") return kafka::RefusalKind::kRecord;
    return std::nullopt;
  };
  Start();
  ASSERT_TRUE(Commits(0, 10)) << ended;
  EXPECT_EQ(In("enriched").size(), 9u);
  EXPECT_EQ(In("dlq").size(), 0u);
  EXPECT_TRUE(Until([&] { return HasMetric("records_lost_total{partition=\"0\",topic=\"raw\"} 1"); }, 5));
}

TEST_F(WorkerTest, ALostRecordAloneIsCommittedToo) {
  world.raw.partitions[0].values.emplace_back("{\"broken");
  world.outcomes.refuse = [](const FakeOutcomes::Record&) { return kafka::RefusalKind::kRecord; };
  Start();
  ASSERT_TRUE(Commits(0, 1)) << ended;
  EXPECT_TRUE(world.outcomes.committed.empty());
}

TEST_F(WorkerTest, ADeadLetterThatIsTooLargeLosesItsValueAndTheNextOneKeepsIt) {
  world.raw.partitions[0].values = {"{\"broken" + std::string(5000, 'x'), "{\"broken"};
  world.outcomes.refuse = [](const FakeOutcomes::Record& record) -> std::optional<kafka::RefusalKind> {
    if (record.value.value_or("").size() > 1000) return kafka::RefusalKind::kTooLarge;
    return std::nullopt;
  };
  Start();
  ASSERT_TRUE(Commits(0, 2)) << ended;
  ASSERT_EQ(In("dlq").size(), 2u);
  EXPECT_EQ(In("dlq")[0].value, std::nullopt);
  EXPECT_EQ(In("dlq")[0].headers.at("__dlq.errors.value_omitted_bytes"), "5008");
  EXPECT_EQ(In("dlq")[1].value, "{\"broken");
}

TEST_F(WorkerTest, ATombstoneWithoutAKeyIsADeadLetterWhereTheTopicIsCompacted) {
  world.raw.partitions[0].values.emplace_back(std::nullopt);
  options.limits.enriched_compacted = true;
  Start();
  ASSERT_TRUE(Commits(0, 1)) << ended;
  ASSERT_EQ(In("dlq").size(), 1u);
  EXPECT_EQ(In("dlq")[0].headers.at("__dlq.errors.code"), "REFUSED_BY_TOPIC");
  EXPECT_EQ(world.outcomes.aborts, 0);
}

TEST_F(WorkerTest, WhatTheTopicsRefuseForEverEndsTheWorkerWithTheCoordinates) {
  AddArticles(0, 3);
  world.outcomes.tells_tags = false;
  // Whatever the record: the transaction's own fault.
  world.outcomes.refuse = [](const FakeOutcomes::Record&) { return kafka::RefusalKind::kPassing; };
  Start();
  const absl::Status status = UntilEnded(100'000);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("raw [0] offset 0"));
}

TEST_F(WorkerTest, AClaimThatVanishedIsAppendedAgain) {
  Start();
  ASSERT_TRUE(Until([&] { return health.restored.load(); }));
  world.log.lose_next = 1;
  AddArticles(0, 1);
  ASSERT_TRUE(Commits(0, 1)) << ended;
  EXPECT_TRUE(HasMetric("claims_repeated_total 1"));
  EXPECT_EQ(In("enriched").size(), 1u);
}

TEST_F(WorkerTest, ASettlementThatVanishedIsAppendedAgain) {
  AddArticles(0, 1);
  Start();
  ASSERT_TRUE(Until([&] { return world.log.records.size() == 3; }));  // Genesis, restated, and the claim
  world.log.lose_next = 1;
  ASSERT_TRUE(Commits(0, 1)) << ended;
  EXPECT_TRUE(HasMetric("settlements_repeated_total 1"));
  EXPECT_EQ(In("enriched").size(), 1u);
}

TEST_F(WorkerTest, ASlowRecordHoldsBackItsOwnPartitionAlone) {
  AddArticles(0, 2000);
  AddArticles(1, 2000);
  world.slow.insert(*world.raw.partitions[0].values[5]);
  Start();
  ASSERT_TRUE(Commits(1, 2000)) << ended;
  EXPECT_EQ(world.raw.partitions[0].committed.offset, 5);
}

TEST_F(WorkerTest, AWorkerOfTheGroupOnAnotherLogEndsThisOne) {
  AddArticles(0, 1);
  Start();
  ASSERT_TRUE(Commits(0, 1)) << ended;
  world.watched = CheckIdentity("raw", 1, {7, EncodeCommitMetadata({{77, "claims.other"}, {}})}, {1, "claims"});
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("claims.other"));
}

TEST_F(WorkerTest, ATopicThatIsGoneMakesItNotReadyAtOnceAndEndsItWithinAMinute) {
  AddArticles(0, 1);
  Start();
  ASSERT_TRUE(Commits(0, 1)) << ended;
  ASSERT_TRUE(Until([&] { return IsReady(health); }));
  world.watched = absl::NotFoundError("topic enriched does not exist");
  const int64_t gone_ms = world.now.now_ms;
  ASSERT_TRUE(Until([&] { return !IsReady(health); }, 2));
  EXPECT_TRUE(absl::IsNotFound(UntilEnded()));
  EXPECT_LT(world.now.now_ms - gone_ms, 60'000);
}

TEST_F(WorkerTest, ALogWithClaimsAndWithoutAGenesisIsRefused) {
  AddArticles(0, 3);
  Start();
  ASSERT_TRUE(Commits(0, 3)) << ended;
  worker.reset();
  const size_t erased = std::erase_if(world.log.records, [](const FakeLog::Record& record) {
    return std::holds_alternative<Genesis>(DecodeClaimLogRecord(record.bytes, 0)->entry);
  });
  world.log.first = static_cast<int64_t>(erased);
  Start();
  const absl::Status status = UntilEnded();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("no Genesis"));
}

TEST_F(WorkerTest, TheGenesisIsRestatedInAnIdleLog) {
  world.raw.partitions[0];
  Start();
  ASSERT_TRUE(Until([&] { return health.restored.load(); }));
  ASSERT_EQ(world.log.records.size(), 1u);
  world.now.now_ms += kGenesisRestatementMs;
  ASSERT_TRUE(Until([&] { return world.log.records.size() == 2; }));
  EXPECT_FALSE(Until([&] { return world.log.records.size() == 3; }, 10'000));
}

}  // namespace
}  // namespace wirefold
