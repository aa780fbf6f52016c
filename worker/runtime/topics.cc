#include "worker/runtime/topics.h"

#include <chrono>
#include <thread>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "worker/config/quantity.h"
#include "worker/kafka/missing_acl.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"

namespace wirefold {
namespace {

// On top of two windows: an hour for the restatement of Genesis, an hour for settlements.
constexpr int64_t kRetentionMarginMs = int64_t{2} * 3'600'000;

// max.message.bytes of a topic for which nobody set another.
constexpr size_t kDefaultMessageBytes = 1'048'588;

// A claim with the largest sketch, id and settlements stays well below this.
constexpr size_t kClaimBytes = size_t{256} * 1024;

// `topics create` gives a window more than is needed, so that the window may grow by half before the topic must.
int64_t PlannedRetentionMs(uint64_t window_seconds) {
  return NeededRetentionMs(window_seconds) + static_cast<int64_t>(window_seconds) * 1000;
}

size_t OutputBytes(const Config& config) { return config.worker.max_record_bytes + kEnvelopeBytes; }

std::string ValueOf(const kafka::TopicFacts& facts, const char* key) {
  auto found = facts.config.find(key);
  return found == facts.config.end() ? std::string() : found->second;
}

// Each broker learns of a new topic by itself, and any of them may be asked: so many answers in a row must know it.
constexpr int kAnswersInARow = 10;

absl::StatusOr<kafka::TopicFacts> AwaitTopic(kafka::Admin& admin, const std::string& name, int timeout_ms) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  for (int known = 0;;) {
    absl::StatusOr<kafka::TopicFacts> facts = admin.Describe(name, timeout_ms);
    if (facts.ok() && ++known == kAnswersInARow) return facts;
    if (facts.ok()) continue;
    if (!absl::IsNotFound(facts.status()) || SteadyMs() > until_ms) return facts;
    known = 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

int64_t NeededRetentionMs(uint64_t window_seconds) {
  return 2 * static_cast<int64_t>(window_seconds) * 1000 + kRetentionMarginMs;
}

absl::Status CheckRetention(const std::string& topic, std::optional<int64_t> retention_ms, uint64_t window_seconds) {
  const int64_t needed_ms = NeededRetentionMs(window_seconds);
  if (!retention_ms || *retention_ms < 0 || *retention_ms >= needed_ms) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("topic %s has retention.ms=%d; two windows of %g hours and two hours more need %d", topic,
                      *retention_ms, static_cast<double>(window_seconds) / 3600, needed_ms));
}

uint64_t MostInFlight(uint32_t ring_records, int32_t raw_partitions) {
  return uint64_t{ring_records} * static_cast<uint64_t>(raw_partitions);
}

absl::Status CheckWindow(const std::string& topic, uint64_t window_claims, uint64_t most_in_flight) {
  if (window_claims >= most_in_flight) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("claims log %s has fold.window_claims=%d, fewer than the %d records that may be in flight "
                      "(worker.ring_records for "
                      "each raw partition): lower worker.ring_records, or raise the window with `wirefold claims set`",
                      topic, window_claims, most_in_flight));
}

bool IsCompacted(const kafka::TopicFacts& facts) {
  return ValueOf(facts, "cleanup.policy").find("compact") != std::string::npos;
}

std::optional<int64_t> RetentionOf(const kafka::TopicFacts& facts) {
  int64_t retention_ms = 0;
  if (!absl::SimpleAtoi(ValueOf(facts, "retention.ms"), &retention_ms)) return std::nullopt;
  return retention_ms;
}

size_t LimitOf(const kafka::TopicFacts& facts) {
  int64_t bytes = 0;
  return absl::SimpleAtoi(ValueOf(facts, "max.message.bytes"), &bytes) && bytes > 0 ? static_cast<size_t>(bytes)
                                                                                    : kDefaultMessageBytes;
}

std::vector<TopicPlan> PlanTopics(const Config& config) {
  const std::string in_sync = absl::StrFormat("%d", config.topics.min_insync_replicas);
  const int32_t partitions = static_cast<int32_t>(config.topics.partitions);
  const std::map<std::string, std::string> plain = {{"min.insync.replicas", in_sync}};
  std::map<std::string, std::string> claims = {
      {"min.insync.replicas", in_sync},
      {"cleanup.policy", "delete"},
      {"message.timestamp.type", "LogAppendTime"},
      {"unclean.leader.election.enable", "false"},
      {"retention.bytes", "-1"},
      {"retention.ms", absl::StrFormat("%d", PlannedRetentionMs(config.genesis.window_seconds))}};
  std::map<std::string, std::string> output = plain;
  if (OutputBytes(config) > kDefaultMessageBytes) {
    output["max.message.bytes"] = absl::StrFormat("%d", OutputBytes(config));
  }
  return {{config.topics.raw, partitions, plain},
          {config.topics.enriched, partitions, output},
          {config.topics.claims, 1, claims},
          {config.topics.dead_letter, partitions, output}};
}

std::vector<std::string> CheckPlanned(const TopicPlan& plan, const kafka::TopicFacts& facts) {
  std::vector<std::string> wrong;
  for (const auto& [key, wanted] : plan.config) {
    const auto told = facts.config.find(key);
    if (told == facts.config.end() || told->second == wanted) continue;
    wrong.push_back(absl::StrFormat("%s=%s instead of %s", key, told->second, wanted));
  }
  return wrong;
}

absl::Status CreateTopics(kafka::Admin& admin, const Config& config, int timeout_ms) {
  std::vector<TopicPlan> created;
  for (const TopicPlan& plan : PlanTopics(config)) {
    absl::Status status = admin.CreateTopic(
        plan.name, plan.partitions, static_cast<int32_t>(config.topics.replication_factor), plan.config, timeout_ms);
    if (absl::IsAlreadyExists(status)) {
      Log(LogLevel::kInfo, "topic is there", {{"topic", plan.name}});
      continue;
    }
    if (!status.ok()) return status;
    created.push_back(plan);
    Log(LogLevel::kInfo, "topic created", {{"topic", plan.name}, {"partitions", plan.partitions}});
  }
  // Who starts a worker next must find them. And a broker may leave out a setting that it was asked for, or put in its
  // own.
  for (const TopicPlan& plan : created) {
    WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, AwaitTopic(admin, plan.name, timeout_ms));
    const std::vector<std::string> wrong = CheckPlanned(plan, facts);
    if (wrong.empty()) continue;
    return absl::FailedPreconditionError(absl::StrFormat("topic %s was made by the broker with other settings: %s",
                                                         plan.name, absl::StrJoin(wrong, ", ")));
  }
  return absl::OkStatus();
}

