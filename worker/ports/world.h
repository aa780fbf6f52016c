// World: everything outside of one worker. The real one (worker/runtime/kafka_world.h) is librdkafka, threads and the
// machine's clocks; the simulated one (tests/sim) is a seeded schedule of faults.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/ports/claims_topic.h"
#include "worker/ports/clock.h"
#include "worker/ports/outcome_sink.h"
#include "worker/ports/raw_source.h"

namespace wirefold {

struct Genesis;
struct InFlight;
struct LogIdentity;

// Sets `outcome` of each record, then `prepared`, at any time and in any order.
class Preparer {
 public:
  virtual ~Preparer() = default;
  virtual void Submit(std::vector<std::shared_ptr<InFlight>> records) = 0;
};

class World {
 public:
  virtual ~World() = default;
  virtual Clock& clock() = 0;
  // First and next offset of the claims topic. Unavailable: no broker within `timeout_ms`.
  virtual absl::StatusOr<std::pair<int64_t, int64_t>> ClaimsBounds(int timeout_ms) = 0;
  virtual absl::StatusOr<std::unique_ptr<ClaimsReader>> ReadClaims(int64_t from_offset) = 0;
  virtual absl::StatusOr<std::unique_ptr<ClaimsAppender>> AppendClaims() = 0;
  virtual absl::StatusOr<std::unique_ptr<RawSource>> JoinGroup(RawListener listener) = 0;
  virtual std::unique_ptr<OutcomeSink> Outcomes() = 0;
  // `genesis` is the log's.
  virtual std::unique_ptr<Preparer> Prepares(const Genesis& genesis) = 0;
  // Raw partitions with outcomes among the newest records of the output topics. Unavailable: not within `timeout_ms`.
  virtual absl::StatusOr<std::set<int32_t>> PartitionsWithOutcomes(int /*timeout_ms*/) { return std::set<int32_t>(); }
  // By raw partition the offset below which the group has committed outcomes, transactions under way left out; -1:
  // none.
  virtual absl::StatusOr<std::vector<int64_t>> CommittedOffsets(int /*timeout_ms*/) { return std::vector<int64_t>(); }
  // From now on Watched looks at what log the group follows, too.
  virtual void WatchGroup(const LogIdentity& /*ours*/) {}
  // The cluster's state as last looked at, without waiting. NotFound names a topic that is gone. Unavailable: no broker
  // answered. FailedPrecondition: a worker of the group follows another claims log.
  virtual absl::Status Watched() { return absl::OkStatus(); }
  // retention.ms of the claims topic as last looked at; -1: for ever; nullopt: not told.
  virtual std::optional<int64_t> ClaimsRetentionMs() { return std::nullopt; }
};

}  // namespace wirefold
