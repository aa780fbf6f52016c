// The raw topic as the protocol sees it: a member of a consumer group that is given partitions and hands out their
// records in order.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/committed_offset.h"
#include "worker/kafka/message.h"
#include "worker/kafka/reset_reason.h"

namespace wirefold {

// A member's place in a group's present generation: what fences the offsets of a transaction. Made by a RawSource,
// understood by the OutcomeSink of the same world.
class GroupGeneration {
 public:
  virtual ~GroupGeneration() = default;
};

using kafka::CommittedOffset;  // its metadata: commit_metadata.h
using kafka::ResetReason;

// What the source tells, inside Serve, Poll or Close.
struct RawListener {
  std::function<void(const std::vector<int32_t>&)> on_assigned;
  // `lost`: others may own the partitions already.
  std::function<void(const std::vector<int32_t>&, bool lost)> on_revoked;
  // Everything below `position` was handed out or holds nothing for a reader (aborted records, markers).
  std::function<void(int32_t partition, int64_t position)> on_end;
  // The partition stands until StartAt names an offset.
  std::function<void(int32_t partition, ResetReason reason)> on_reset;
  // Trouble that the source goes on from by itself; `partition` -1: of no one partition.
  std::function<void(int32_t partition, const absl::Status&)> on_error;
};

class RawSource {
 public:
  virtual ~RawSource() = default;
  // Serves the group's events without waiting and takes no record. An error is the source's last word.
  virtual absl::Status Serve() = 0;
  // One record, or nullopt when none came in `timeout_ms`. An error is the source's last word.
  virtual absl::StatusOr<std::optional<kafka::Message>> Poll(int timeout_ms) = 0;
  // By partition, waiting for open transactions. Unavailable: not within `timeout_ms`.
  virtual absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions,
                                                                       int timeout_ms) = 0;
  // First and next offset of a partition. Unavailable: its leader gave no answer, or none is known.
  virtual absl::StatusOr<std::pair<int64_t, int64_t>> Bounds(int32_t partition, int timeout_ms) = 0;
  // Reading of an assigned partition goes on at `offset`.
  virtual absl::Status StartAt(int32_t partition, int64_t offset) = 0;
  // Holds an assigned partition back, or lets it go on. A hint: records that are at hand already may still come.
  virtual void Hold(int32_t /*partition*/, bool /*held*/) {}
  // FailedPrecondition: no member, or the partitions are lost; a transaction would not be fenced.
  virtual absl::StatusOr<std::unique_ptr<GroupGeneration>> Generation() = 0;
  // Asks for the partitions' last stable offsets, without waiting; nothing while an answer is awaited.
  virtual void AskStableEnds(const std::vector<int32_t>& partitions) = 0;
  // The answer, once; empty when there is none (yet).
  virtual std::map<int32_t, int64_t> TakeStableEnds() = 0;
  // Leaves the group; calls on_revoked.
  virtual void Close() = 0;
};

}  // namespace wirefold
