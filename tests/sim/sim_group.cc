#include "tests/sim/sim_group.h"

#include <utility>

namespace wirefold::sim {

int SimGroup::Join(Ears ears) {
  const int member = next_member_++;
  members_[member] = Member{std::move(ears), {}, true};
  Rebalance();
  members_[member].joined = true;
  CompleteWhenAllJoined();
  return member;
}

void SimGroup::Leave(int member) {
  if (members_.erase(member) == 0) return;
  if (rebalancing_) return CompleteWhenAllJoined();
  Rebalance();
}

void SimGroup::Rebalance() {
  if (members_.empty()) return;
  for (auto& [id, member] : members_) member.joined = false;
  rebalancing_ = true;
  const uint64_t rebalance = ++rebalances_;
  for (const auto& [id, member] : members_) {
    kernel_.In(0, [this, member_id = id] {
      if (const auto found = members_.find(member_id); found != members_.end() && rebalancing_ && !found->second.joined)
        found->second.ears.rejoin();
    });
  }
  kernel_.In(rebalance_timeout_ms_, [this, rebalance] {
    if (!rebalancing_ || rebalance != rebalances_) return;
    std::erase_if(members_, [](const auto& member) { return !member.second.joined; });
    Complete();
  });
}

void SimGroup::Rejoin(int member, std::set<int32_t> owned) {
  const auto found = members_.find(member);
  if (found == members_.end()) return;
  if (!rebalancing_) {
    found->second.owned = std::move(owned);
    Rebalance();
  } else {
    found->second.owned = std::move(owned);
  }
  found->second.joined = true;
  CompleteWhenAllJoined();
}

void SimGroup::CompleteWhenAllJoined() {
  if (!rebalancing_) return;
  for (const auto& [id, member] : members_) {
    if (!member.joined) return;
  }
  Complete();
}

// Balanced, and sticky: members keep what they own up to their share.
std::map<int, std::set<int32_t>> SimGroup::Targets() const {
  std::map<int, std::set<int32_t>> targets;
  std::set<int32_t> free;
  for (int32_t partition = 0; partition < partitions_; ++partition) free.insert(partition);
  const auto count = static_cast<int32_t>(members_.size());
  int32_t number = 0;
  std::map<int, size_t> shares;
  for (const auto& [id, member] : members_) {
    shares[id] = static_cast<size_t>(partitions_ / count + (number++ < partitions_ % count ? 1 : 0));
    for (int32_t partition : member.owned) {
      if (targets[id].size() < shares[id] && free.erase(partition) == 1) targets[id].insert(partition);
    }
  }
  for (const auto& [id, share] : shares) {
    while (targets[id].size() < share) targets[id].insert(free.extract(free.begin()).value());
  }
  return targets;
}

void SimGroup::Complete() {
  rebalancing_ = false;
  if (members_.empty()) return;
  ++generation_;
  std::map<int, std::set<int32_t>> targets = Targets();
  for (auto& [id, member] : members_) {
    std::set<int32_t> given = targets[id];
    for (const auto& [other_id, other] : members_) {
      if (other_id == id) continue;
      for (int32_t partition : other.owned) given.erase(partition);  // when it has given it back
    }
    member.ears.given(generation_, std::move(given));
  }
}

bool SimGroup::AddOffsets(uint64_t transaction, int member, int64_t generation,
                          const std::map<int32_t, CommittedOffset>& offsets) {
  if (!members_.contains(member) || generation != generation_) return false;
  for (const auto& [partition, offset] : offsets) pending_[transaction][partition] = offset;
  return true;
}

void SimGroup::EndOffsets(uint64_t transaction, bool commit) {
  auto pending = pending_.extract(transaction);
  if (pending.empty() || !commit) return;
  for (auto& [partition, offset] : pending.mapped()) committed_[partition] = std::move(offset);
}

std::optional<CommittedOffset> SimGroup::Stable(int32_t partition) const {
  for (const auto& [transaction, offsets] : pending_) {
    if (offsets.contains(partition)) return std::nullopt;
  }
  const auto found = committed_.find(partition);
  return found == committed_.end() ? CommittedOffset{} : found->second;
}

}  // namespace wirefold::sim
