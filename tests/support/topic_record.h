// A Kafka record as a plain value: what the client hands out and what the checker reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wirefold {

struct TopicRecord {
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;  // absent: a tombstone
  std::vector<std::pair<std::string, std::string>> headers;
  bool operator==(const TopicRecord&) const = default;
};

}  // namespace wirefold
