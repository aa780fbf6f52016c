// Publisher: how an end in doubt is read back.
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/check.h"
#include "common/base/planted.h"
#include "worker/runtime/publisher.h"

namespace wirefold {
namespace {

constexpr int kReadBackMs = 1'000;
constexpr int64_t kReadBackLogMs = 10'000;

std::string Text(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

// A commit that did not succeed at once proves nothing: it may be done although the client calls it failed, and what it
// sent may arrive in a later transaction of the same producer. A new producer fences both, and what is committed tells
// what is done.
absl::Status Publisher::ReadEndBack(const OutcomeSink::End& end) {
  const kafka::TransactionResult& result = end.result;
  Log(LogLevel::kWarning, "a transaction's end failed or is in doubt: the producer is made anew, its end is read back",
      {ErrorCode(result.status),
       {"error", result.status.ok() ? "done, but only when asked again" : Text(result.status)}});
  metrics_.Count(kMetric.transactions(label::Result::kFailed));
  if (end.commit) CommitInDoubt();
  // The sink makes the producer anew by itself when the client is of no more use, or an abort failed.
  if (result.outcome == kafka::TransactionOutcome::kRecreate || !end.commit) return absl::OkStatus();
  if (!result.status.ok()) WF_RETURN_IF_ERROR(CountFailure(result.status));
  begin_not_before_ms_ = clock_.SteadyMs() + Backoff();
  ++failures_;
  sink_->Recreate();
  return absl::OkStatus();
}

// Keeps its records: their partitions may go before the end is read back.
void Publisher::CommitInDoubt() {
  std::vector<std::shared_ptr<InFlight>> records;
  for (size_t i = 0; i < produced_.size(); ++i) {
    if (auto record = Produced(first_tag_ + i)) records.push_back(std::move(record));
  }
  InDoubt::Offsets gone;
  for (const auto& [partition, ring] : rings_) {
    if (ring.gone) gone.emplace(partition, *ring.gone);
  }
  in_doubt_.Add(std::move(records), std::move(gone));
}

absl::StatusOr<InDoubt::Offsets> Publisher::Committed(RawSource& source) const {
  std::set<int32_t> partitions = in_doubt_.Partitions();
  for (const auto& [partition, ring] : rings_) partitions.insert(partition);
  WF_ASSIGN_OR_RETURN(InDoubt::Offsets committed,
                      source.Committed({partitions.begin(), partitions.end()}, kReadBackMs));
  for (auto& [partition, told] : committed) {
    const auto ring = rings_.find(partition);
    if (in_doubt_.IsGone(partition, told) || (ring != rings_.end() && told == ring->second.gone)) told.offset = -1;
  }
  return committed;
}

absl::Status Publisher::NotRead(std::string_view line, const absl::Status& why) {
  abort_lines_.Write(clock_.SteadyMs(), LogLevel::kWarning, line, {ErrorCode(why), {"error", Text(why)}});
  return absl::IsPermissionDenied(why) ? why : absl::OkStatus();
}

// A new producer has ended what its predecessor left, one way or the other; the committed offsets say which, and where
// a commit was in doubt the outcomes say whether all of it was ended alike.
absl::Status Publisher::ReadBack(RawSource& source) {
  if (!in_doubt_.committed()) {
    absl::StatusOr<InDoubt::Offsets> committed = Committed(source);
    if (!committed.ok()) return NotRead("committed offsets not read, trying again", committed.status());
    for (auto& [partition, ring] : rings_) {
      const int64_t next = (*committed)[partition].offset;
      if (next >= 0 && !Planted(Bug::kNoReadBack)) counter_.Count(ring.PopBelow(next));
      ring.ProduceAgain();
    }
    in_doubt_.ProduceAgain();
    in_doubt_.SetCommitted(*std::move(committed));
    reading_back_ms_ = clock_.SteadyMs();
  }
  if (!in_doubt_.empty()) WF_RETURN_IF_ERROR(ReadOutcomesBack(source));
  if (!in_doubt_.empty()) return absl::OkStatus();
  in_doubt_.Forget();
  produced_.clear();
  sink_->Accept();
  return absl::OkStatus();
}

absl::Status Publisher::ReadOutcomesBack(RawSource& source) {
  const absl::StatusOr<OutcomeSink::Seen> seen = sink_->ReadOutcomes(settings_.rules.raw_topic);
  if (absl::IsPermissionDenied(seen.status()) || Planted(Bug::kNoOutcomesReadBack)) {
    in_doubt_.Forget();
    NotRead("outcomes in doubt may not be read: the committed offsets alone count", seen.status()).IgnoreError();
    return absl::OkStatus();
  }
  if (!seen.ok()) {
    if (clock_.SteadyMs() - reading_back_ms_ < kReadBackLogMs) return absl::OkStatus();
    reading_back_ms_ = clock_.SteadyMs();
    return NotRead("outcomes in doubt not read, trying again", seen.status());
  }
  InDoubt::Offsets later = *in_doubt_.committed();
  if (in_doubt_.AnyOutcomeAlone(*seen)) {
    absl::StatusOr<InDoubt::Offsets> committed = Committed(source);
    if (!committed.ok()) return NotRead("committed offsets not read, trying again", committed.status());
    later = *std::move(committed);
  }
  in_doubt_.Decide(*seen, later, rings_);
  return absl::OkStatus();
}

}  // namespace wirefold
