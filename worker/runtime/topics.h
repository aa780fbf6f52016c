// The four topics: how they must be, made and checked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
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

// Makes the topics that are missing; one that is there is left as it is. Says on stderr what it did.
absl::Status CreateTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// FailedPrecondition lists everything that is wrong, one a line, each with what to do. Unavailable: no broker.
absl::Status VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// What is wrong with a claims topic that has these facts; empty when nothing is. Pure.
std::vector<std::string> CheckClaimsTopic(const kafka::TopicFacts& facts, const Config& config);

}  // namespace wirefold
