// The transaction coordinator and the output topics, as Kafka's: a producer of a transactional id ends the transaction
// of the one before it and fences it by a higher epoch; an end is decided at once and visible a moment later, and until
// then the id is busy.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/kernel.h"
#include "tests/sim/random.h"
#include "tests/sim/sim_group.h"
#include "tests/sim/sim_topics.h"

namespace wirefold::sim {

class SimTransactions {
 public:
  enum class Answer : uint8_t { kDone, kBusy, kFenced };

  SimTransactions(Kernel& kernel, SimGroup& group, uint64_t seed, int64_t timeout_ms)
      : kernel_(kernel), group_(group), random_(seed, "transactions"), timeout_ms_(timeout_ms) {}

  // kBusy: the transaction before is being ended; ask again. kDone sets `epoch`.
  Answer Init(const std::string& id, int64_t* epoch);
  Answer Produce(const std::string& id, int64_t epoch, std::vector<OutputEntry> batch);
  // `generation_ok` false: the group refused the offsets.
  Answer AddOffsets(const std::string& id, int64_t epoch, int member, int64_t generation,
                    const std::map<int32_t, CommittedOffset>& offsets, bool* generation_ok);
  // Offsets of an earlier transaction, on their way since then: they enter the open one of the same producer epoch, if
  // there is one. The broker cannot tell them from its own.
  void AddLateOffsets(const std::string& id, int64_t epoch, int member, int64_t generation,
                      const std::map<int32_t, CommittedOffset>& offsets);
  // `half`: of a commit, the half that the coordinator breaks off and commits; the other is aborted.
  enum class Half : uint8_t { kBoth, kOffsets, kOutcomes };
  Answer End(const std::string& id, int64_t epoch, bool commit, Half half = Half::kBoth);

  // Number of output records, of ended transactions and open ones.
  size_t written() const { return entries_.size(); }
  // Raw places of the outcomes among them that are committed, from the first to before the second; nullopt: some are
  // open yet.
  using Place = std::pair<int32_t, int64_t>;
  std::optional<std::set<Place>> CommittedPlaces(size_t from, size_t to) const;
  // The records of transactions that were broken, with the half that is committed.
  template <typename Visit>
  void EachHalf(Visit visit) const {
    for (const OutputEntry& entry : entries_) {
      if (const auto half = halves_.find(entry.transaction); half != halves_.end()) visit(entry, half->second);
    }
  }

  // What a read_committed reader sees now, by topic in log order.
  std::vector<TopicRecord> Committed(bool dead_letters) const;
  template <typename Visit>
  void EachCommitted(Visit visit) const {
    for (const OutputEntry& entry : entries_) {
      if (states_[entry.transaction] == State::kCommitted) visit(entry);
    }
  }
  bool AnyOpen() const;

 private:
  enum class Phase : uint8_t { kNone, kOngoing, kEnding };
  enum class State : uint8_t { kOpen, kCommitted, kAborted };
  struct Owner {
    int64_t epoch = 0;
    Phase phase = Phase::kNone;
    uint64_t transaction = 0;
    bool committing = false;
  };
  // kDone: the owner's transaction is open (now).
  Answer Enter(Owner& owner, int64_t epoch);
  void Decide(Owner& owner, bool commit, Half half = Half::kBoth);

  Kernel& kernel_;
  SimGroup& group_;
  Random random_;
  const int64_t timeout_ms_;
  std::map<std::string, Owner> owners_;
  std::vector<State> states_;        // by transaction, of its outcomes
  std::map<uint64_t, Half> halves_;  // likewise
  std::vector<OutputEntry> entries_;
  std::map<std::pair<bool, int32_t>, int64_t> next_offset_;
};

}  // namespace wirefold::sim
