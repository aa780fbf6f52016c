#include "worker/runtime/topics.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

// The claims log outlives the window by this much, so that a restored replica finds all of it and a Genesis.
constexpr int64_t kRetentionMarginMs = 2 * 3'600'000;

int64_t NeededRetentionMs(const Config& config) {
  return static_cast<int64_t>(config.genesis.window_seconds) * 1000 + kRetentionMarginMs;
}

}  // namespace

std::vector<TopicPlan> PlanTopics(const Config& config) {
  const std::string in_sync = absl::StrFormat("%d", config.topics.min_insync_replicas);
  const int32_t partitions = static_cast<int32_t>(config.topics.partitions);
  const std::map<std::string, std::string> plain = {{"min.insync.replicas", in_sync}};
  std::map<std::string, std::string> claims = {{"min.insync.replicas", in_sync},
                                               {"cleanup.policy", "delete"},
                                               {"message.timestamp.type", "LogAppendTime"},
                                               {"unclean.leader.election.enable", "false"},
                                               {"retention.ms", absl::StrFormat("%d", 2 * NeededRetentionMs(config))}};
  return {{config.topics.raw, partitions, plain},
          {config.topics.enriched, partitions, plain},
          {config.topics.claims, 1, claims},
          {config.topics.dead_letter, partitions, plain}};
}

absl::Status CreateTopics(kafka::Admin& admin, const Config& config, int timeout_ms) {
  for (const TopicPlan& plan : PlanTopics(config)) {
    absl::Status status = admin.CreateTopic(
        plan.name, plan.partitions, static_cast<int32_t>(config.topics.replication_factor), plan.config, timeout_ms);
    if (absl::IsAlreadyExists(status)) {
      Log(LogLevel::kInfo, "topic is there", {{"topic", plan.name}});
      continue;
    }
    if (!status.ok()) return status;
    Log(LogLevel::kInfo, "topic created",
        {{"topic", plan.name}, {"partitions", absl::StrFormat("%d", plan.partitions)}});
  }
  return absl::OkStatus();
}

std::vector<std::string> CheckClaimsTopic(const kafka::TopicFacts& facts, const Config& config) {
  std::vector<std::string> wrong;
  const std::string& name = config.topics.claims;
  if (facts.partitions != 1) {
    wrong.push_back(absl::StrFormat(
        "topic %s has %d partitions; the claims log needs exactly 1: name another topic in topics.claims", name,
        facts.partitions));
  }
  if (facts.replication < static_cast<int32_t>(config.topics.replication_factor)) {
    wrong.push_back(absl::StrFormat("topic %s has replication factor %d, topics.replication_factor is %d", name,
                                    facts.replication, config.topics.replication_factor));
  }
  if (facts.config.empty()) return wrong;  // the broker does not tell: see VerifyTopics
  auto value = [&](const char* key) {
    auto found = facts.config.find(key);
    return found == facts.config.end() ? std::string() : found->second;
  };
  auto must_be = [&](const char* key, const char* wanted) {
    if (value(key) != wanted) {
      wrong.push_back(absl::StrFormat("topic %s has %s=%s; the claims log needs %s", name, key, value(key), wanted));
    }
  };
  must_be("cleanup.policy", "delete");
  must_be("message.timestamp.type", "LogAppendTime");
  int64_t retention_ms = 0;
  if (!absl::SimpleAtoi(value("retention.ms"), &retention_ms) ||
      (retention_ms >= 0 && retention_ms < NeededRetentionMs(config))) {
    wrong.push_back(absl::StrFormat("topic %s has retention.ms=%s; fold.window_hours and two hours more need %d", name,
                                    value("retention.ms"), NeededRetentionMs(config)));
  }
  int64_t in_sync = 0;
  if (!absl::SimpleAtoi(value("min.insync.replicas"), &in_sync) ||
      in_sync < static_cast<int64_t>(config.topics.min_insync_replicas)) {
    wrong.push_back(absl::StrFormat("topic %s has min.insync.replicas=%s, topics.min_insync_replicas is %d", name,
                                    value("min.insync.replicas"), config.topics.min_insync_replicas));
  }
  return wrong;
}

absl::Status VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms) {
  std::vector<std::string> wrong;
  for (const TopicPlan& plan : PlanTopics(config)) {
    absl::StatusOr<kafka::TopicFacts> facts = admin.Describe(plan.name, timeout_ms);
    if (absl::IsNotFound(facts.status())) {
      wrong.push_back(absl::StrFormat("topic %s does not exist: `wirefold topics create` makes it", plan.name));
      continue;
    }
    if (!facts.ok()) return facts.status();
    if (plan.name != config.topics.claims) continue;
    if (facts->config.empty()) {
      Log(LogLevel::kWarning,
          "the broker does not tell this topic's configuration: retention and timestamps are not checked",
          {{"topic", plan.name}});
    }
    for (std::string& line : CheckClaimsTopic(*facts, config)) wrong.push_back(std::move(line));
  }
  if (wrong.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(wrong, "\n"));
}

}  // namespace wirefold
