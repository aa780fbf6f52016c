// Leader epochs of the records that were read of a partition. Kafka raises a partition's epoch with each leader:
// whether a log still holds what was read can be asked of it by a position and the epoch of the last record before.
// Where the log was cut and has grown again, that epoch ends below the position.
//
//   epochs.Add(message.offset, message.epoch);   // each record, in order
//   int32_t epoch = epochs.Before(next_offset);
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wirefold::kafka {

class LeaderEpochs {
 public:
  static constexpr int32_t kUnknown = -1;

  // `offset` is above all before it.
  void Add(int64_t offset, int32_t epoch);
  // Of the last record below `next`; kUnknown when none is known. A transaction's marker is no record: its epoch is not
  // told, and may be a later one. An answer may so name an offset between that record and `next`, where no record is.
  int32_t Before(int64_t next) const;

 private:
  static constexpr size_t kMostRuns = 8;  // only what is in flight is asked for

  // Records of one epoch, up to the next run.
  struct Run {
    int64_t first;
    int32_t epoch;
  };
  std::vector<Run> runs_;  // offsets ascend
};

}  // namespace wirefold::kafka
