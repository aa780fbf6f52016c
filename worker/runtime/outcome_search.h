// Which raw partitions have outcomes among the newest records of the output topics: whether a group without committed
// offsets is new, or has lost them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

// The raw partition that an enriched record, a tombstone or a dead letter says it comes from. Pure.
std::optional<int32_t> OriginPartition(const std::vector<kafka::Header>& headers, const std::string& raw_topic);

// Reads the last hundred records of each output partition, committed ones only. Unavailable: not within `timeout_ms`.
absl::StatusOr<std::set<int32_t>> FindOutcomes(const kafka::ClientSettings& client, kafka::Admin& admin,
                                               const std::vector<std::string>& output_topics,
                                               const std::string& raw_topic, int timeout_ms);

}  // namespace wirefold
