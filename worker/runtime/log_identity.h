// Which claims log a group follows, in the metadata of its committed offsets: half of a group's workers on another log
// would give one story two ids, and nothing else in Kafka tells.
//
//   "wirefold log=00c0ffee00c0ffee topic=news.claims.v1"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "worker/kafka/committed_offset.h"

namespace wirefold {

struct LogIdentity {
  uint64_t log_id = 0;
  std::string topic;
  bool operator==(const LogIdentity&) const = default;
};

std::string CommitMetadata(const LogIdentity& identity);

// FailedPrecondition: the offset was committed under another log; the message says what to do.
absl::Status CheckIdentity(const std::string& raw_topic, int32_t partition, const kafka::CommittedOffset& committed,
                           const LogIdentity& ours);

// nullopt: metadata of another program, or none (offsets that were reset by hand).
std::optional<LogIdentity> ParseCommitMetadata(std::string_view metadata);

}  // namespace wirefold
