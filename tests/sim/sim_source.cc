#include "tests/sim/sim_source.h"

#include <algorithm>

namespace wirefold::sim {
namespace {

constexpr int64_t kHeartbeatMs = 300;
constexpr int64_t kUnstableRetryMs = 30;
constexpr bool kResets = false;  // to the log's start, unless the worker named an offset

kafka::Message MessageOf(const TopicRecord& record) {
  kafka::PlainMessage plain;
  plain.partition = record.partition;
  plain.offset = record.offset;
  plain.timestamp_ms = record.timestamp_ms;
  plain.key = record.key;
  plain.value = record.value;
  for (const auto& [name, value] : record.headers) plain.headers.push_back({name, value});
  return kafka::Message(std::move(plain));
}

}  // namespace

size_t Outstanding::records() const {
  size_t sum = 0;
  for (const auto& [partition, offsets] : taken_) sum += offsets.size();
  return sum;
}

size_t Outstanding::bytes() const {
  size_t sum = 0;
  for (const auto& [partition, offsets] : taken_) {
    for (const auto& [offset, bytes] : offsets) sum += bytes;
  }
  return sum;
}

SimSource::SimSource(Host host, RawListener listener, Outstanding& outstanding)
    : host_(std::move(host)),
      listener_(std::move(listener)),
      outstanding_(outstanding),
      number_(host_.cluster.next_reader++) {
  state_->host = &host_;
  host_.cluster.raw_grown[number_] = [this] { Fetch(state_); };
  host_.cluster.kernel.In(host_.cluster.Delay(), [state = state_] { Join(state); });
  Fetch(state_);
}

// A process that crashed says nothing: its session expires.
SimSource::~SimSource() {
  Cluster& cluster = host_.cluster;
  cluster.raw_grown.erase(number_);
  if (!state_->closed && state_->member != 0) {
    cluster.kernel.In(cluster.environment.session_timeout_ms,
                      [&cluster, member = state_->member] { cluster.group.Leave(member); });
  }
  state_->closed = true;
}

void SimSource::Join(const StatePtr& state) {
  if (state->closed) return;
  Cluster& cluster = state->host->cluster;
  SimGroup::Ears ears;
  ears.rejoin = [state] {
    if (state->closed) return;
    Cluster& of = state->host->cluster;
    of.kernel.In(state->host->random.Between(0, kHeartbeatMs) + of.Delay(), [state] { Rejoin(state); });
  };
  ears.given = [state](int64_t generation, std::set<int32_t> partitions) {
    if (state->closed) return;
    Cluster& of = state->host->cluster;
    of.kernel.In(of.Delay(), [state, generation, partitions = std::move(partitions)] {
      if (!state->closed && generation > state->joined_generation) Given(state, generation, partitions);
    });
  };
  state->generation = -1;
  state->lost = false;
  state->joined_generation = cluster.group.generation();
  state->member = cluster.group.Join(std::move(ears));
}

// A member whose worker has not yet served the last assignment joins when it has.
void SimSource::Rejoin(const StatePtr& state) {
  if (state->closed || state->member == 0) return;
  Kernel& kernel = state->host->cluster.kernel;
  if (!state->host->process.alive()) return;
  if (const int64_t until_ms = state->host->process.paused_until_ms(); kernel.now_ms() < until_ms) {
    return kernel.At(until_ms, [state] { Rejoin(state); });
  }
  if (state->task) {
    state->rejoin_wanted = true;
    return;
  }
  if (!state->host->cluster.group.Knows(state->member)) return Lose(state);
  state->joined_generation = state->host->cluster.group.generation();
  state->host->cluster.group.Rejoin(state->member, state->owned);
}

void SimSource::Given(const StatePtr& state, int64_t generation, std::set<int32_t> partitions) {
  if (state->lost) return;
  state->generation = generation;
  Task task;
  std::set_difference(state->owned.begin(), state->owned.end(), partitions.begin(), partitions.end(),
                      std::inserter(task.revoked, task.revoked.end()));
  std::set_difference(partitions.begin(), partitions.end(), state->owned.begin(), state->owned.end(),
                      std::inserter(task.assigned, task.assigned.end()));
  state->task = std::move(task);
  state->host->process.Wake();
}

// The member was told that the group does not know it.
void SimSource::Lose(const StatePtr& state) {
  if (state->closed || state->lost || state->member == 0) return;
  state->lost = true;
  state->task = Task{state->owned, {}, true};
  state->host->process.Wake();
}

void SimSource::Expel(int64_t learn_ms) {
  if (state_->member == 0) return;
  Cluster& cluster = host_.cluster;
  cluster.group.Leave(state_->member);
  state_->learning = true;
  cluster.kernel.In(learn_ms, [state = state_, member = state_->member] {
    state->learning = false;
    if (state->member == member) Lose(state);  // else it found out by itself, and is another member by now
  });
}

void SimSource::Fetch(const StatePtr& state) {
  if (state->fetching || state->closed) return;
  state->fetching = true;
  Cluster& cluster = state->host->cluster;
  cluster.kernel.In(cluster.Delay(), [state] {
    state->fetching = false;
    if (state->closed) return;
    const RawTopic& raw = state->host->cluster.raw;
    for (int32_t partition = 0; partition < raw.partitions(); ++partition) {
      state->ends[partition] = raw.end(partition);
      state->epochs[partition] = raw.epoch(partition);
    }
    state->host->process.Wake();
  });
}

void SimSource::FindPosition(const StatePtr& state, int32_t partition, uint64_t assignment) {
  if (state->closed) return;
  Cluster& cluster = state->host->cluster;
  cluster.kernel.In(cluster.Delay(), [state, partition, assignment, &cluster] {
    if (state->closed || assignment != state->assignments || !state->owned.contains(partition)) return;
    const std::optional<CommittedOffset> stable = cluster.group.Stable(partition);
    if (!stable) {
      return cluster.kernel.In(kUnstableRetryMs,
                               [state, partition, assignment] { FindPosition(state, partition, assignment); });
    }
    if (stable->offset < 0) {
      state->resets.emplace_back(partition, ResetReason::kNoCommittedOffset);
    } else if (stable->offset < cluster.raw.first(partition)) {
      state->resets.emplace_back(partition, ResetReason::kOvertaken);
    } else if (!cluster.RawHolds(partition, stable->offset, stable->leader_epoch)) {
      state->resets.emplace_back(partition, ResetReason::kLogCut);
    } else {
      Position& position = state->positions[partition];
      position.next = stable->offset;
      position.log_epoch = cluster.raw.epoch(partition);
      position.below = stable->leader_epoch;
      if (stable->offset > 0) position.epochs.Add(stable->offset - 1, stable->leader_epoch);
    }
    state->host->process.Wake();
  });
}

absl::Status SimSource::Serve() {
  host_.process.Step();
  const bool known = state_->member == 0 || host_.cluster.group.Knows(state_->member);
  if (!known && !state_->lost && !state_->learning) {
    state_->learning = true;
    host_.cluster.kernel.In(host_.random.Between(0, kHeartbeatMs), [state = state_, member = state_->member] {
      state->learning = false;
      if (state->member == member) Lose(state);
    });
  }
  while (state_->task) {
    const Task task = *state_->task;
    Begin(task);
  }
  TellResets();
  return absl::OkStatus();
}

void SimSource::Begin(const Task& task) {
  if (task.lost || !task.revoked.empty()) {
    listener_.on_revoked({task.revoked.begin(), task.revoked.end()}, task.lost);
    for (int32_t partition : task.revoked) {
      state_->owned.erase(partition);
      state_->positions.erase(partition);
      outstanding_.Drop(partition);
    }
  }
  const bool lost_meanwhile = state_->lost && !task.lost;
  if (lost_meanwhile) {
    state_->task = Task{state_->owned, {}, true};
    return;
  }
  state_->task.reset();
  Cluster& cluster = host_.cluster;
  if (task.lost) {
    state_->member = 0;
    cluster.kernel.In(cluster.Delay(), [state = state_] { Join(state); });
    return;
  }
  state_->owned.insert(task.assigned.begin(), task.assigned.end());
  state_->most_owned = std::max(state_->most_owned, state_->owned.size());
  listener_.on_assigned({task.assigned.begin(), task.assigned.end()});
  ++state_->assignments;
  for (int32_t partition : state_->owned) {
    if (!state_->positions[partition].next) FindPosition(state_, partition, state_->assignments);
  }
  if (!task.revoked.empty() || std::exchange(state_->rejoin_wanted, false)) {
    cluster.kernel.In(cluster.Delay(), [state = state_] { Rejoin(state); });
  }
}

void SimSource::TellResets() {
  for (const auto& [partition, reason] : std::exchange(state_->resets, {})) {
    if (!state_->owned.contains(partition) || state_->positions[partition].next) continue;
    state_->positions[partition].was_cut = reason == ResetReason::kLogCut;
    listener_.on_reset(partition, reason);
    if (kResets && !state_->positions[partition].next) {
      state_->positions[partition].next = host_.cluster.raw.first(partition);
    }
  }
}

// Whether reading goes on where it was: not while the log is another and the member has not heard of it.
bool SimSource::Stays(int32_t partition, Position& position) {
  const RawTopic& raw = host_.cluster.raw;
  const int32_t epoch = raw.epoch(partition);
  if (position.log_epoch == epoch) return true;
  if (state_->epochs[partition] != epoch) return false;
  position.log_epoch = epoch;
  if (host_.cluster.RawHolds(partition, *position.next, position.below)) return true;
  position.next.reset();
  state_->resets.emplace_back(partition, ResetReason::kLogCut);
  return false;
}

void SimSource::Pass(Position& position, const RawEntry& entry) {
  ++*position.next;
  position.below = entry.epoch;
  position.end_told = false;
}

std::optional<kafka::Message> SimSource::Next() {
  const RawTopic& raw = host_.cluster.raw;
  std::vector<int32_t> ready;
  for (auto& [partition, position] : state_->positions) {
    if (!position.next || !Stays(partition, position)) continue;
    const int64_t end = std::min(state_->ends[partition], raw.end(partition));
    if (*position.next < raw.first(partition)) {
      position.next.reset();
      state_->resets.emplace_back(partition, ResetReason::kOvertaken);
      continue;
    }
    while (*position.next < end && raw.at(partition, *position.next).gap)
      Pass(position, raw.at(partition, *position.next));
    if (*position.next >= end) {
      if (!std::exchange(position.end_told, true)) listener_.on_end(partition, *position.next);
    } else if (!position.held) {
      ready.push_back(partition);
    }
  }
  if (ready.empty()) return std::nullopt;
  const int32_t partition = ready[host_.random.Next() % ready.size()];
  Position& position = state_->positions[partition];
  const RawEntry& entry = raw.at(partition, *position.next);
  kafka::Message message = MessageOf(entry.record);
  position.epochs.Add(*position.next, entry.epoch);
  Pass(position, entry);
  outstanding_.Take(partition, message.offset(), message.bytes());
  return message;
}

absl::StatusOr<std::optional<kafka::Message>> SimSource::Poll(int timeout_ms) {
  host_.process.Step();
  TellResets();
  std::optional<kafka::Message> message = Next();
  if (!message && timeout_ms > 0) {
    host_.process.Sleep(host_.random.Between(timeout_ms, 15 * timeout_ms));  // what is due wakes it
    message = Next();
  }
  return message;
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> SimSource::Committed(const std::vector<int32_t>& partitions,
                                                                        int timeout_ms) {
  host_.process.Step();
  std::map<int32_t, CommittedOffset> committed;
  if (partitions.empty()) return committed;
  Cluster& cluster = host_.cluster;
  const int64_t until_ms = cluster.kernel.now_ms() + timeout_ms;
  for (;;) {
    host_.process.Sleep(std::min<int64_t>(cluster.Delay(), std::max<int64_t>(0, until_ms - cluster.kernel.now_ms())));
    committed.clear();
    for (int32_t partition : partitions) {
      const std::optional<CommittedOffset> stable = cluster.group.Stable(partition);
      if (stable && !cluster.Unreachable()) committed[partition] = *stable;
    }
    if (committed.size() == partitions.size()) break;
    if (cluster.kernel.now_ms() >= until_ms) return absl::UnavailableError("committed offsets are not stable");
    host_.process.Sleep(kUnstableRetryMs);
  }
  for (const auto& [partition, offset] : committed) outstanding_.Done(partition, offset.offset);
  return committed;
}

absl::StatusOr<std::pair<int64_t, int64_t>> SimSource::Bounds(int32_t partition, int timeout_ms) {
  host_.process.Step();
  host_.process.Sleep(std::min<int64_t>(host_.cluster.Delay(), timeout_ms));
  if (host_.cluster.Unreachable()) return absl::UnavailableError("no broker");
  return std::pair(host_.cluster.raw.first(partition), host_.cluster.raw.end(partition));
}

absl::Status SimSource::StartAt(int32_t partition, int64_t offset) {
  if (!state_->owned.contains(partition)) return absl::FailedPreconditionError("not assigned");
  Position& position = state_->positions[partition];
  Cluster& cluster = host_.cluster;
  // Whoever is no member any more publishes nothing.
  if (std::exchange(position.was_cut, false) && offset == cluster.raw.first(partition) &&
      cluster.group.Knows(state_->member))
    cluster.published_again_ms[partition] = cluster.kernel.now_ms();
  position.next = offset;
  position.end_told = false;
  position.epochs = {};  // the worker knows what the log holds
  position.below = kafka::LeaderEpochs::kUnknown;
  position.log_epoch = cluster.raw.epoch(partition);
  return absl::OkStatus();
}

void SimSource::Hold(int32_t partition, bool held) {
  if (auto found = state_->positions.find(partition); found != state_->positions.end()) found->second.held = held;
}

absl::StatusOr<std::unique_ptr<GroupGeneration>> SimSource::Generation() {
  host_.process.Step();
  if (state_->member == 0 || state_->lost || state_->generation < 0) {
    return absl::FailedPreconditionError("no member of the group any more");
  }
  auto generation = std::make_unique<SimGeneration>(state_->member, state_->generation);
  for (const auto& [partition, position] : state_->positions) generation->epochs[partition] = position.epochs;
  return generation;
}

void SimSource::AskStableEnds(const std::vector<int32_t>& partitions) {
  host_.process.Step();
  if (state_->asked || partitions.empty()) return;
  state_->asked = true;
  host_.cluster.kernel.In(host_.cluster.Delay(), [state = state_, partitions] {
    if (state->closed) return;
    state->stable_ends.emplace();
    for (int32_t partition : partitions) (*state->stable_ends)[partition] = state->host->cluster.raw.end(partition);
  });
}

std::map<int32_t, int64_t> SimSource::TakeStableEnds() {
  host_.process.Step();
  if (!state_->stable_ends) return {};
  state_->asked = false;
  return *std::exchange(state_->stable_ends, std::nullopt);
}

void SimSource::Close() {
  if (state_->closed) return;
  if (!state_->owned.empty()) listener_.on_revoked({state_->owned.begin(), state_->owned.end()}, state_->lost);
  state_->owned.clear();
  state_->closed = true;
  if (state_->member != 0) host_.cluster.group.Leave(state_->member);
}

}  // namespace wirefold::sim
