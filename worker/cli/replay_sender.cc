#include "worker/cli/replay_sender.h"

#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

using kafka::RefusalKind;
using kafka::TransactionOutcome;
using kafka::TransactionResult;

constexpr double kLingerMs = 5;
constexpr int kSliceMs = 1000;
constexpr int kPollMs = 100;
constexpr auto kRetryPause = std::chrono::milliseconds(20);
constexpr int kConnectMs = 60'000;
constexpr int kAbortMs = 5'000;
constexpr int kSendMs = 30'000;  // the coordinator gives a transaction up before

// The call again as long as its error is retriable. Unavailable: it was so until the end.
absl::Status Complete(int timeout_ms, const std::function<TransactionResult()>& call) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  for (;;) {
    TransactionResult result = call();
    if (result.outcome == TransactionOutcome::kDone) return absl::OkStatus();
    if (result.outcome != TransactionOutcome::kRetry || SteadyMs() >= until_ms) return result.status;
    std::this_thread::sleep_for(kRetryPause);  // an answer may be quick and "not yet"
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReplaySender>> ReplaySender::Connect(const kafka::ClientSettings& client,
                                                                    const std::string& transactional_id,
                                                                    const kafka::ProducerLimits& limits) {
  WF_ASSIGN_OR_RETURN(auto producer, kafka::Producer::Create(client, transactional_id, kLingerMs, limits));
  WF_RETURN_IF_ERROR(Complete(kConnectMs, [&] { return producer->InitTransactions(kSliceMs); }));
  return std::unique_ptr<ReplaySender>(new ReplaySender(std::move(producer)));
}

absl::Status ReplaySender::Produce(const kafka::Outgoing& record) {
  const int64_t until_ms = SteadyMs() + kSendMs;
  for (;;) {
    absl::Status status = producer_->Produce(record);
    if (!absl::IsResourceExhausted(status) || SteadyMs() >= until_ms) return status;
    (void)producer_->Poll(kPollMs);  // a failed delivery is among the refusals
  }
}

// Those that the raw topic does not take. An error is of no one record.
absl::StatusOr<ReplaySender::Refused> ReplaySender::TakeRefused() {
  Refused refused;
  absl::Status other;
  for (kafka::Refusal& refusal : producer_->TakeRefusals()) {
    const bool of_record = refusal.kind == RefusalKind::kRecord || refusal.kind == RefusalKind::kTooLarge;
    if (of_record && refusal.tag > 0) {
      refused.records.push_back(static_cast<size_t>(refusal.tag - 1));
      refused.why = std::move(refusal.status);
    } else {
      other = std::move(refusal.status);
    }
  }
  // The other records of a batch that was refused pass with it.
  if (refused.records.empty() && !other.ok()) return other;
  return refused;
}

absl::StatusOr<ReplaySender::Refused> ReplaySender::TrySend(std::span<const kafka::Outgoing> records,
                                                            const kafka::Outgoing& mark) {
  WF_RETURN_IF_ERROR(producer_->BeginTransaction());
  for (size_t i = 0; i < records.size(); ++i) {
    kafka::Outgoing record = records[i];
    record.tag = i + 1;
    WF_RETURN_IF_ERROR(Produce(record));
  }
  WF_RETURN_IF_ERROR(Produce(mark));
  const absl::Status flushed = producer_->Flush(kSendMs);
  WF_ASSIGN_OR_RETURN(Refused refused, TakeRefused());
  if (!refused.records.empty()) return refused;
  WF_RETURN_IF_ERROR(flushed);
  WF_RETURN_IF_ERROR(Complete(kSendMs, [&] { return producer_->CommitTransaction(kSliceMs); }));
  return refused;
}

absl::StatusOr<ReplaySender::Refused> ReplaySender::Send(std::span<const kafka::Outgoing> records,
                                                         const kafka::Outgoing& mark) {
  absl::StatusOr<Refused> refused = TrySend(records, mark);
  if (absl::IsAborted(refused.status()) || (refused.ok() && refused->records.empty())) return refused;
  // A refused record may be one that came after this producer was fenced: the coordinator knows. Should the abort fail
  // otherwise, the next sender's start ends the transaction.
  const absl::Status ended = Complete(kAbortMs, [&] { return producer_->AbortTransaction(kSliceMs); });
  if (absl::IsAborted(ended)) return ended;
  return refused;
}

}  // namespace wirefold
