// Where the partitions of a topic begin and end, all of them in three requests. In no group, and no record is read.
//
//   absl::StatusOr<std::unique_ptr<TopicOffsets>> offsets = TopicOffsets::Create(settings);
//   (*offsets)->Read("news.articles.raw.v1", {0, 1, 2}, /*timeout_ms=*/1000);
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

struct PartitionOffsets {
  int64_t first = 0;       // the first that the log still holds
  int64_t stable_end = 0;  // where a reader of committed records ends: the last stable offset
  int64_t end = 0;         // the next to be written; above `stable_end` while a transaction is open
  bool operator==(const PartitionOffsets&) const = default;
};

class TopicOffsets {
 public:
  static absl::StatusOr<std::unique_ptr<TopicOffsets>> Create(const ClientSettings& settings);
  ~TopicOffsets();
  // By partition; one whose leader does not answer has its own error, the others their offsets.
  absl::StatusOr<std::map<int32_t, absl::StatusOr<PartitionOffsets>>> Read(const std::string& topic,
                                                                           const std::vector<int32_t>& partitions,
                                                                           int timeout_ms);

 private:
  struct Impl;
  explicit TopicOffsets(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold::kafka
