// The four topics: how they must be, made and checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
// stderr what it did. FailedPrecondition: a topic was made, but not with the settings that were asked for.
absl::Status CreateTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// What a worker is to know of its topics.
struct TopicLimits {
  // max.message.bytes of each: the largest batch, and so the largest record, that it takes.
  size_t raw = 0;
  size_t enriched = 0;
  size_t claims = 0;
  size_t dead_letter = 0;
  // The enriched topic is compacted: it takes no record without a key.
  bool enriched_compacted = false;
  // retention.ms of the claims topic, -1 for ever; nullopt: the broker does not tell.
  std::optional<int64_t> claims_retention_ms;
  // Of the raw topic; 0: not known.
  int32_t raw_partitions = 0;
  bool operator==(const TopicLimits&) const = default;
};

// How long a log of that window must be kept: a replica that joins judges as the others do once it has read one window,
// and then needs another one; then an hour in which a Genesis is restated and an hour in which claims are settled.
int64_t NeededRetentionMs(uint64_t window_seconds);

// FailedPrecondition, with both numbers: the claims topic does not keep what a log of that window needs.
absl::Status CheckRetention(const std::string& topic, std::optional<int64_t> retention_ms, uint64_t window_seconds);

// How many records a group may have in flight at once, whatever its number of workers.
uint64_t MostInFlight(uint32_t ring_records, int32_t raw_partitions);

// FailedPrecondition, with both numbers: a claim could leave the log's window before its record is published.
absl::Status CheckWindow(const std::string& topic, uint64_t window_claims, uint64_t most_in_flight);

// What a topic takes, Kafka's default where the broker does not tell. Pure.
size_t LimitOf(const kafka::TopicFacts& facts);

// FailedPrecondition lists everything that is wrong, one a line, each with what to do; PermissionDenied the same, when
// rights are missing too. Unavailable: no broker. The claims topic's retention and the window are checked only while its
// log is empty: a log that is begun has a window of its own, see CheckRetention and CheckWindow.
absl::StatusOr<TopicLimits> VerifyTopics(kafka::Admin& admin, const Config& config, int timeout_ms);

// What is wrong with a topic that has these facts, a line each; empty when nothing is. Pure.
std::vector<std::string> CheckClaimsTopic(const kafka::TopicFacts& facts, const Config& config);
// Of the enriched or dead letter topic of that name.
std::vector<std::string> CheckOutputTopic(const std::string& name, const kafka::TopicFacts& facts,
                                          const Config& config);
// Of the dead letter topic: a dead letter may have no key.
std::vector<std::string> CheckDeadLetterTopic(const kafka::TopicFacts& facts, const Config& config);
// Settings that were asked for and that the topic does not have, each as "min.insync.replicas=1 instead of 2".
std::vector<std::string> CheckPlanned(const TopicPlan& plan, const kafka::TopicFacts& facts);
bool IsCompacted(const kafka::TopicFacts& facts);
// retention.ms, -1 for ever; nullopt: the broker does not tell.
std::optional<int64_t> RetentionOf(const kafka::TopicFacts& facts);

}  // namespace wirefold
