#include "worker/runtime/claims_writer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr double kLingerMs = 1;
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

ClaimsWriter::ClaimsWriter(kafka::ClientSettings client, std::string topic, uint64_t writer_id,
                           kafka::ProducerLimits limits)
    : client_(std::move(client)),
      topic_(std::move(topic)),
      writer_id_(writer_id),
      limits_(limits),
      settlements_(kMaxSettlements) {}

ClaimsWriter::~ClaimsWriter() = default;

absl::StatusOr<std::unique_ptr<ClaimsWriter>> ClaimsWriter::Create(const kafka::ClientSettings& client,
                                                                   std::string topic, uint64_t writer_id,
                                                                   const kafka::ProducerLimits& limits) {
  std::unique_ptr<ClaimsWriter> writer(new ClaimsWriter(client, std::move(topic), writer_id, limits));
  WF_RETURN_IF_ERROR(writer->Connect());
  return writer;
}

absl::Status ClaimsWriter::Connect() {
  std::erase_if(former_, [](const auto& former) {
    return former.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  if (producer_ != nullptr) {
    former_.push_back(std::async(std::launch::async, [old = std::move(producer_)]() mutable { old.reset(); }));
  }
  WF_ASSIGN_OR_RETURN(producer_, kafka::Producer::Create(client_, std::nullopt, kLingerMs, limits_));
  delivered_ = 0;
  return absl::OkStatus();
}

absl::Status ClaimsWriter::Append(std::variant<Heartbeat, Claim, Genesis> entry) {
  ClaimLogRecord record{writer_id_, std::move(entry), settlements_.Carry(kSettlementsPerRecord)};
  const std::string bytes = EncodeClaimLogRecord(record, log_id_);
  kafka::Outgoing outgoing;
  outgoing.topic = topic_;
  outgoing.partition = 0;
  outgoing.value = bytes;
  absl::Status status = producer_->Produce(outgoing);
  if (status.ok()) {
    last_append_ms_ = SteadyMs();
  } else {
    settlements_.TakeBack();
  }
  return status;
}

absl::Status ClaimsWriter::Poll() {
  absl::Status failed = producer_->Poll(0);
  settlements_.Delivered(producer_->Delivered() - std::exchange(delivered_, producer_->Delivered()));
  delivered_end_ = std::max(delivered_end_, producer_->DeliveredEnd());
  if (failed.ok()) return failed;
  settlements_.Lost();
  WF_RETURN_IF_ERROR(Connect());
  return failed;
}

absl::Status ClaimsWriter::Finish(int timeout_ms) {
  while (HasSettlements()) WF_RETURN_IF_ERROR(Append(Heartbeat{}));
  return producer_->Flush(timeout_ms);
}

}  // namespace wirefold
