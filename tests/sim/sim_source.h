// A member of the consumer group, simulated: what librdkafka's consumer is to the worker. Heartbeats and fetches go on
// by themselves; assignments and revocations wait until the worker serves them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/sim_cluster.h"
#include "worker/kafka/leader_epochs.h"
#include "worker/ports/raw_source.h"

namespace wirefold::sim {

struct SimGeneration : GroupGeneration {
  SimGeneration(int member_id, int64_t of) : member(member_id), generation(of) {}
  const int member;
  const int64_t generation;
  std::map<int32_t, kafka::LeaderEpochs> epochs;  // of what was read
};

// What a worker took and has not committed, as seen from outside: for the bounds of what is in flight.
class Outstanding {
 public:
  // What is done already, by another owner, is passed over by the worker.
  void Take(int32_t partition, int64_t offset, size_t bytes) {
    if (offset >= done_[partition]) taken_[partition][offset] = bytes;
  }
  void Done(int32_t partition, int64_t next) {
    done_[partition] = std::max(done_[partition], next);
    auto& offsets = taken_[partition];
    offsets.erase(offsets.begin(), offsets.lower_bound(next));
  }
  void Drop(int32_t partition) {
    taken_.erase(partition);
    done_.erase(partition);
  }
  size_t records() const;
  size_t bytes() const;

 private:
  std::map<int32_t, std::map<int64_t, size_t>> taken_;
  std::map<int32_t, int64_t> done_;
};

class SimSource : public RawSource {
 public:
  SimSource(Host host, RawListener listener, Outstanding& outstanding);
  ~SimSource() override;

  absl::Status Serve() override;
  absl::StatusOr<std::optional<kafka::Message>> Poll(int timeout_ms) override;
  absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions,
                                                               int timeout_ms) override;
  absl::StatusOr<std::pair<int64_t, int64_t>> Bounds(int32_t partition, int timeout_ms) override;
  absl::Status StartAt(int32_t partition, int64_t offset) override;
  void Hold(int32_t partition, bool held) override;
  absl::StatusOr<std::unique_ptr<GroupGeneration>> Generation() override;
  void AskStableEnds(const std::vector<int32_t>& partitions) override;
  std::map<int32_t, int64_t> TakeStableEnds() override;
  void Close() override;

  // The coordinator hears no heartbeats any more; the member hears of it after `learn_ms`.
  void Expel(int64_t learn_ms);
  const std::set<int32_t>& owned() const { return state_->owned; }
  size_t most_owned() const { return state_->most_owned; }

 private:
  struct Position {
    std::optional<int64_t> next;  // nullopt: not known yet, or the worker is to name it
    bool end_told = false;
    bool held = false;
    kafka::LeaderEpochs epochs{};
    int32_t below =
        kafka::LeaderEpochs::kUnknown;  // epoch of what stands below `next`, gaps too: the client asks by it
    int32_t log_epoch = 0;              // the log's when the position was last held against it
    bool was_cut = false;               // on_reset said so
  };
  struct Task {  // for the worker's next Serve
    std::set<int32_t> revoked;
    std::set<int32_t> assigned;
    bool lost = false;
  };
  // Outlives the source in events on their way.
  struct State {
    Host* host = nullptr;
    int member = 0;
    int64_t generation = -1;
    int64_t joined_generation = -1;  // the one before its last join: what was given in it is void
    bool closed = false;
    bool lost = false;
    bool rejoin_wanted = false;
    bool learning = false;
    std::optional<Task> task;
    std::set<int32_t> owned;  // as the worker was told
    size_t most_owned = 0;
    std::map<int32_t, Position> positions;
    std::vector<std::pair<int32_t, ResetReason>> resets;
    std::map<int32_t, int64_t> ends;    // of the raw topic, as fetched last
    std::map<int32_t, int32_t> epochs;  // likewise
    bool fetching = false;
    uint64_t assignments = 0;
    std::optional<std::map<int32_t, int64_t>> stable_ends;
    bool asked = false;
  };
  using StatePtr = std::shared_ptr<State>;

  static void Join(const StatePtr& state);
  static void Rejoin(const StatePtr& state);
  static void Given(const StatePtr& state, int64_t generation, std::set<int32_t> partitions);
  static void Lose(const StatePtr& state);
  static void Fetch(const StatePtr& state);
  static void FindPosition(const StatePtr& state, int32_t partition, uint64_t assignment);
  void Begin(const Task& task);
  void TellResets();
  bool Stays(int32_t partition, Position& position);
  static void Pass(Position& position, const RawEntry& entry);
  std::optional<kafka::Message> Next();

  Host host_;
  const RawListener listener_;
  Outstanding& outstanding_;
  const uint64_t number_;
  StatePtr state_ = std::make_shared<State>();
};

}  // namespace wirefold::sim
