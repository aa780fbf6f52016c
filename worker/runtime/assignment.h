// Where a newly assigned partition is read from, and whether its group follows our claims log. Until both are known the
// partition claims nothing. Nothing is skipped or published twice in silence: what cannot be decided without the
// operator ends the worker, what retention took is counted.
//
//   WF_RETURN_IF_ERROR(assignment.Check(*source));   // each turn; cheap when nothing is open
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/admin/metrics.h"
#include "worker/ports/raw_source.h"
#include "worker/ports/world.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/start_from.h"

namespace wirefold {

class Assignment {
 public:
  struct Settings {
    std::string topic;  // raw
    LogIdentity identity;
    uint64_t writer_id = 0;
    bool adopt_log = false;  // take over what was committed under another claims log
    std::optional<StartFrom> from;
    // Of a raw partition: what is below was committed when the claims log was restored, and is not to be claimed again.
    std::function<int64_t(int32_t partition)> trusted_below = [](int32_t) { return 0; };
  };
  // `rings` are the worker's.
  Assignment(Settings settings, Metrics& metrics, Rings& rings, World& world);

  // Asks for what is open: committed offsets of new partitions, and where those go on that stand. FailedPrecondition:
  // the message says what the operator is to do.
  absl::Status Check(RawSource& source);
  // A revocation or a new assignment: ask at once.
  void AskSoon() { ask_ms_.reset(); }

 private:
  absl::Status Learn(RawSource& source, const std::vector<int32_t>& partitions);
  // A question without an answer: a warning, but not of the first seconds and not of each.
  void SayWaiting(const absl::Status& why);
  absl::Status CheckFirstStart(RawSource& source, int32_t partition);
  absl::Status Reset(RawSource& source, int32_t partition, Ring& ring);
  absl::Status GoOnFrom(RawSource& source, int32_t partition, Ring& ring, int64_t offset);
  absl::Status WasCut(int32_t partition, const Ring& ring, int64_t end) const;
  void CountGap(int32_t partition, int64_t position, int64_t first);

  const Settings settings_;
  Metrics& metrics_;
  Rings& rings_;
  World& world_;
  std::optional<int64_t> ask_ms_;      // steady clock; not before it
  std::optional<int64_t> waiting_ms_;  // steady clock: since when, or when it was said last
  bool search_said_ = false;
  std::optional<std::set<int32_t>> with_outcomes_;  // nullopt: not known yet
};

}  // namespace wirefold
