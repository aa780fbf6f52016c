#include "worker/runtime/in_flight.h"

#include <algorithm>

#include "common/base/check.h"

namespace wirefold {

void Ring::Add(std::shared_ptr<InFlight> record) {
  WF_CHECK(records_.empty() || records_.back()->offset < record->offset);
  bytes_ += record->bytes;
  records_.push_back(std::move(record));
}

InFlight* Ring::Find(int64_t offset) const {
  const auto found = std::lower_bound(records_.begin(), records_.end(), offset,
                                      [](const auto& record, int64_t wanted) { return record->offset < wanted; });
  return found != records_.end() && (*found)->offset == offset ? found->get() : nullptr;
}

InFlight* Ring::NextToClaim() const {
  if (claimed_ == records_.size()) return nullptr;
  InFlight* record = records_[claimed_].get();
  return record->prepared.load(std::memory_order_acquire) ? record : nullptr;
}

void Ring::MarkClaimed() {
  WF_CHECK(claimed_ < records_.size());
  ++claimed_;
}

void Ring::ClaimAgain() {
  for (size_t i = produced_; i < claimed_; ++i) {
    if (std::holds_alternative<Prepared>(records_[i]->outcome) && !records_[i]->verdict) {
      claimed_ = i;
      return;
    }
  }
}

InFlight* Ring::NextToProduce() const {
  if (produced_ == claimed_) return nullptr;
  InFlight* record = records_[produced_].get();
  return record->verdict || !std::holds_alternative<Prepared>(record->outcome) ? record : nullptr;
}

void Ring::MarkProduced() {
  WF_CHECK(produced_ < claimed_);
  ++produced_;
}

std::optional<int64_t> Ring::NextOffset() const {
  if (produced_ == 0) return std::nullopt;
  return records_[produced_ - 1]->offset + 1;
}

std::deque<std::shared_ptr<InFlight>> Ring::PopProduced() {
  std::deque<std::shared_ptr<InFlight>> done;
  if (produced_ == 0) return done;
  committed = NextOffset();
  claimed_ -= produced_;
  for (; produced_ > 0; --produced_) {
    bytes_ -= records_.front()->bytes;
    done.push_back(std::move(records_.front()));
    records_.pop_front();
  }
  return done;
}

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
