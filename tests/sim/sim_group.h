// A consumer group's coordinator, as Kafka's: members, generations, cooperative rebalances, committed offsets; offsets
// that wait in a transaction are not stable.
//
// A rebalance begins when somebody joins, leaves, is expelled or gives partitions back. Members join it with what they
// own; when all have joined, or the time is over, there is a new generation. A partition that another member still owns
// is given only in the next one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "tests/sim/kernel.h"
#include "worker/ports/raw_source.h"

namespace wirefold::sim {

class SimGroup {
 public:
  // What a member hears. Called as events, never inside a call of the member's own.
  struct Ears {
    std::function<void()> rejoin;                                                 // a rebalance began
    std::function<void(int64_t generation, std::set<int32_t> partitions)> given;  // its share of the new generation
  };

  SimGroup(Kernel& kernel, int32_t partitions, int64_t rebalance_timeout_ms)
      : kernel_(kernel), partitions_(partitions), rebalance_timeout_ms_(rebalance_timeout_ms) {}

  int Join(Ears ears);  // → member id
  void Rejoin(int member, std::set<int32_t> owned);
  void Leave(int member);  // also: its session expired
  void Rebalance();
  bool Knows(int member) const { return members_.contains(member); }
  int64_t generation() const { return generation_; }
  size_t members() const { return members_.size(); }

  // Offsets of a transaction. False: the member or its generation is not the present one.
  bool AddOffsets(uint64_t transaction, int member, int64_t generation,
                  const std::map<int32_t, CommittedOffset>& offsets);
  void EndOffsets(uint64_t transaction, bool commit);
  // Nullopt: offsets of the partition wait in a transaction.
  std::optional<CommittedOffset> Stable(int32_t partition) const;
  const std::map<int32_t, CommittedOffset>& committed() const { return committed_; }
  void Expire(int32_t partition) { committed_.erase(partition); }

 private:
  struct Member {
    Ears ears;
    std::set<int32_t> owned;  // as it said when it joined last
    bool joined = false;
  };
  void Complete();
  void CompleteWhenAllJoined();
  std::map<int, std::set<int32_t>> Targets() const;

  Kernel& kernel_;
  const int32_t partitions_;
  const int64_t rebalance_timeout_ms_;
  std::map<int, Member> members_;
  int next_member_ = 1;
  int64_t generation_ = 0;
  uint64_t rebalances_ = 0;
  bool rebalancing_ = false;
  std::map<int32_t, CommittedOffset> committed_;
  std::map<uint64_t, std::map<int32_t, CommittedOffset>> pending_;  // by transaction
};

}  // namespace wirefold::sim
