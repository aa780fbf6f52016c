// What a claims log holds, as far as it can be told without judging claims: its Genesis and its changes, and how many
// records of which kind. Follows the rules by which every replica takes a Genesis over (proto/claims-log.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/codec/claim_codec.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct Epoch {
  Genesis genesis;
  int64_t offset = 0;   // of the record that opened it, or of the first that said so
  int64_t time_ms = 0;  // its append time
};

class ClaimsLogHistory {
 public:
  // `from_start`: the first record is the log's first. Otherwise the first Genesis that was restated counts: another
  // one may be a proposal that lost.
  explicit ClaimsLogHistory(bool from_start) : from_start_(from_start) {}

  // One record, in order. Unimplemented, naming the offset: only a newer program can read the log.
  absl::Status Apply(int64_t offset, int64_t append_time_ms, std::string_view bytes);

  const std::vector<Epoch>& epochs() const { return epochs_; }
  // nullopt before the first Genesis.
  std::optional<Genesis> genesis() const;
  uint64_t log_id() const { return epochs_.empty() ? 0 : epochs_.front().genesis.log_id; }

  struct Counts {
    uint64_t records = 0;
    uint64_t bytes = 0;  // of values
    uint64_t claims = 0;
    uint64_t heartbeats = 0;
    uint64_t genesis = 0;
    uint64_t settlements = 0;
    uint64_t unreadable = 0;
  };
  const Counts& counts() const { return counts_; }

 private:
  absl::Status TakeGenesis(int64_t offset, int64_t append_time_ms, const Genesis& genesis, bool restated);

  bool from_start_;
  std::vector<Epoch> epochs_;
  Counts counts_;
};

struct OffsetRange {
  int64_t first = 0;
  int64_t next = 0;
};

// First and next offset of the claims topic. NotFound: there is no such topic.
absl::StatusOr<OffsetRange> ClaimsRange(const Config& config);

// FailedPrecondition: the log is not begun, or lost its Genesis.
absl::Status RequireGenesis(const ClaimsLogHistory& history, const std::string& topic);

// Reads `range` of the claims topic into `history`.
absl::Status ReadHistory(const Config& config, const OffsetRange& range, ClaimsLogHistory& history);

}  // namespace wirefold