namespace {

// The settings of the claims topic, with what the log needs of each.
void CheckClaimsSettings(const kafka::TopicFacts& facts, const Config& config, std::vector<std::string>& wrong) {
  const std::string& name = config.topics.claims;
  const auto must_be = [&](const char* key, const char* wanted, const char* why) {
    if (ValueOf(facts, key) == wanted) return;
    wrong.push_back(absl::StrFormat("topic %s has %s=%s; the claims log needs %s: %s", name, key, ValueOf(facts, key),
                                    wanted, why));
  };
  must_be("cleanup.policy", "delete", "compaction would drop claims");
  must_be("message.timestamp.type", "LogAppendTime", "the window goes by the broker's time");
  must_be("retention.bytes", "-1", "a bound in bytes would cut the window");
  must_be("unclean.leader.election.enable", "false", "claims that were acknowledged would vanish");
  int64_t in_sync = 0;
  if (!absl::SimpleAtoi(ValueOf(facts, "min.insync.replicas"), &in_sync) ||
      in_sync < static_cast<int64_t>(config.topics.min_insync_replicas)) {
    wrong.push_back(absl::StrFormat("topic %s has min.insync.replicas=%s, topics.min_insync_replicas is %d", name,
                                    ValueOf(facts, "min.insync.replicas"), config.topics.min_insync_replicas));
  }
  if (LimitOf(facts) < kClaimBytes) {
    wrong.push_back(
        absl::StrFormat("topic %s has max.message.bytes=%d; claims need %d", name, LimitOf(facts), kClaimBytes));
  }
}

}  // namespace

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
  CheckClaimsSettings(facts, config, wrong);
  return wrong;
}

std::vector<std::string> CheckDeadLetterTopic(const kafka::TopicFacts& facts, const Config& config) {
  std::vector<std::string> wrong = CheckOutputTopic(config.topics.dead_letter, facts, config);
  if (IsCompacted(facts)) {
    wrong.push_back(absl::StrFormat(
        "topic %s has cleanup.policy=%s; dead letters need delete: some have no key, which a compacted topic refuses",
        config.topics.dead_letter, ValueOf(facts, "cleanup.policy")));
  }
  return wrong;
}

std::vector<std::string> CheckOutputTopic(const std::string& name, const kafka::TopicFacts& facts,
                                          const Config& config) {
  if (LimitOf(facts) >= OutputBytes(config)) return {};
  return {absl::StrFormat(
      "topic %s has max.message.bytes=%d; worker.max_record_size=%s needs %d with key and headers: raise the one or "
      "lower the other",
      name, LimitOf(facts), PrintQuantity(Quantity::kBytes, config.worker.max_record_bytes), OutputBytes(config))};
}

