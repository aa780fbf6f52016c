// What a group committed, for one who is no member of it and does not become one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

struct GroupOffset {
  int64_t offset = -1;   // next to read; -1: nothing was committed
  std::string metadata;  // what the committer said of it
};

// By partition. Unavailable: not within `timeout_ms`.
absl::StatusOr<std::map<int32_t, GroupOffset>> ReadGroupOffsets(const ClientSettings& settings,
                                                                const std::string& group_id, const std::string& topic,
                                                                const std::vector<int32_t>& partitions, int timeout_ms);

}  // namespace wirefold::kafka
