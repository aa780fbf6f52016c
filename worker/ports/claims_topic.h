// The claims topic as the protocol sees it: one partition, read in order and appended to. Knows no Kafka.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace wirefold {

// One record of the claims topic. `bytes` lives until the next Read.
struct ClaimsRecord {
  int64_t offset = 0;
  int64_t append_time_ms = 0;  // the broker's, when `log_append_time`
  bool log_append_time = true;
  std::string_view bytes;
};

class ClaimsReader {
 public:
  struct Batch {
    std::vector<ClaimsRecord> records;
    absl::Status trouble;  // the last that the reader goes on from by itself
  };
  virtual ~ClaimsReader() = default;
  // At most `max` records; waits `timeout_ms` at most for the first. OutOfRange: the log does not hold the next offset
  // any more. DataLoss: the topic is another one now.
  virtual absl::StatusOr<Batch> Read(size_t max, int timeout_ms) = 0;
  // Where the next Read goes on: behind the last record handed out, or behind what holds none (markers, compaction).
  virtual int64_t position() const = 0;
  // End of the log as last seen; -1: not seen yet.
  virtual int64_t end() const = 0;
};

class ClaimsAppender {
 public:
  virtual ~ClaimsAppender() = default;
  // Appends in call order. ResourceExhausted: the queue is full, later.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // Serves acknowledgements. An error: records appended since the last Reconnect may not have arrived; Reconnect, then
  // append them again.
  virtual absl::Status Poll() = 0;
  virtual uint64_t acknowledged() const = 0;     // records since the last Reconnect, in order
  virtual int64_t acknowledged_end() const = 0;  // where the log goes on behind the newest of them; -1: none
  virtual absl::Status Reconnect() = 0;
  // Waits for acknowledgements, `timeout_ms` at most.
  virtual absl::Status Flush(int timeout_ms) = 0;
};

}  // namespace wirefold
