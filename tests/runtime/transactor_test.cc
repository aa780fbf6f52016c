// The transactor against librdkafka's mock cluster: calls that wait do not hold the caller, and an end without a broker
// is in doubt within its bound. That transactions isolate is the real broker's to show (tests/integration).
#include "worker/runtime/transactor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

using State = OutcomeSink::State;
constexpr int kPatienceMs = 30'000;

class TransactorTest : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_THREAD__
    // librdkafka starts its threads by C11's thrd_create, which the sanitizer does not know: it dies in them.
    GTEST_SKIP() << "librdkafka's threads are not visible to the thread sanitizer";
#endif
    auto cluster = kafka::MockCluster::Create(1);
    ASSERT_TRUE(cluster.ok());
    cluster_ = *std::move(cluster);
    for (const char* topic : {"raw", "out"}) ASSERT_TRUE(cluster_->CreateTopic(topic, 1).ok());
    client_.bootstrap_servers = cluster_->bootstrap_servers();
    kafka::GroupListener listener;
    listener.on_assigned = [this](const auto&) { assigned_ = true; };
    listener.on_revoked = [](const auto&, bool) {};
    listener.on_end = [](int32_t, int64_t) {};
    listener.on_error = [](int32_t, const absl::Status&) {};
    auto consumer = kafka::GroupConsumer::Create(client_, "group", "raw", 1'000'000, std::move(listener));
    ASSERT_TRUE(consumer.ok());
    consumer_ = *std::move(consumer);
    ASSERT_TRUE(Until([&] { return assigned_; }));
  }

  template <typename Condition>
  bool Until(Condition condition) {
    const int64_t until_ms = SteadyMs() + kPatienceMs;
    while (!condition()) {
      if (SteadyMs() > until_ms) return false;
      EXPECT_TRUE(consumer_->Serve().ok());
      EXPECT_TRUE(consumer_->Poll(5).ok());
    }
    return true;
  }

  Transactor Make(int bound_ms) { return Transactor({client_, "id", false, {}, bound_ms}); }

  void Open(Transactor& transactor) {
    ASSERT_TRUE(Until([&] { return transactor.state() == State::kFresh; }));
    transactor.Accept();
    kafka::Outgoing record;
    record.topic = "out";
    record.value = "value";
    record.headers = {{"ce_origintopic", "raw"}, {"ce_originpartition", "0"}, {"ce_originoffset", "7"}};
    ASSERT_TRUE(transactor.Produce(record).ok());
    ASSERT_EQ(transactor.state(), State::kOpen);
    EXPECT_GT(transactor.bytes(), 5u);
  }

  OutcomeSink::End TakeEnd(Transactor& transactor) {
    std::optional<OutcomeSink::End> end;
    EXPECT_TRUE(Until([&] {
      end = transactor.TakeEnd();
      return end.has_value();
    }));
    return end.value_or(OutcomeSink::End{});
  }

  void Commit(Transactor& transactor) {
    absl::StatusOr<kafka::GroupGeneration> generation = consumer_->Generation();
    ASSERT_TRUE(generation.ok()) << generation.status();
    transactor.Commit(std::make_unique<KafkaGeneration>(*std::move(generation)), "raw", {{0, {1, ""}}});
  }

  kafka::ClientSettings client_;
  std::unique_ptr<kafka::MockCluster> cluster_;
  std::unique_ptr<kafka::GroupConsumer> consumer_;
  bool assigned_ = false;
};

TEST_F(TransactorTest, CommitsAndBeginsAgain) {
  Transactor transactor = Make(kPatienceMs);
  Open(transactor);
  Commit(transactor);
  const OutcomeSink::End end = TakeEnd(transactor);
  EXPECT_TRUE(end.commit);
  EXPECT_EQ(end.result.outcome, kafka::TransactionOutcome::kDone) << end.result.status;
  EXPECT_EQ(transactor.state(), State::kReady);
  EXPECT_FALSE(transactor.TakeEnd().has_value());
}

TEST_F(TransactorTest, AbortsAndBeginsAgain) {
  Transactor transactor = Make(kPatienceMs);
  Open(transactor);
  transactor.Abort();
  const OutcomeSink::End end = TakeEnd(transactor);
  EXPECT_FALSE(end.commit);
  EXPECT_EQ(end.result.outcome, kafka::TransactionOutcome::kDone) << end.result.status;
  EXPECT_EQ(transactor.state(), State::kReady);
}

TEST_F(TransactorTest, ACommitWithoutABrokerIsInDoubtWithinItsBound) {
  Transactor transactor = Make(1500);
  Open(transactor);
  ASSERT_NO_FATAL_FAILURE(Commit(transactor));
  cluster_.reset();
  const int64_t began_ms = SteadyMs();
  const OutcomeSink::End end = TakeEnd(transactor);
  EXPECT_LT(SteadyMs() - began_ms, 10'000);
  // It may have gone through just before the cluster went.
  if (end.result.outcome != kafka::TransactionOutcome::kDone) {
    EXPECT_EQ(end.result.outcome, kafka::TransactionOutcome::kRecreate);
    EXPECT_EQ(transactor.state(), State::kConnecting);
  }
}

TEST_F(TransactorTest, AnAbandonedProducersSuccessorWaitsToBeReadBack) {
  Transactor transactor = Make(kPatienceMs);
  Open(transactor);
  transactor.Recreate();
  EXPECT_EQ(transactor.state(), State::kConnecting);
  Open(transactor);  // kFresh, then as any other
}

TEST_F(TransactorTest, WhatWasDeliveredIsReadBack) {
  Transactor transactor = Make(kPatienceMs);
  Open(transactor);
  Commit(transactor);
  EXPECT_EQ(TakeEnd(transactor).result.outcome, kafka::TransactionOutcome::kDone);
  transactor.Recreate();
  ASSERT_TRUE(Until([&] { return transactor.state() == State::kFresh; }));
  absl::StatusOr<OutcomeSink::Seen> seen;
  ASSERT_TRUE(Until([&] {
    seen = transactor.ReadOutcomes("raw");
    return seen.ok();
  })) << seen.status();
  EXPECT_TRUE(seen->commit_sent);
  EXPECT_THAT(seen->outcomes, testing::ElementsAre(std::pair(0, 7)));
}

TEST_F(TransactorTest, EndsWhileItConnectsToNobody) {
  client_.bootstrap_servers = "127.0.0.1:1";
  Transactor transactor = Make(1000);
  EXPECT_EQ(transactor.state(), State::kConnecting);
}

}  // namespace
}  // namespace wirefold
