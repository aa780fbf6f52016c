// Which dead letters were sent back: marks in the dead letter topic itself. Pure.
//
// A transaction that sends letters of a partition back writes one mark into the same partition, which names their
// offsets. So what was sent back and that it was are committed together or not at all, for each letter, whatever the
// filters of a run were. A mark stands behind its letters: retention takes it after them.
//
//   mark:  no key, no value, headers { "__dlq.replayed.offsets": "3-9,12", "__dlq.replayed.group": "wirefold" }
//
// A dead letter is never taken for a mark: it has __dlq.errors.* headers, whatever else its raw record brought along.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/message.h"
#include "worker/kafka/outgoing.h"

namespace wirefold {

// A set of offsets, kept as ranges.
class OffsetSet {
 public:
  void Add(int64_t first, int64_t last);  // both included; first ≤ last
  bool Contains(int64_t offset) const;
  size_t ranges() const { return last_of_.size(); }

 private:
  std::map<int64_t, int64_t> last_of_;  // first → last; ranges neither overlap nor touch
};

bool IsMark(const std::vector<kafka::Header>& headers);

// For `offsets`, ascending, of one partition.
kafka::Outgoing MarkRecord(const std::string& dead_letter_topic, int32_t partition, std::span<const int64_t> offsets,
                           const std::string& group);

// What the marks of a topic say, by partition.
class ReplayLedger {
 public:
  // DataLoss, naming the place: nobody wrote this mark who knows what a mark is; what was sent back is not known then.
  absl::Status Take(const kafka::Message& mark);
  bool WasReplayed(int32_t partition, int64_t offset) const;

 private:
  std::map<int32_t, OffsetSet> replayed_;
};

}  // namespace wirefold
