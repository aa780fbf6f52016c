#include "tests/sim/sim_transactions.h"

#include <utility>

namespace wirefold::sim {
namespace {

constexpr int64_t kLongestMarkerMs = 40;  // from the decision to the markers in all partitions

}  // namespace

SimTransactions::Answer SimTransactions::Init(const std::string& id, int64_t* epoch) {
  Owner& owner = owners_[id];
  if (owner.phase == Phase::kOngoing) {
    ++owner.epoch;  // fences the one before at once
    Decide(owner, /*commit=*/false);
  }
  if (owner.phase == Phase::kEnding) return Answer::kBusy;
  *epoch = ++owner.epoch;
  return Answer::kDone;
}

SimTransactions::Answer SimTransactions::Enter(Owner& owner, int64_t epoch) {
  if (epoch != owner.epoch) return Answer::kFenced;
  if (owner.phase == Phase::kEnding) return Answer::kBusy;
  if (owner.phase == Phase::kOngoing) return Answer::kDone;
  owner.phase = Phase::kOngoing;
  owner.transaction = states_.size();
  states_.push_back(State::kOpen);
  kernel_.In(timeout_ms_, [this, &owner, transaction = owner.transaction] {
    if (owner.phase != Phase::kOngoing || owner.transaction != transaction) return;
    ++owner.epoch;
    Decide(owner, /*commit=*/false);
  });
  return Answer::kDone;
}

SimTransactions::Answer SimTransactions::Produce(const std::string& id, int64_t epoch, std::vector<OutputEntry> batch) {
  Owner& owner = owners_[id];
  if (const Answer answer = Enter(owner, epoch); answer != Answer::kDone) return answer;
  for (OutputEntry& entry : batch) {
    entry.transaction = owner.transaction;
    entry.written_ms = kernel_.now_ms();
    entry.record.offset = next_offset_[{entry.dead_letter, entry.record.partition}]++;
    entries_.push_back(std::move(entry));
  }
  return Answer::kDone;
}

SimTransactions::Answer SimTransactions::AddOffsets(const std::string& id, int64_t epoch, int member,
                                                    int64_t generation,
                                                    const std::map<int32_t, CommittedOffset>& offsets,
                                                    bool* generation_ok) {
  Owner& owner = owners_[id];
  if (const Answer answer = Enter(owner, epoch); answer != Answer::kDone) return answer;
  *generation_ok = group_.AddOffsets(owner.transaction, member, generation, offsets);
  return Answer::kDone;
}

void SimTransactions::AddLateOffsets(const std::string& id, int64_t epoch, int member, int64_t generation,
                                     const std::map<int32_t, CommittedOffset>& offsets) {
  const Owner& owner = owners_[id];
  if (epoch != owner.epoch || owner.phase != Phase::kOngoing) return;
  group_.AddOffsets(owner.transaction, member, generation, offsets);
}

SimTransactions::Answer SimTransactions::End(const std::string& id, int64_t epoch, bool commit, Half half) {
  Owner& owner = owners_[id];
  if (epoch != owner.epoch) return Answer::kFenced;
  if (owner.phase == Phase::kEnding) return owner.committing == commit ? Answer::kDone : Answer::kBusy;
  if (owner.phase == Phase::kOngoing) Decide(owner, commit, half);
  return Answer::kDone;
}

void SimTransactions::Decide(Owner& owner, bool commit, Half half) {
  if (half != Half::kBoth) halves_[owner.transaction] = half;
  owner.phase = Phase::kEnding;
  owner.committing = commit;
  kernel_.In(random_.Between(0, kLongestMarkerMs), [this, &owner, commit, half] {
    states_[owner.transaction] = commit && half != Half::kOffsets ? State::kCommitted : State::kAborted;
    group_.EndOffsets(owner.transaction, commit && half != Half::kOutcomes);
    owner.phase = Phase::kNone;
  });
}

std::optional<std::set<SimTransactions::Place>> SimTransactions::CommittedPlaces(size_t from, size_t to) const {
  std::set<Place> places;
  for (size_t i = from; i < to; ++i) {
    const State state = states_[entries_[i].transaction];
    if (state == State::kOpen) return std::nullopt;
    if (state == State::kCommitted) places.insert(PlaceOf(entries_[i]));
  }
  return places;
}

std::vector<TopicRecord> SimTransactions::Committed(bool dead_letters) const {
  std::vector<TopicRecord> records;
  for (const OutputEntry& entry : entries_) {
    if (entry.dead_letter == dead_letters && states_[entry.transaction] == State::kCommitted) {
      records.push_back(entry.record);
    }
  }
  return records;
}

bool SimTransactions::AnyOpen() const {
  for (const auto& [id, owner] : owners_) {
    if (owner.phase != Phase::kNone) return true;
  }
  return false;
}

}  // namespace wirefold::sim
