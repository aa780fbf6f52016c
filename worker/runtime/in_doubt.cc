#include "worker/runtime/in_doubt.h"

#include <algorithm>

#include "worker/runtime/commit_metadata.h"

namespace wirefold {
namespace {

bool IsCommitted(const InDoubt::Offsets& offsets, const InFlight& record) {
  const auto found = offsets.find(record.partition);
  return found != offsets.end() && record.offset < found->second.offset;
}

}  // namespace

void InDoubt::Add(std::vector<std::shared_ptr<InFlight>> records, Offsets gone) {
  PopProduced();
  records_ = std::move(records);
  gone_ = std::move(gone);
}

bool InDoubt::IsGone(int32_t partition, const CommittedOffset& told) const {
  const auto gone = gone_.find(partition);
  return gone != gone_.end() && gone->second == told;
}

std::set<int32_t> InDoubt::Partitions() const {
  std::set<int32_t> partitions;
  for (const auto& record : records_) partitions.insert(record->partition);
  return partitions;
}

bool InDoubt::IsSeen(const OutcomeSink::Seen& seen, const InFlight& record) const {
  return seen.outcomes.contains({record.partition, record.offset}) || IsPublished(record);
}

// Not by an owner after us, whose own task such a record is.
bool InDoubt::IsCommittedByUs(const InFlight& record) const {
  if (!IsCommitted(*committed_, record)) return false;
  return OwnerOf(record.offset, committed_->at(record.partition)).value_or(writer_id_) == writer_id_;
}

bool InDoubt::AnyOutcomeAlone(const OutcomeSink::Seen& seen) const {
  return std::any_of(records_.begin(), records_.end(),
                     [&](const auto& record) { return IsSeen(seen, *record) && !IsCommitted(*committed_, *record); });
}

void InDoubt::Decide(const OutcomeSink::Seen& seen, const Offsets& later, const Rings& rings) {
  Places offsets_alone;
  Places outcomes_alone;
  Places of_others;
  for (auto& record : records_) {
    const std::pair place(record->partition, record->offset);
    const bool is_seen = IsSeen(seen, *record);
    if (record->reduction == Reduction::kLost) continue;  // it has no outcome
    if (!is_seen && (record->is_half || (seen.commit_sent && IsCommittedByUs(*record)))) {
      if (!std::exchange(record->is_half, true)) offsets_alone.push_back(place);
      halves_.push_back(std::move(record));
    } else if (is_seen && !IsCommitted(later, *record)) {
      published_.insert(place);
      (rings.contains(place.first) ? outcomes_alone : of_others).push_back(place);
    }
  }
  records_.clear();
  Forget();
  Say(LogLevel::kWarning, "the brokers committed offsets and aborted their outcomes: they are published again",
      offsets_alone);
  Say(LogLevel::kWarning, "the brokers committed outcomes and aborted their offsets: they are committed again",
      outcomes_alone);
  Say(LogLevel::kError,
      "the brokers committed outcomes and aborted their offsets, another worker may publish them again", of_others);
  metrics_.Count(kMetric.records_halved(label::Half::kOffsets), static_cast<double>(offsets_alone.size()));
  metrics_.Count(kMetric.records_halved(label::Half::kOutcomes),
                 static_cast<double>(outcomes_alone.size() + of_others.size()));
}

void InDoubt::Say(LogLevel level, std::string_view what, const Places& places) const {
  if (places.empty()) return;
  Log(level, what,
      {{"topic", raw_topic_},
       {"partition", places.front().first},
       {"offset", places.front().second},
       {"records", places.size()}});
}

void InDoubt::Forget() {
  for (auto& record : records_) {
    if (record->is_half) halves_.push_back(std::move(record));
  }
  records_.clear();
  // Not before: what is committed by now may be the offsets of outcomes that were published before them.
  if (committed_) {
    for (const auto& [partition, told] : *committed_) ForgetPublished(partition, told.offset);
  }
  committed_.reset();
}

void InDoubt::PopProduced() {
  halves_.erase(halves_.begin(), halves_.begin() + static_cast<ptrdiff_t>(std::exchange(produced_, 0)));
}

std::shared_ptr<InFlight> InDoubt::Find(int32_t partition, int64_t offset) const {
  const auto found = std::find_if(halves_.begin(), halves_.end(), [&](const auto& half) {
    return half->partition == partition && half->offset == offset;
  });
  return found == halves_.end() ? nullptr : *found;
}

void InDoubt::ForgetPublished(int32_t partition, int64_t below) {
  if (published_.empty() || below <= 0) return;
  published_.erase(published_.lower_bound({partition, 0}), published_.lower_bound({partition, below}));
}

}  // namespace wirefold
