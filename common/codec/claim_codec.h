// Bytes of the claims log ↔ values. Serialisation is deterministic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fold/genesis.h"
#include "common/fold/verdict.h"

namespace wirefold {

struct Heartbeat {
  bool operator==(const Heartbeat&) const = default;
};

struct ClaimLogRecord {
  uint64_t writer_id = 0;
  std::variant<Heartbeat, Claim, Genesis> entry;
  std::vector<Settlement> settlements;
  bool restated = false;  // of a Genesis: it was in force before this record
  bool operator==(const ClaimLogRecord&) const = default;
};

// Bounds of what a claim holds, kept by its writer (prepare.h) and by every reader: a verdict repeats up to 18 ids
// and 16 publishers, which kMaxTailBytes bounds.
inline constexpr size_t kMaxArticleIdBytes = 1024;
inline constexpr size_t kMaxPublisherBytes = 256;
inline constexpr size_t kMaxTopicBytes = 249;                 // Kafka's own bound
inline constexpr int64_t kRawOffsetLimit = int64_t{1} << 48;  // every raw offset is below

inline constexpr uint32_t kClaimLogFormat = 2;

// `log_id` is the log's: a story that a claim opens itself is not written.
std::string EncodeClaimLogRecord(const ClaimLogRecord& record, uint64_t log_id);

// InvalidArgument: not a claim log record, or one with values that no writer writes (a counted no-op for the caller, on
// every replica alike). Unimplemented: a newer format (the caller must stop).
absl::StatusOr<ClaimLogRecord> DecodeClaimLogRecord(std::string_view bytes, uint64_t log_id);
// The same into `record`, whose memory is used again; unspecified after an error.
absl::Status DecodeClaimLogRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record);

}  // namespace wirefold
