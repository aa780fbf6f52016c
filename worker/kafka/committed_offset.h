#pragma once

#include <cstdint>
#include <string>

namespace wirefold::kafka {

// Of a group, in one partition.
struct CommittedOffset {
  int64_t offset = -1;        // next to read; -1: nothing was committed
  std::string metadata;       // what the committer said of it
  int32_t leader_epoch = -1;  // of the last record before it; -1: not said
  bool operator==(const CommittedOffset&) const = default;
};

}  // namespace wirefold::kafka