namespace {

// What the worker must be allowed to do with a topic.
struct NeededRights {
  bool read = false;
  bool write = false;
};

// Describes topics, and collects what is wrong with them.
class TopicVerifier {
 public:
  TopicVerifier(kafka::Admin& admin, int timeout_ms) : admin_(admin), timeout_ms_(timeout_ms) {}

  // nullopt: there is no such topic, or it is not for us to see, which is said.
  template <typename Check>
  absl::StatusOr<std::optional<kafka::TopicFacts>> Verify(const std::string& name, NeededRights needs, Check check) {
    absl::StatusOr<kafka::TopicFacts> facts = admin_.Describe(name, timeout_ms_);
    if (absl::IsNotFound(facts.status())) {
      Add(absl::StrFormat("topic %s does not exist: `wirefold topics create` makes it", name));
      return std::nullopt;
    }
    if (absl::IsPermissionDenied(facts.status()) && !admin_.Refused()) {
      AddMissing(name, needs, {});
      return std::nullopt;
    }
    if (!facts.ok()) return facts.status();
    if (facts->rights) AddMissing(name, needs, *facts->rights);
    if (facts->config.empty()) {
      Log(LogLevel::kWarning, "the broker does not tell this topic's configuration: it is not checked",
          {{"topic", name}});
    }
    for (std::string& line : check(*facts)) Add(std::move(line));
    return *std::move(facts);
  }

  void Add(std::string line) { wrong_.push_back(std::move(line)); }

  absl::Status Result() const {
    if (wrong_.empty()) return absl::OkStatus();
    const std::string all = absl::StrJoin(wrong_, "\n");
    return denied_ ? absl::PermissionDeniedError(all) : absl::FailedPreconditionError(all);
  }

 private:
  void AddMissing(const std::string& name, NeededRights needs, kafka::TopicRights has) {
    for (const auto& [needed, given, operation] :
         {std::tuple(needs.read, has.read, "Read"), std::tuple(needs.write, has.write, "Write")}) {
      if (!needed || given) continue;
      Add(kafka::MissingAcl(operation, "topic", name));
      denied_ = true;
    }
  }

  kafka::Admin& admin_;
  const int timeout_ms_;
  std::vector<std::string> wrong_;
  bool denied_ = false;
};

}  // namespace

absl::StatusOr<TopicLimits> VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms) {
  TopicVerifier verifier(admin, timeout_ms);
  const auto nothing = [](const kafka::TopicFacts&) { return std::vector<std::string>(); };
  const auto enriched = [&](const kafka::TopicFacts& f) { return CheckOutputTopic(config.topics.enriched, f, config); };
  const auto claims = [&](const kafka::TopicFacts& facts) { return CheckClaimsTopic(facts, config); };
  const auto dead_letter = [&](const kafka::TopicFacts& facts) { return CheckDeadLetterTopic(facts, config); };

  TopicLimits limits;
  WF_ASSIGN_OR_RETURN(auto raw_facts, verifier.Verify(config.topics.raw, {.read = true}, nothing));
  if (raw_facts) {
    limits.raw = LimitOf(*raw_facts);
    limits.raw_partitions = raw_facts->partitions;
  }
  WF_ASSIGN_OR_RETURN(auto enriched_facts, verifier.Verify(config.topics.enriched, {.write = true}, enriched));
  if (enriched_facts) {
    limits.enriched = LimitOf(*enriched_facts);
    limits.enriched_compacted = IsCompacted(*enriched_facts);
  }
  WF_ASSIGN_OR_RETURN(auto claims_facts, verifier.Verify(config.topics.claims, {.read = true, .write = true}, claims));
  if (claims_facts) {
    limits.claims = LimitOf(*claims_facts);
    limits.claims_retention_ms = RetentionOf(*claims_facts);
    WF_ASSIGN_OR_RETURN(auto range, admin.Watermarks(config.topics.claims, 0, timeout_ms));
    if (range.first == range.second) {
      for (const absl::Status& status :
           {CheckRetention(config.topics.claims, limits.claims_retention_ms, config.genesis.window_seconds),
            CheckWindow(config.topics.claims, config.genesis.window_claims,
                        MostInFlight(config.worker.ring_records, limits.raw_partitions))}) {
        if (!status.ok()) verifier.Add(std::string(status.message()));
      }
    }
  }
  WF_ASSIGN_OR_RETURN(auto dead_letter_facts, verifier.Verify(config.topics.dead_letter, {.write = true}, dead_letter));
  if (dead_letter_facts) limits.dead_letter = LimitOf(*dead_letter_facts);
  WF_RETURN_IF_ERROR(verifier.Result());
  return limits;
}

}  // namespace wirefold
