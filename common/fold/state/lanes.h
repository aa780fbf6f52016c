// Lanes: raw record → its claims in the window. A lane is one raw partition: the claims of it that came with ascending
// offsets stand in a queue, the others (a topic made anew, a group that was rewound) in a tree. Every step takes
// O(log n), whatever the order.
//
//   uint32_t lane = lanes.Acquire(topic, partition);
//   lanes.Append(lane, raw_offset, claim);
//   lanes.Evict(lane, raw_offset, claim);            // claims leave in the order they came
//   lanes.ForEachAt(topic, partition, raw_offset, visit);
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "common/fold/state/names.h"

namespace wirefold {

class Lanes {
 public:
  // `RawOffsetOf(claim)` gives the raw offset of a claim in the window, whose first claim is `first`.
  uint32_t Acquire(std::string_view topic, int32_t partition);
  std::optional<uint32_t> Find(std::string_view topic, int32_t partition) const;
  const std::string& topic(uint32_t lane) const { return topics_[lanes_[lane].topic]; }
  int32_t partition(uint32_t lane) const { return lanes_[lane].partition; }

  void Append(uint32_t lane, int64_t raw_offset, uint64_t claim);
  void Evict(uint32_t lane, int64_t raw_offset, uint64_t claim);

  // The claims at a raw offset, oldest first, until `visit(claim)` says true; that claim.
  template <typename RawOffsetOf, typename Visit>
  std::optional<uint64_t> FindAt(uint32_t lane, int64_t raw_offset, uint64_t first_claim, RawOffsetOf raw_offset_of,
                                 Visit visit) const;

  uint64_t bytes() const;

 private:
  struct Lane {
    uint32_t topic = 0;
    int32_t partition = 0;
    std::deque<uint32_t> in_order;                         // low 32 bits of claim numbers; raw offsets ascend
    int64_t last_offset = 0;                               // of the newest in in_order
    absl::btree_set<std::pair<int64_t, uint64_t>> others;  // by raw offset, then claim
  };

  std::deque<Lane> lanes_;
  std::vector<uint32_t> free_;
  NameTable topics_;
  absl::flat_hash_map<std::pair<uint32_t, int32_t>, uint32_t> numbers_;  // by topic and partition
  uint64_t queued_ = 0;
  uint64_t others_ = 0;
};

template <typename RawOffsetOf, typename Visit>
std::optional<uint64_t> Lanes::FindAt(uint32_t number, int64_t raw_offset, uint64_t first_claim,
                                      RawOffsetOf raw_offset_of, Visit visit) const {
  const Lane& lane = lanes_[number];
  const auto whole = [first_claim](uint32_t low) {
    return first_claim + static_cast<uint32_t>(low - static_cast<uint32_t>(first_claim));
  };
  std::optional<uint64_t> found;
  if (!lane.in_order.empty() && raw_offset <= lane.last_offset) {
    auto it = std::lower_bound(lane.in_order.begin(), lane.in_order.end(), raw_offset,
                               [&](uint32_t low, int64_t wanted) { return raw_offset_of(whole(low)) < wanted; });
    for (; !found && it != lane.in_order.end() && raw_offset_of(whole(*it)) == raw_offset; ++it) {
      if (visit(whole(*it))) found = whole(*it);
    }
  }
  // One raw offset may have claims in both places: the older one counts.
  for (auto it = lane.others.lower_bound({raw_offset, 0}); it != lane.others.end() && it->first == raw_offset; ++it) {
    if (found && *found < it->second) break;
    if (visit(it->second)) return it->second;
  }
  return found;
}

}  // namespace wirefold
