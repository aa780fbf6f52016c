#include "worker/runtime/publisher.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/planted.h"
#include "common/codec/enriched_codec.h"

namespace wirefold {
namespace {

constexpr int kRevocationMs = 2'000;  // the group waits for us: bound of ending a transaction
constexpr size_t kTransactionBytes = 32u << 20;
constexpr int64_t kFirstBackoffMs = 20;
constexpr int64_t kLongestBackoffMs = 5'000;
constexpr int64_t kOffsetsMs = 1'000;  // between two transactions of offsets alone
// A transaction is halved below twenty times until one record is left, and that is reduced five times.
constexpr int kMostRefusals = 64;
constexpr uint64_t kAbortLinesPerSecond = 2;

using State = OutcomeSink::State;

RawView ViewOf(const InFlight& record) {
  RawView raw{record.partition, record.offset, record.timestamp_ms, std::nullopt, std::nullopt, {}};
  if (record.message) {
    raw.key = record.message->key();
    raw.value = record.message->value();
    raw.headers = record.message->headers();
  }
  return raw;
}

std::string Text(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

Publisher::Publisher(Settings settings, Metrics& metrics, Rings& rings, Clock& clock, std::unique_ptr<OutcomeSink> sink)
    : settings_(std::move(settings)),
      metrics_(metrics),
      rings_(rings),
      clock_(clock),
      sink_(std::move(sink)),
      in_doubt_(settings_.rules.raw_topic, settings_.writer_id, metrics),
      counter_(settings_.rules, metrics, clock, settings_.board),
      abort_lines_(kAbortLinesPerSecond) {}

bool Publisher::Usable() {
  const State state = sink_->state();
  return state != State::kConnecting && state != State::kFresh;
}

absl::Status Publisher::Advance(RawSource& source, bool now) {
  if (std::optional<OutcomeSink::End> end = sink_->TakeEnd()) WF_RETURN_IF_ERROR(Ended(*end));
  switch (sink_->state()) {
    case State::kConnecting: {
      const absl::Status status = sink_->connect_status();
      return absl::IsPermissionDenied(status) || absl::IsInvalidArgument(status) ? status : absl::OkStatus();
    }
    case State::kFresh:
      return ReadBack(source);
    case State::kReady:
    case State::kOpen:
      WF_RETURN_IF_ERROR(ProduceOutcomes());
      if (CommitDue(now)) StartCommit(source);
      return absl::OkStatus();
    case State::kEnding:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Publisher::ProduceOutcomes() {
  if (sink_->state() == State::kReady && clock_.SteadyMs() < begin_not_before_ms_) return absl::OkStatus();
  const absl::StatusOr<bool> room = ProduceAll();
  if (absl::IsAborted(room.status())) {
    Recreate(room.status());
    return absl::OkStatus();
  }
  if (!room.ok()) return NotProduced(room.status());
  if (sink_->state() == State::kReady) return BeginForOffsets();
  const std::vector<OutcomeSink::Refusal> refusals = sink_->Poll();
  return refusals.empty() || Planted(Bug::kIgnoreRefusals) ? absl::OkStatus() : Refused(refusals);
}

// A transaction that failed meanwhile takes no more records: the refusals say more than the call that found it out.
absl::Status Publisher::NotProduced(const absl::Status& why) {
  if (sink_->state() != State::kOpen) return why;
  const std::vector<OutcomeSink::Refusal> refusals = sink_->Poll();
  return refusals.empty() ? AbortFor(why) : Refused(refusals);
}

absl::StatusOr<bool> Publisher::ProduceAll() {
  absl::StatusOr<bool> room = ProduceHalves();
  for (auto ring = rings_.begin(); ring != rings_.end() && room.ok() && *room; ++ring) room = ProduceRing(ring->second);
  return room;
}

absl::StatusOr<bool> Publisher::ProduceHalves() {
  while (InFlight* half = in_doubt_.NextToProduce()) {
    WF_ASSIGN_OR_RETURN(const Took took, ProduceRecord(*half));
    if (took != Took::kYes) return took == Took::kNothing;
    in_doubt_.MarkProduced();
  }
  return true;
}

absl::StatusOr<bool> Publisher::ProduceRing(Ring& ring) {
  while (InFlight* record = ring.NextToProduce()) {
    WF_ASSIGN_OR_RETURN(const Took took, ProduceRecord(*record));
    if (took != Took::kYes) return took == Took::kNothing;
    ring.MarkProduced();
  }
  return true;
}

absl::StatusOr<Publisher::Took> Publisher::ProduceRecord(InFlight& record) {
  for (;;) {
    const bool open = sink_->state() == State::kOpen;
    if (open && (sink_->bytes() >= kTransactionBytes || produced_.size() >= most_records_)) return Took::kNoRoom;
    if (!open) first_tag_ += std::exchange(produced_, {}).size();
    absl::Status status = ProduceOutcome(record);
    if (absl::IsResourceExhausted(status)) return Took::kNoRoom;
    // Nothing to produce and no transaction to put its offset in: with the next record.
    if (absl::IsUnimplemented(status)) return Took::kNothing;
    if (status.ok()) break;
    if (!absl::IsInvalidArgument(status)) return status;
    Reduce(record, kafka::RefusalKind::kTooLarge, status);  // the producer took nothing: once more, smaller
  }
  produced_.emplace_back(record.partition, record.offset);
  return Took::kYes;
}

absl::Status Publisher::ProduceOutcome(const InFlight& record) {
  const bool dropped = (Planted(Bug::kDropDeadLetters) && std::holds_alternative<DeadLetter>(record.outcome)) ||
                       (Planted(Bug::kDropTombstones) && std::holds_alternative<Tombstone>(record.outcome));
  if (record.reduction == Reduction::kLost || in_doubt_.IsPublished(record) || dropped) {
    return sink_->state() == State::kOpen ? absl::OkStatus() : sink_->Begin();
  }
  const auto produce = [&](kafka::Outgoing outgoing) {
    outgoing.tag = first_tag_ + produced_.size();
    return sink_->Produce(outgoing);
  };
  if (const auto* prepared = std::get_if<Prepared>(&record.outcome)) {
    const std::string value =
        settings_.rules.frame + prepared->head + EncodeTail(*record.verdict, prepared->origin_credits);
    RawView raw{record.partition, record.offset, record.timestamp_ms, std::nullopt, std::nullopt, {}};
    return produce(EnrichedRecord(settings_.rules, raw, *prepared, *record.verdict, record.trace_parent, value));
  }
  if (const auto* letter = std::get_if<DeadLetter>(&record.outcome)) {
    return produce(DeadLetterRecord(settings_.rules, ViewOf(record), *letter, record.reduction));
  }
  return produce(TombstoneRecord(settings_.rules, ViewOf(record)));
}

// Partitions in which nothing is left but markers or aborted records: their lag is 0 only once that is committed.
absl::Status Publisher::BeginForOffsets() {
  if (clock_.SteadyMs() - offsets_committed_ms_ < kOffsetsMs) return absl::OkStatus();
  const bool any = std::any_of(rings_.begin(), rings_.end(), [](const auto& entry) {
    return entry.second.empty() && entry.second.NextOffset().has_value();
  });
  if (!any) return absl::OkStatus();
  offsets_committed_ms_ = clock_.SteadyMs();
  first_tag_ += std::exchange(produced_, {}).size();
  absl::Status status = sink_->Begin();
  if (absl::IsAborted(status)) Recreate(status);
  return absl::IsAborted(status) || absl::IsUnimplemented(status) ? absl::OkStatus() : status;
}

bool Publisher::CommitDue(bool now) {
  return sink_->state() == State::kOpen &&
         (now || sink_->bytes() >= kTransactionBytes || produced_.size() >= most_records_ ||
          clock_.SteadyMs() - sink_->opened_ms() >= settings_.interval_ms);
}

void Publisher::StartCommit(RawSource& source) {
  committing_.clear();
  std::map<int32_t, CommittedOffset> next;
  for (const auto& [partition, ring] : rings_) {
    const std::optional<int64_t> offset = ring.NextOffset();
    if (!offset) continue;
    committing_[partition] = *offset;
    next[partition] = {*offset, EncodeCommitMetadata({settings_.log, ring.owners})};
  }
  absl::StatusOr<std::unique_ptr<GroupGeneration>> generation = source.Generation();
  if (!generation.ok()) return StartAbort(generation.status(), kFirstBackoffMs);
  commits_ = true;
  sink_->Commit(*std::move(generation), settings_.rules.raw_topic, std::move(next));
}

void Publisher::StartAbort(const absl::Status& why, int64_t pause_ms) {
  abort_lines_.Write(clock_.SteadyMs(), LogLevel::kWarning, "transaction aborted, its records are produced again",
                     {ErrorCode(why), {"error", Text(why)}, {"records", produced_.size()}});
  metrics_.Count(kMetric.transactions(label::Result::kAborted));
  for (auto& [partition, ring] : rings_) Planted(Bug::kForgetAborted) ? void() : ring.ProduceAgain();
  begin_not_before_ms_ = clock_.SteadyMs() + pause_ms;
  ++failures_;
  in_doubt_.ProduceAgain();
  commits_ = false;
  sink_->Abort();
}

absl::Status Publisher::Ended(const OutcomeSink::End& end) {
  using kafka::TransactionOutcome;
  const kafka::TransactionResult& result = end.result;
  const bool certain = result.outcome == TransactionOutcome::kDone && !(end.commit && end.repeated);
  const bool doubt_is_done = Planted(Bug::kInDoubtIsCommitted) && result.outcome == TransactionOutcome::kRecreate;
  if (certain || doubt_is_done) {
    if (!end.commit) return absl::OkStatus();
    failures_ = 0;
    refusals_ = 0;
    if (most_records_ != kNoLimit) most_records_ = most_records_ > kNoLimit / 4 ? kNoLimit : most_records_ * 2;
    metrics_.Count(kMetric.transactions(label::Result::kCommitted));
    metrics_.Observing(kMetric.transaction_duration()).Observe(static_cast<double>(end.took_ms) / 1000);
    in_doubt_.PopProduced();
    for (const auto& [partition, next] : committing_) {
      in_doubt_.ForgetPublished(partition, next);
      auto ring = rings_.find(partition);
      if (ring == rings_.end()) continue;
      counter_.Count(ring->second.PopBelow(next));
      ring->second.progress_ms = clock_.WallMs();
      ring->second.recommit = false;
      ring->second.gone.reset();
    }
    return absl::OkStatus();
  }
  const bool stale = result.outcome == TransactionOutcome::kStale;
  if (end.commit && (stale || result.outcome == TransactionOutcome::kAbort)) {
    // What failed while the commit flushed says more than the commit, and then the commit was not sent.
    const std::vector<OutcomeSink::Refusal> refusals = sink_->Poll();
    if (!refusals.empty()) return Refused(refusals);
    // Each rebalance brings one. The same producer goes on at once.
    if (stale) return AbortFor(result.status);
    if (Planted(Bug::kBelieveFailedCommit)) return AbortFor(result.status);
  }
  return ReadEndBack(end);
}

// Records of the open transaction were refused: it aborts, and who was refused is published as something else.
absl::Status Publisher::Refused(const std::vector<OutcomeSink::Refusal>& refusals) {
  std::map<uint64_t, const OutcomeSink::Refusal*> of_records;  // by tag
  for (const OutcomeSink::Refusal& refusal : refusals) {
    if (refusal.kind == kafka::RefusalKind::kTopic) return refusal.status;
    if (refusal.kind != kafka::RefusalKind::kPassing) of_records.try_emplace(refusal.tag, &refusal);
  }
  if (of_records.empty()) return AbortFor(refusals.front().status);
  const OutcomeSink::Refusal& first = *of_records.begin()->second;
  // A broker that refuses a whole batch names all its records, or none.
  std::shared_ptr<InFlight> culprit = of_records.size() == 1 ? Produced(first.tag) : nullptr;
  if (culprit == nullptr && produced_.size() == 1) culprit = Produced(first_tag_);
  if (culprit != nullptr) {
    Reduce(*culprit, first.kind, first.status);
  } else {
    most_records_ = std::max<size_t>(1, produced_.size() / 2);
  }
  if (++refusals_ > kMostRefusals) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%d transactions in a row were refused, the oldest record is %s: %s", refusals_, OldestPlace(),
                        Text(first.status)));
  }
  StartAbort(first.status, kFirstBackoffMs);
  return absl::OkStatus();
}

// A transaction failed as a whole.
absl::Status Publisher::AbortFor(const absl::Status& why) {
  WF_RETURN_IF_ERROR(CountFailure(why));
  StartAbort(why, Backoff());
  return absl::OkStatus();
}

int64_t Publisher::Backoff() const {
  return std::min<int64_t>(kLongestBackoffMs, kFirstBackoffMs << std::min(failures_, 10));
}

// An error: there were too many in a row, or time does not cure it.
absl::Status Publisher::CountFailure(const absl::Status& why) {
  if (absl::IsPermissionDenied(why)) return why;
  if (absl::IsNotFound(why)) {  // librdkafka does not say which
    return absl::NotFoundError(absl::StrFormat("topic %s or %s is gone: %s", settings_.rules.enriched_topic,
                                               settings_.rules.dead_letter_topic, Text(why)));
  }
  // An outage passes, however long it takes.
  if (!absl::IsUnavailable(why) && !absl::IsFailedPrecondition(why) && ++refusals_ > kMostRefusals) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%d transactions in a row were aborted, the oldest record is %s: %s", refusals_, OldestPlace(), Text(why)));
  }
  return absl::OkStatus();
}

void Publisher::Reduce(InFlight& record, kafka::RefusalKind kind, const absl::Status& why) {
  if (std::holds_alternative<DeadLetter>(record.outcome)) {
    record.reduction = ReduceFurther(record.reduction, kind);
  } else {
    // Whichever of them offended, a dead letter has another key or none, and no timestamp of the raw record's.
    record.outcome = DeadLetter{Stage::kPublish, DeadLetterCode::kRefusedByTopic, Text(why)};
    record.reduction = Reduction::kNoTimestamp;
  }
  abort_lines_.Write(clock_.SteadyMs(), LogLevel::kWarning, "a topic refused a record",
                     {{"topic", settings_.rules.raw_topic},
                      {"partition", record.partition},
                      {"offset", record.offset},
                      ErrorCode(why),
                      {"error", Text(why)}});
}

std::shared_ptr<InFlight> Publisher::Produced(uint64_t tag) const {
  if (tag < first_tag_ || tag - first_tag_ >= produced_.size()) return nullptr;
  const auto [partition, offset] = produced_[tag - first_tag_];
  const auto ring = rings_.find(partition);
  auto record = ring == rings_.end() ? nullptr : ring->second.FindShared(offset);
  return record ? record : in_doubt_.Find(partition, offset);
}

std::string Publisher::OldestPlace() const {
  if (produced_.empty()) return "not known";
  return absl::StrFormat("%s [%d] offset %d", settings_.rules.raw_topic, produced_[0].first, produced_[0].second);
}

void Publisher::Recreate(const absl::Status& why) {
  Log(LogLevel::kError, "the transactional producer is of no more use: it is made anew",
      {ErrorCode(why), {"error", Text(why)}});
  metrics_.Count(kMetric.transactions(label::Result::kFailed));
  sink_->Recreate();
}

// For a revocation or the end: within bounds, whatever the brokers do.
void Publisher::Finish(RawSource& source, bool commit) {
  if (Planted(Bug::kNoEndBeforeRevocation)) return;
  if (sink_->state() == State::kOpen) {
    if (commit) {
      StartCommit(source);
    } else {
      StartAbort(absl::CancelledError("not to be committed"), 0);
    }
  }
  const int64_t until_ms = clock_.SteadyMs() + kRevocationMs;
  while (sink_->state() == State::kEnding) {
    const int64_t left_ms = until_ms - clock_.SteadyMs();
    if (left_ms > 0) sink_->WaitEnd(static_cast<int>(left_ms));
    std::optional<OutcomeSink::End> end = sink_->TakeEnd();
    if (!end) {
      if (commits_) CommitInDoubt();
      return Recreate(absl::DeadlineExceededError("not ended before the partitions go"));
    }
    Ended(*end).IgnoreError();
    if (sink_->state() == State::kOpen) StartAbort(absl::CancelledError("not to be committed"), 0);
  }
}

}  // namespace wirefold
