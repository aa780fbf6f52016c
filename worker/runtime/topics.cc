#include "worker/runtime/topics.h"

#include <chrono>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"

namespace wirefold {
namespace {

// The claims log outlives the window by this much, so that a restored replica finds all of it and a Genesis.
constexpr int64_t kRetentionMarginMs = int64_t{2} * 3'600'000;

// max.message.bytes of a topic for which nobody set another.
constexpr size_t kDefaultMessageBytes = 1'048'588;

// A claim with the largest sketch, id and settlements stays well below this.
constexpr size_t kClaimBytes = size_t{256} * 1024;

int64_t NeededRetentionMs(const Config& config) {
  return static_cast<int64_t>(config.genesis.window_seconds) * 1000 + kRetentionMarginMs;
}

size_t OutputBytes(const Config& config) { return config.worker.max_record_bytes + kEnvelopeBytes; }

std::string ValueOf(const kafka::TopicFacts& facts, const char* key) {
  auto found = facts.config.find(key);
  return found == facts.config.end() ? std::string() : found->second;
}

absl::Status AwaitTopic(kafka::Admin& admin, const std::string& name, int timeout_ms) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  for (;;) {
    absl::Status status = admin.Describe(name, timeout_ms).status();
    if (!absl::IsNotFound(status) || SteadyMs() > until_ms) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

size_t LimitOf(const kafka::TopicFacts& facts) {
  int64_t bytes = 0;
  return absl::SimpleAtoi(ValueOf(facts, "max.message.bytes"), &bytes) && bytes > 0 ? static_cast<size_t>(bytes)
                                                                                    : kDefaultMessageBytes;
}

std::vector<TopicPlan> PlanTopics(const Config& config) {
  const std::string in_sync = absl::StrFormat("%d", config.topics.min_insync_replicas);
  const int32_t partitions = static_cast<int32_t>(config.topics.partitions);
  const std::map<std::string, std::string> plain = {{"min.insync.replicas", in_sync}};
  std::map<std::string, std::string> claims = {{"min.insync.replicas", in_sync},
                                               {"cleanup.policy", "delete"},
                                               {"message.timestamp.type", "LogAppendTime"},
                                               {"unclean.leader.election.enable", "false"},
                                               {"retention.ms", absl::StrFormat("%d", 2 * NeededRetentionMs(config))}};
  std::map<std::string, std::string> output = plain;
  if (OutputBytes(config) > kDefaultMessageBytes) {
    output["max.message.bytes"] = absl::StrFormat("%d", OutputBytes(config));
  }
  return {{config.topics.raw, partitions, plain},
          {config.topics.enriched, partitions, output},
          {config.topics.claims, 1, claims},
          {config.topics.dead_letter, partitions, output}};
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
  // Brokers learn of new topics a moment later: who starts a worker next must find them.
  for (const TopicPlan& plan : PlanTopics(config)) WF_RETURN_IF_ERROR(AwaitTopic(admin, plan.name, timeout_ms));
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
  auto value = [&](const char* key) { return ValueOf(facts, key); };
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
  if (LimitOf(facts) < kClaimBytes) {
    wrong.push_back(
        absl::StrFormat("topic %s has max.message.bytes=%d; claims need %d", name, LimitOf(facts), kClaimBytes));
  }
  return wrong;
}

std::vector<std::string> CheckOutputTopic(const std::string& name, const kafka::TopicFacts& facts,
                                          const Config& config) {
  if (LimitOf(facts) >= OutputBytes(config)) return {};
  return {absl::StrFormat(
      "topic %s has max.message.bytes=%d; worker.max_record_bytes=%d needs %d with key and headers: raise the one or "
      "lower the other",
      name, LimitOf(facts), config.worker.max_record_bytes, OutputBytes(config))};
}

absl::StatusOr<TopicLimits> VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms) {
  std::vector<std::string> wrong;
  const auto verify = [&](const std::string& name, auto check) -> absl::StatusOr<size_t> {
    absl::StatusOr<kafka::TopicFacts> facts = admin.Describe(name, timeout_ms);
    if (absl::IsNotFound(facts.status())) {
      wrong.push_back(absl::StrFormat("topic %s does not exist: `wirefold topics create` makes it", name));
      return size_t{0};
    }
    if (!facts.ok()) return facts.status();
    if (facts->config.empty()) {
      Log(LogLevel::kWarning, "the broker does not tell this topic's configuration: it is not checked",
          {{"topic", name}});
    }
    for (std::string& line : check(*facts)) wrong.push_back(std::move(line));
    return LimitOf(*facts);
  };
  TopicLimits limits;
  const auto nothing = [](const kafka::TopicFacts&) { return std::vector<std::string>(); };
  const auto claims = [&](const kafka::TopicFacts& facts) { return CheckClaimsTopic(facts, config); };
  const auto output = [&](const std::string& name) {
    return [&config, name](const kafka::TopicFacts& facts) { return CheckOutputTopic(name, facts, config); };
  };
  const auto enriched = [&](const kafka::TopicFacts& facts) {
    limits.enriched_compacted = ValueOf(facts, "cleanup.policy").find("compact") != std::string::npos;
    return CheckOutputTopic(config.topics.enriched, facts, config);
  };
  WF_ASSIGN_OR_RETURN(limits.raw, verify(config.topics.raw, nothing));
  WF_ASSIGN_OR_RETURN(limits.enriched, verify(config.topics.enriched, enriched));
  WF_ASSIGN_OR_RETURN(limits.claims, verify(config.topics.claims, claims));
  WF_ASSIGN_OR_RETURN(limits.dead_letter, verify(config.topics.dead_letter, output(config.topics.dead_letter)));
  if (!wrong.empty()) return absl::FailedPreconditionError(absl::StrJoin(wrong, "\n"));
  return limits;
}

}  // namespace wirefold
