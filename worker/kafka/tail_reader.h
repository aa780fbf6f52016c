// Reads the newest records of many partitions, committed ones only, with one client.
//
//   auto reader = TailReader::Create(settings, NewestOf({{"enriched", 6}}, /*newest=*/100));
//   while (!(*reader)->at_end()) {
//     for (const Message& message : *(*reader)->Poll(/*timeout_ms=*/200)) …
//   }
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/kafka/message.h"

namespace wirefold::kafka {

class TailReader {
 public:
  // Where reading of a partition begins.
  struct Start {
    std::string topic;
    int32_t partition = 0;
    int64_t offset = 0;  // negative: the last so many offsets
    int64_t least = 0;   // the end is not below it
  };
  static absl::StatusOr<std::unique_ptr<TailReader>> Create(const ClientSettings& settings,
                                                            const std::vector<Start>& starts);
  ~TailReader();
  // What came in `timeout_ms`, in no order between partitions. An error: a partition that will not be read.
  absl::StatusOr<std::vector<Message>> Poll(int timeout_ms);
  // Every partition was read to its last stable offset.
  bool at_end() const;
  // Every partition was read to where its log ended when it was fetched first: what was open then is ended.
  bool passed_ends() const;

 private:
  struct Impl;
  explicit TailReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The last `newest` offsets of each partition. `topics`: names and numbers of partitions.
std::vector<TailReader::Start> NewestOf(const std::vector<std::pair<std::string, int32_t>>& topics, int64_t newest);

}  // namespace wirefold::kafka
