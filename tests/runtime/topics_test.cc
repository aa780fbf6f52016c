// What is wrong with topics, case by case, and that what `topics create` makes is what the worker accepts.
#include "worker/runtime/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Config TestConfig() {
  Config config;
  config.topics.raw = "raw";
  config.topics.enriched = "enriched";
  config.topics.claims = "claims";
  config.topics.dead_letter = "dead";
  config.topics.replication_factor = 3;
  config.topics.min_insync_replicas = 2;
  config.topics.partitions = 12;
  config.worker.max_record_bytes = 900'000;
  config.genesis.window_seconds = 72 * 3600;
  return config;
}

kafka::TopicFacts GoodClaims() {
  return {1,
          3,
          {{"cleanup.policy", "delete"},
           {"message.timestamp.type", "LogAppendTime"},
           {"retention.bytes", "-1"},
           {"retention.ms", "525600000"},
           {"unclean.leader.election.enable", "false"},
           {"min.insync.replicas", "2"},
           {"max.message.bytes", "1048588"}}};
}

TEST(ClaimsTopic, AGoodOneIsAccepted) { EXPECT_THAT(CheckClaimsTopic(GoodClaims(), TestConfig()), IsEmpty()); }

TEST(ClaimsTopic, EachFaultIsNamedWithItsValue) {
  struct Case {
    const char* key;
    const char* value;
    const char* told;
  };
  const std::vector<Case> cases = {
      {"cleanup.policy", "compact", "cleanup.policy=compact"},
      {"cleanup.policy", "compact,delete", "cleanup.policy=compact,delete"},
      {"message.timestamp.type", "CreateTime", "message.timestamp.type=CreateTime"},
      {"retention.bytes", "1000000000", "retention.bytes=1000000000; the claims log needs -1"},
      {"retention.bytes", "", "retention.bytes="},
      {"unclean.leader.election.enable", "true", "unclean.leader.election.enable=true; the claims log needs false"},
      {"min.insync.replicas", "1", "min.insync.replicas=1"},
      {"max.message.bytes", "100000", "max.message.bytes=100000"},
  };
  for (const Case& c : cases) {
    kafka::TopicFacts facts = GoodClaims();
    facts.config[c.key] = c.value;
    EXPECT_THAT(CheckClaimsTopic(facts, TestConfig()), ElementsAre(HasSubstr(c.told))) << c.key << "=" << c.value;
  }
}

TEST(ClaimsTopic, WhatIsStricterThanNeededIsAccepted) {
  const std::vector<std::pair<const char*, const char*>> cases = {{"min.insync.replicas", "3"},
                                                                  {"max.message.bytes", "9999999"}};
  for (const auto& [key, value] : cases) {
    kafka::TopicFacts facts = GoodClaims();
    facts.config[key] = value;
    EXPECT_THAT(CheckClaimsTopic(facts, TestConfig()), IsEmpty()) << key << "=" << value;
  }
}

