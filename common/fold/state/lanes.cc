#include "common/fold/state/lanes.h"

#include "common/base/check.h"
#include "common/fold/state/heap.h"

namespace wirefold {

uint32_t Lanes::Acquire(std::string_view topic, int32_t partition) {
  if (const std::optional<uint32_t> lane = FindLane(topic, partition)) return *lane;
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(lanes_.size()));
    lanes_.emplace_back();
  }
  const uint32_t number = free_.back();
  free_.pop_back();
  Lane& lane = lanes_[number];
  lane.topic = topics_.Acquire(topic);
  lane.partition = partition;
  numbers_[{lane.topic, partition}] = number;
  return number;
}

std::optional<uint32_t> Lanes::FindLane(std::string_view topic, int32_t partition) const {
  const uint32_t name = topics_.Find(topic);
  if (name == 0) return std::nullopt;
  auto found = numbers_.find({name, partition});
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

void Lanes::Append(uint32_t number, int64_t raw_offset, uint32_t content_hash, uint64_t claim, bool renewed) {
  Lane& lane = lanes_[number];
  if (!renewed && (lane.in_order.empty() || raw_offset > lane.last_offset)) {
    lane.in_order.push_back(static_cast<uint32_t>(claim));
    lane.last_offset = raw_offset;
    ++queued_;
  } else {
    lane.others[{raw_offset, content_hash}] = claim;
  }
}

void Lanes::Forget(uint32_t number, int64_t raw_offset, uint32_t content_hash, uint64_t claim) {
  Lane& lane = lanes_[number];
  const auto other = lane.others.find({raw_offset, content_hash});
  if (other != lane.others.end() && other->second == claim) lane.others.erase(other);
}

void Lanes::Evict(uint32_t number, int64_t raw_offset, uint32_t content_hash, uint64_t claim) {
  Lane& lane = lanes_[number];
  if (!lane.in_order.empty() && lane.in_order.front() == static_cast<uint32_t>(claim)) {
    lane.in_order.pop_front();
    --queued_;
  } else {
    Forget(number, raw_offset, content_hash, claim);
  }
  if (!lane.in_order.empty() || !lane.others.empty()) return;
  numbers_.erase({lane.topic, lane.partition});
  topics_.Release(lane.topic);
  lane = Lane();
  free_.push_back(number);
}

// Trees are left out: they hold what came out of order, which is little and soon gone.
uint64_t Lanes::bytes() const {
  constexpr uint64_t kQueueBytes = 512 + 16 + 80;  // of an empty deque: a block and the map of blocks
  const uint64_t in_use = lanes_.size() - free_.size();
  return heap::OfDeque(lanes_) + heap::OfVector(free_) + topics_.bytes() + heap::OfHashTable(numbers_) +
         lanes_.size() * kQueueBytes + queued_ * sizeof(uint32_t) * 66 / 64 + in_use * 32;
}

}  // namespace wirefold
