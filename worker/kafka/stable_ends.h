// StableEnds: the last stable offsets of a topic's partitions, asked for without waiting, again and again.
//
//   StableEnds ends(client, "raw");
//   ends.Ask({0, 1, 2});
//   absl::StatusOr<std::map<int32_t, int64_t>> answer = ends.Take();   // once; empty: none yet
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {

class StableEnds {
 public:
  // `client` must outlive it.
  StableEnds(rd_kafka_t* client, std::string topic);
  // Nothing while an answer is awaited, or for a while after one that did not come whole (ask_pace.h says why).
  void Ask(const std::vector<int32_t>& partitions);
  // Of the partitions that were answered for. An error: nobody answered.
  absl::StatusOr<std::map<int32_t, int64_t>> Take();

 private:
  rd_kafka_t* const client_;
  const std::string topic_;
  const QueuePtr answers_;
  bool asked_ = false;
  std::chrono::milliseconds pause_{0};  // 0: the last answer was whole
  std::chrono::steady_clock::time_point not_before_;
};

}  // namespace wirefold::kafka
