// The four topics: how they must be, made and checked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct TopicPlan {
  std::string name;
  int32_t partitions = 0;
  std::map<std::string, std::string> config;
};

// raw, enriched, claims, dead letter.
std::vector<TopicPlan> PlanTopics(const Config& config);

// Makes the topics that are missing, and waits until brokers know them; one that is there is left as it is. Says on
// stderr what it did.
absl::Status CreateTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// max.message.bytes of each topic: the largest batch, and so the largest record, that it takes.
struct TopicLimits {
  size_t raw = 0;
  size_t enriched = 0;
  size_t claims = 0;
  size_t dead_letter = 0;
  bool enriched_compacted = false;  // cleanup.policy: then it takes no record without a key
  bool operator==(const TopicLimits&) const = default;
};

// What a topic takes, Kafka's default where the broker does not tell. Pure.
size_t LimitOf(const kafka::TopicFacts& facts);

// FailedPrecondition lists everything that is wrong, one a line, each with what to do. Unavailable: no broker.
absl::StatusOr<TopicLimits> VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// What is wrong with a topic that has these facts, a line each; empty when nothing is. Pure.
std::vector<std::string> CheckClaimsTopic(const kafka::TopicFacts& facts, const Config& config);
// Of the enriched or dead letter topic of that name.
std::vector<std::string> CheckOutputTopic(const std::string& name, const kafka::TopicFacts& facts,
                                          const Config& config);

}  // namespace wirefold
