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
  config.topics = {"raw", "enriched", "claims", "dead", 3, 2, 12};
  config.worker.max_record_bytes = 900'000;
  config.genesis.window_seconds = 72 * 3600;
  return config;
}

kafka::TopicFacts GoodClaims() {
  return {1,
          3,
          {{"cleanup.policy", "delete"},
           {"message.timestamp.type", "LogAppendTime"},
           {"retention.ms", "266400000"},
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
      {"retention.ms", "266399999", "retention.ms=266399999"},
      {"retention.ms", "0", "retention.ms=0"},
      {"retention.ms", "", "retention.ms="},
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
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"retention.ms", "-1"}, {"retention.ms", "999999999999"}, {"min.insync.replicas", "3"}};
  for (const auto& [key, value] : cases) {
    kafka::TopicFacts facts = GoodClaims();
    facts.config[key] = value;
    EXPECT_THAT(CheckClaimsTopic(facts, TestConfig()), IsEmpty()) << key << "=" << value;
  }
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
    for (const std::string& line : wrong) EXPECT_THAT(line, HasSubstr("worker.max_record_bytes=900000"));
  }
}

TEST(OutputTopic, OneThatDoesNotTellTakesKafkasDefault) {
  EXPECT_EQ(LimitOf({12, 3, {}}), 1'048'588u);
  EXPECT_THAT(CheckOutputTopic("enriched", {12, 3, {}}, TestConfig()), IsEmpty());
  Config large = TestConfig();
  large.worker.max_record_bytes = 2'000'000;
  EXPECT_THAT(CheckOutputTopic("enriched", {12, 3, {}}, large), ElementsAre(HasSubstr("max.message.bytes=1048588")));
}

TEST(Topics, WhatIsPlannedIsAccepted) {
  for (uint32_t max_record_bytes : {900'000u, 5'000'000u}) {
    Config config = TestConfig();
    config.worker.max_record_bytes = max_record_bytes;
    for (const TopicPlan& plan : PlanTopics(config)) {
      const kafka::TopicFacts facts{plan.partitions, 3, plan.config};
      if (plan.name == "claims") {
        EXPECT_THAT(CheckClaimsTopic(facts, config), IsEmpty());
      } else if (plan.name != "raw") {
        EXPECT_THAT(CheckOutputTopic(plan.name, facts, config), IsEmpty()) << plan.name;
      }
    }
  }
}

}  // namespace
}  // namespace wirefold
