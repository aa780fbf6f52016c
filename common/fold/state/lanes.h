// Lanes: raw record → its claim in the window. A lane is one raw partition: claims that came with ascending offsets
// stand in a queue, the others (a topic made anew, a group that was rewound, a claim that was renewed) in a tree. Every
// step takes O(log n), whatever the order.
//
//   uint32_t lane = lanes.Acquire(topic, partition);
//   lanes.Append(lane, raw_offset, content_hash, claim, /*renewed=*/false);
//   lanes.Find(lane, raw_offset, content_hash, first_claim, kept_of);
//   lanes.Evict(lane, raw_offset, content_hash, claim);   // claims leave in the order they came
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "common/fold/state/names.h"

namespace wirefold {

class Lanes {
 public:
  // `RawOffsetOf(claim)` gives the raw offset of a claim in the window, whose first claim is `first`.
  uint32_t Acquire(std::string_view topic, int32_t partition);
  std::optional<uint32_t> FindLane(std::string_view topic, int32_t partition) const;
  const std::string& topic(uint32_t lane) const { return topics_[lanes_[lane].topic]; }
  int32_t partition(uint32_t lane) const { return lanes_[lane].partition; }

  // `renewed`: the raw record has a claim already, which is to be forgotten.
  void Append(uint32_t lane, int64_t raw_offset, uint32_t content_hash, uint64_t claim, bool renewed);
  // A claim leaves that is the raw record's present one, or was and stands in the queue.
  void Evict(uint32_t lane, int64_t raw_offset, uint32_t content_hash, uint64_t claim);
  // A claim that is renewed is not the raw record's present one any more.
  void Forget(uint32_t lane, int64_t raw_offset, uint32_t content_hash, uint64_t claim);

  // The present claim of a raw record. `kept_of(claim)` gives a claim in the window, with `raw_offset`, `content_hash`
  // and `renewed`; its first claim is `first_claim`.
  template <typename KeptOf>
  std::optional<uint64_t> Find(uint32_t lane, int64_t raw_offset, uint32_t content_hash, uint64_t first_claim,
                               KeptOf kept_of) const;

  uint64_t bytes() const;

 private:
  using Key = std::pair<int64_t, uint32_t>;  // raw offset and content hash
  struct Lane {
    uint32_t topic = 0;
    int32_t partition = 0;
    std::deque<uint32_t> in_order;  // low 32 bits of claim numbers, ascending; raw offsets ascend, one claim each
    int64_t last_offset = 0;        // of the newest in in_order
    absl::btree_map<Key, uint64_t> others;
  };

  std::deque<Lane> lanes_;
  std::vector<uint32_t> free_;
  NameTable topics_;
  absl::flat_hash_map<std::pair<uint32_t, int32_t>, uint32_t> numbers_;  // by topic and partition
  uint64_t queued_ = 0;
};

template <typename KeptOf>
std::optional<uint64_t> Lanes::Find(uint32_t number, int64_t raw_offset, uint32_t content_hash, uint64_t first_claim,
                                    KeptOf kept_of) const {
  const Lane& lane = lanes_[number];
  const auto whole = [first_claim](uint32_t low) {
    return first_claim + static_cast<uint32_t>(low - static_cast<uint32_t>(first_claim));
  };
  if (!lane.in_order.empty() && raw_offset <= lane.last_offset) {
    auto it = std::lower_bound(lane.in_order.begin(), lane.in_order.end(), raw_offset,
                               [&](uint32_t low, int64_t wanted) { return kept_of(whole(low)).raw_offset < wanted; });
    if (it != lane.in_order.end()) {
      const auto& kept = kept_of(whole(*it));
      if (kept.raw_offset == raw_offset && kept.content_hash == content_hash && !kept.renewed) return whole(*it);
    }
  }
  const auto other = lane.others.find({raw_offset, content_hash});
  if (other == lane.others.end()) return std::nullopt;
  return other->second;
}

}  // namespace wirefold