TEST(ClaimsTopic, KeepsTwoWindowsAndTwoHours) {
  const uint64_t window_seconds = 72 * 3600;
  EXPECT_EQ(NeededRetentionMs(window_seconds), 525'600'000);
  for (std::optional<int64_t> enough : {std::optional<int64_t>(525'600'000), std::optional<int64_t>(-1),
                                        std::optional<int64_t>(999'999'999'999), std::optional<int64_t>()}) {
    EXPECT_TRUE(CheckRetention("claims", enough, window_seconds).ok());
  }
  for (int64_t little : {525'599'999, 266'400'000, 0}) {
    const absl::Status status = CheckRetention("claims", little, window_seconds);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(std::string(status.message()), "topic claims has retention.ms=" + std::to_string(little) +
                                                 "; two windows of 72 hours and two hours more need 525600000");
  }
}

TEST(ClaimsTopic, ItsWindowHoldsWhatMayBeInFlight) {
  const uint64_t most = MostInFlight(/*ring_records=*/2000, /*raw_partitions=*/12);
  EXPECT_EQ(most, 24'000u);
  EXPECT_TRUE(CheckWindow("claims", most, most).ok());
  const absl::Status status = CheckWindow("claims", most - 1, most);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("fold.window_claims=23999, fewer than the 24000 records"));
}

TEST(ClaimsTopic, NeedsOnePartitionAndItsReplicas) {
  kafka::TopicFacts facts = GoodClaims();
  facts.partitions = 2;
  facts.replication = 1;
  EXPECT_THAT(CheckClaimsTopic(facts, TestConfig()),
              ElementsAre(HasSubstr("2 partitions"), HasSubstr("replication factor 1")));
}

TEST(ClaimsTopic, AConfigurationThatTheBrokerDoesNotTellIsNotJudged) {
  kafka::TopicFacts facts = GoodClaims();
  facts.config.clear();
  EXPECT_THAT(CheckClaimsTopic(facts, TestConfig()), IsEmpty());
}

TEST(OutputTopic, MustTakeTheLargestRecordWithItsEnvelope) {
  struct Case {
    const char* max_message_bytes;
    bool accepted;
  };
  for (const Case& c : std::vector<Case>{{"1048588", true}, {"908192", true}, {"908191", false}, {"900000", false}}) {
    const kafka::TopicFacts facts{12, 3, {{"max.message.bytes", c.max_message_bytes}}};
    const std::vector<std::string> wrong = CheckOutputTopic("enriched", facts, TestConfig());
    EXPECT_EQ(wrong.empty(), c.accepted) << c.max_message_bytes;
    for (const std::string& line : wrong) EXPECT_THAT(line, HasSubstr("worker.max_record_size=900000B"));
  }
}

TEST(OutputTopic, OneThatDoesNotTellTakesKafkasDefault) {
  EXPECT_EQ(LimitOf({12, 3, {}}), 1'048'588u);
  EXPECT_THAT(CheckOutputTopic("enriched", {12, 3, {}}, TestConfig()), IsEmpty());
  Config large = TestConfig();
  large.worker.max_record_bytes = 2'000'000;
  EXPECT_THAT(CheckOutputTopic("enriched", {12, 3, {}}, large), ElementsAre(HasSubstr("max.message.bytes=1048588")));
}

TEST(OutputTopic, ACompactedOneIsKnown) {
  EXPECT_TRUE(IsCompacted({12, 3, {{"cleanup.policy", "compact"}}}));
  EXPECT_TRUE(IsCompacted({12, 3, {{"cleanup.policy", "compact,delete"}}}));
  EXPECT_FALSE(IsCompacted({12, 3, {{"cleanup.policy", "delete"}}}));
  EXPECT_FALSE(IsCompacted({12, 3, {}}));
}

TEST(OutputTopic, DeadLettersCannotGoToACompactedTopic) {
  for (const char* policy : {"compact", "compact,delete"}) {
    EXPECT_THAT(CheckDeadLetterTopic({12, 3, {{"cleanup.policy", policy}}}, TestConfig()),
                ElementsAre(HasSubstr(std::string("topic dead has cleanup.policy=") + policy)));
  }
  EXPECT_THAT(CheckDeadLetterTopic({12, 3, {{"cleanup.policy", "delete"}}}, TestConfig()), IsEmpty());
}

TEST(Topics, ASettingThatTheBrokerLeftOutIsNoticed) {
  const TopicPlan plan{
      "claims", 1, {{"retention.ms", "5"}, {"min.insync.replicas", "2"}, {"cleanup.policy", "delete"}}};
  EXPECT_THAT(CheckPlanned(plan, {1, 3, {{"retention.ms", "5"}, {"min.insync.replicas", "1"}}}),
              ElementsAre("min.insync.replicas=1 instead of 2"));
  EXPECT_THAT(CheckPlanned(plan, {1, 3, {}}), IsEmpty()) << "a broker that does not tell is not accused";
}

TEST(Topics, WhatIsPlannedIsAccepted) {
  for (uint32_t max_record_bytes : {900'000u, 5'000'000u}) {
    Config config = TestConfig();
    config.worker.max_record_bytes = max_record_bytes;
    for (const TopicPlan& plan : PlanTopics(config)) {
      const kafka::TopicFacts facts{plan.partitions, 3, plan.config};
      EXPECT_THAT(CheckPlanned(plan, facts), IsEmpty());
      if (plan.name == "claims") {
        EXPECT_THAT(CheckClaimsTopic(facts, config), IsEmpty());
        const int64_t kept_ms = std::stoll(plan.config.at("retention.ms"));
        EXPECT_TRUE(CheckRetention("claims", kept_ms, config.genesis.window_seconds).ok());
        EXPECT_TRUE(CheckRetention("claims", kept_ms, config.genesis.window_seconds * 3 / 2).ok()) << "room to grow";
      } else if (plan.name == "dead") {
        EXPECT_THAT(CheckDeadLetterTopic(facts, config), IsEmpty());
      } else if (plan.name != "raw") {
        EXPECT_THAT(CheckOutputTopic(plan.name, facts, config), IsEmpty()) << plan.name;
      }
    }
  }
}

}  // namespace
}  // namespace wirefold
