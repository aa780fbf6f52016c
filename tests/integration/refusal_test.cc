// What a worker refuses to start on: it ends at once with 78 and says what to change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

TEST_F(WorkerTest, TopicsThatCannotHoldTheirPromisesAreRefused) {
  CreateTopics();
  struct Case {
    std::string key;
    int partitions;
    std::vector<std::pair<std::string, std::string>> settings;
    std::string reason;
  };
  const std::vector<Case> cases = {
      {"topics.claims", 2, {{"message.timestamp.type", "LogAppendTime"}}, "has 2 partitions"},
      {"topics.claims", 1, {{"message.timestamp.type", "CreateTime"}}, "message.timestamp.type=CreateTime"},
      {"topics.claims", 1, {{"retention.ms", "3600000"}}, "retention.ms=3600000"},
      {"topics.claims", 1, {{"cleanup.policy", "compact"}}, "cleanup.policy=compact"},
      {"topics.enriched", 1, {{"max.message.bytes", "500000"}}, "max.message.bytes=500000"},
      {"topics.dead_letter", 1, {{"max.message.bytes", "500000"}}, "max.message.bytes=500000"},
  };
  for (const Case& c : cases) {
    const std::string topic = UniqueName("refused");
    client_.CreateTopic(topic, c.partitions, c.settings);
    ExpectRefused({absl::StrCat(c.key, "=", topic)}, c.reason);
    EXPECT_THAT(workers_.back()->process().Log(), testing::HasSubstr(topic));
  }
  ExpectRefused({"topics.dead_letter=no-such-topic"}, "topic no-such-topic does not exist");
}

TEST_F(WorkerTest, AConfigurationThatContradictsTheClaimsLogIsRefused) {
  CreateTopics();
  ProduceCorpus(20);
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  ExpectRefused({"fold.containment_threshold=0.9"}, "wirefold claims set fold.containment_threshold=0.9");
  EXPECT_THAT(workers_.back()->process().Log(), testing::HasSubstr("in claims log " + names_.claims));
  StopAndCheck();
}

TEST_F(WorkerTest, ASecondClaimsTopicOfTheSameGroupIsRefused) {
  CreateTopics();
  ProduceCorpus(200, 0, 0.5);
  StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  // As a change of the configuration that reached half of the replicas.
  const std::string other = UniqueName("other.claims");
  client_.CreateTopic(other, 1, {{"message.timestamp.type", "LogAppendTime"}, {"retention.ms", "1000000000"}});
  WorkerProcess& second = StartWorker({"topics.claims=" + other});
  ProduceCorpus(200, 0.5, 1);
  ExpectEnds(second, kExitTimeout, "--adopt-log");
  EXPECT_THAT(second.process().Log(), testing::HasSubstr(names_.claims));
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// Neither finds an offset of the other's when it is given its partitions.
TEST_F(WorkerTest, TwoWorkersOfANewGroupOnTwoClaimsTopicsDoNotGoOnSideBySide) {
  CreateTopics();
  const std::string other = UniqueName("other.claims");
  client_.CreateTopic(other, 1, {{"message.timestamp.type", "LogAppendTime"}, {"retention.ms", "1000000000"}});
  WorkerProcess& first = StartReadyWorker();
  WorkerProcess& second = StartReadyWorker({"topics.claims=" + other});
  ProduceCorpus(200);
  // The other one ends too, when it is given partitions for which the first to end had committed something.
  const auto ended = [](WorkerProcess& worker) { return worker.process().Wait(seconds(0)).has_value(); };
  ASSERT_TRUE(WaitUntil([&] { return ended(first) || ended(second); }, kExitTimeout));
  ExpectEnds(ended(first) ? first : second, kExitTimeout, "--adopt-log");
}

TEST_F(WorkerTest, OffsetsThatAreGoneAlthoughOutcomesAreThereAreRefused) {
  CreateTopics();
  ProduceCorpus(100);
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorker(worker);
  const size_t outcomes = Outcomes();
  const std::string other = "kafka.group_id=" + UniqueName("other.group");  // it has no offsets
  ExpectRefused({other}, "--from");
  WorkerProcess& told = StartReadyWorker({other}, {"--from", "latest"});
  StopWorker(told);
  EXPECT_EQ(Outcomes(), outcomes);
}

TEST_F(WorkerTest, ASessionTimeoutThatTheBrokerRefusesEndsTheWorkerAtOnce) {
  CreateTopics();
  WorkerProcess& worker = StartWorker({"kafka.properties.session.timeout.ms=1000"});
  ExpectEnds(worker, seconds(15), "Invalid session timeout");
}

}  // namespace
}  // namespace wirefold
