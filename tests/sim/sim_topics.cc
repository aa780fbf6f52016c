#include "tests/sim/sim_topics.h"

#include <algorithm>

namespace wirefold::sim {

void RawTopic::Append(int32_t partition, RawEntry entry) {
  std::vector<RawEntry>& entries = partitions_[static_cast<size_t>(partition)].entries;
  entry.record.partition = partition;
  entry.record.offset = static_cast<int64_t>(entries.size());
  entries.push_back(std::move(entry));
}

void RawTopic::Trim(int32_t partition, int64_t first) {
  int64_t& kept = partitions_[static_cast<size_t>(partition)].first;
  kept = std::clamp(first, kept, end(partition));
}

int64_t ClaimsTopic::Append(ClaimsEntry entry) {
  entries_.push_back(std::move(entry));
  return end() - 1;
}

void ClaimsTopic::Trim(int64_t first) { first_ = std::clamp(first, first_, end()); }

}  // namespace wirefold::sim
