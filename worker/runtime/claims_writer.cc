#include "worker/runtime/claims_writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr size_t kSettlementsPerRecord = 256;
constexpr size_t kMaxSettlements = 100'000;

}  // namespace

void SettlementQueue::Add(Settlement settlement) {
  waiting_.push_back(std::move(settlement));
  if (waiting_.size() > max_) waiting_.pop_front();
}

std::vector<Settlement> SettlementQueue::Carry(size_t count) {
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(count, waiting_.size()));
  std::vector<Settlement> taken(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  carried_.push_back(taken);
  return taken;
}

void SettlementQueue::TakeBack() {
  WF_CHECK(!carried_.empty());
  waiting_.insert(waiting_.begin(), carried_.back().begin(), carried_.back().end());
  carried_.pop_back();
}

void SettlementQueue::Delivered(uint64_t records) {
  WF_CHECK(records <= carried_.size());
  carried_.erase(carried_.begin(), carried_.begin() + static_cast<std::ptrdiff_t>(records));
}

void SettlementQueue::Lost() {
  for (auto record = carried_.rbegin(); record != carried_.rend(); ++record) {
    waiting_.insert(waiting_.begin(), record->begin(), record->end());
  }
  carried_.clear();
  while (waiting_.size() > max_) waiting_.pop_front();
}

ClaimsWriter::ClaimsWriter(std::unique_ptr<ClaimsAppender> appender, uint64_t writer_id)
    : appender_(std::move(appender)), writer_id_(writer_id), settlements_(kMaxSettlements) {}

absl::Status ClaimsWriter::Append(std::variant<Heartbeat, Claim, Genesis> entry, bool restated) {
  ClaimLogRecord record{writer_id_, std::move(entry), settlements_.Carry(kSettlementsPerRecord), restated};
  absl::Status status = appender_->Append(EncodeClaimLogRecord(record, log_id_));
  if (!status.ok()) settlements_.TakeBack();
  return status;
}

absl::Status ClaimsWriter::Poll() {
  absl::Status failed = appender_->Poll();
  const uint64_t acknowledged = appender_->acknowledged();
  settlements_.Delivered(acknowledged - std::exchange(acknowledged_, acknowledged));
  acknowledged_end_ = std::max(acknowledged_end_, appender_->acknowledged_end());
  if (failed.ok()) return failed;
  settlements_.Lost();
  WF_RETURN_IF_ERROR(appender_->Reconnect());
  acknowledged_ = 0;
  return failed;
}

absl::Status ClaimsWriter::SendSettlements() {
  while (settlements_.waiting() > 0) WF_RETURN_IF_ERROR(Append(Heartbeat{}));
  return absl::OkStatus();
}

}  // namespace wirefold
