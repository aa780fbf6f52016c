#include "worker/runtime/in_flight.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/planted.h"

namespace wirefold {

bool NeedsVerdict(const InFlight& record) { return std::holds_alternative<Prepared>(record.outcome); }

void Ring::Add(std::shared_ptr<InFlight> record) {
  WF_CHECK(records_.empty() || records_.back()->offset < record->offset);
  bytes_ += record->bytes;
  records_.push_back(std::move(record));
}

const std::shared_ptr<InFlight>& Ring::FindShared(int64_t offset) const {
  static const std::shared_ptr<InFlight> kNone;
  const auto found = std::lower_bound(records_.begin(), records_.end(), offset,
                                      [](const auto& record, int64_t wanted) { return record->offset < wanted; });
  return found != records_.end() && (*found)->offset == offset ? *found : kNone;
}

InFlight* Ring::NextToClaim() const {
  if (claimed_ == records_.size()) return nullptr;
  InFlight* record = records_[claimed_].get();
  return record->prepared.load(std::memory_order_acquire) ? record : nullptr;
}

void Ring::MarkClaimed() {
  WF_CHECK(claimed_ < records_.size());
  InFlight& record = *records_[claimed_++];
  const auto* prepared = std::get_if<Prepared>(&record.outcome);
  const size_t became = prepared == nullptr || record.head_counted ? 0 : prepared->head.size();
  record.head_counted = true;
  record.bytes += became;
  bytes_ += became;
}

void Ring::ClaimAgain() {
  if (Planted(Bug::kNoClaimAgain)) return;
  for (size_t i = produced_; i < claimed_; ++i) {
    if (NeedsVerdict(*records_[i]) && !records_[i]->verdict) {
      claimed_ = i;
      return;
    }
  }
}

InFlight* Ring::NextToProduce() const {
  if (produced_ == claimed_) return nullptr;
  InFlight* record = records_[produced_].get();
  if (Planted(Bug::kPublishUnsettled) && record->verdict) return record;
  return record->settled || !NeedsVerdict(*record) ? record : nullptr;
}

void Ring::MarkProduced() {
  WF_CHECK(produced_ < claimed_);
  ++produced_;
}

std::optional<int64_t> Ring::NextOffset() const {
  std::optional<int64_t> next;
  if (produced_ > 0) next = records_[produced_ - 1]->offset + 1;
  if (produced_ == records_.size() && known && end > std::max(committed.value_or(-1), next.value_or(-1))) next = end;
  if (recommit && !next && committed.value_or(-1) >= 0) next = committed;
  if (Planted(Bug::kCommitOneTooFar) && next) return *next + 1;
  if (Planted(Bug::kCommitOneTooFew) && next) return *next - 1;
  return next;
}

int64_t Ring::position() const { return records_.empty() ? committed.value_or(-1) : records_.back()->offset + 1; }

std::deque<std::shared_ptr<InFlight>> Ring::PopBelow(int64_t offset) {
  std::deque<std::shared_ptr<InFlight>> done;
  while (!records_.empty() && records_.front()->offset < offset) {
    bytes_ -= records_.front()->bytes;
    done.push_back(std::move(records_.front()));
    records_.pop_front();
    if (claimed_ > 0) --claimed_;
    if (produced_ > 0) --produced_;
  }
  committed = std::max(committed, std::optional(offset));
  return done;
}

std::optional<int64_t> AgeMs(const InFlight& record, int64_t wall_ms) {
  if (record.timestamp_ms <= 0) return std::nullopt;
  return std::max<int64_t>(0, wall_ms - record.timestamp_ms);
}

size_t CountRecords(const Rings& rings) {
  size_t sum = 0;
  for (const auto& [partition, ring] : rings) sum += ring.size();
  return sum;
}

size_t CountBytes(const Rings& rings) {
  size_t sum = 0;
  for (const auto& [partition, ring] : rings) sum += ring.bytes();
  return sum;
}

}  // namespace wirefold
