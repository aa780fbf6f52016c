// OutcomeSearch: which raw partitions have outcomes among the newest records of the output topics. Tells whether a
// group without committed offsets is new, or has lost them.
//
//   absl::StatusOr<std::unique_ptr<OutcomeSearch>> search = OutcomeSearch::Create(client, {{"enriched", 6}}, "raw");
//   absl::StatusOr<std::set<int32_t>> found = (*search)->Go(/*timeout_ms=*/200);   // Unavailable: go on
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/kafka/tail_reader.h"

namespace wirefold {

// The raw partition and offset that an enriched record, a tombstone or a dead letter says it comes from. Pure.
std::optional<std::pair<int32_t, int64_t>> OriginPlace(const std::vector<kafka::Header>& headers,
                                                       const std::string& raw_topic);

class OutcomeSearch {
 public:
  // `outputs`: names and numbers of partitions.
  static absl::StatusOr<std::unique_ptr<OutcomeSearch>> Create(
      const kafka::ClientSettings& client, const std::vector<std::pair<std::string, int32_t>>& outputs,
      const std::string& raw_topic);
  // Goes on reading for `timeout_ms` at most. Unavailable: not at the end yet.
  absl::StatusOr<std::set<int32_t>> Go(int timeout_ms);

 private:
  OutcomeSearch(std::unique_ptr<kafka::TailReader> reader, const std::string& raw_topic)
      : reader_(std::move(reader)), raw_topic_(raw_topic) {}

  const std::unique_ptr<kafka::TailReader> reader_;
  const std::string raw_topic_;
  std::set<int32_t> found_;
};

}  // namespace wirefold
