#include "worker/runtime/publisher.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/enriched_codec.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr int kRevocationMs = 2'000;  // the group waits for us: bound of ending a transaction
constexpr int kReadBackMs = 1'000;
constexpr size_t kTransactionBytes = 32u << 20;
constexpr size_t kDeadLetterFloorBytes = size_t{64} * 1024;  // any topic takes this much
constexpr int64_t kFirstBackoffMs = 20;
constexpr int64_t kLongestBackoffMs = 5'000;

using State = Transactor::State;

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

Publisher::Publisher(Settings settings, Metrics& metrics, ClaimsLog& log, Rings& rings)
    : settings_(std::move(settings)),
      metrics_(metrics),
      log_(log),
      rings_(rings),
      rules_(settings_.rules),
      transactor_(settings_.transactor) {}

bool Publisher::usable() {
  const State state = transactor_.state();
  return state != State::kConnecting && state != State::kFresh;
}

absl::Status Publisher::Advance(kafka::GroupConsumer& consumer, bool now) {
  if (std::optional<Transactor::End> end = transactor_.TakeEnd()) WF_RETURN_IF_ERROR(Ended(*end));
  switch (transactor_.state()) {
    case State::kConnecting: {
      const absl::Status status = transactor_.connect_status();
      return absl::IsPermissionDenied(status) || absl::IsInvalidArgument(status) ? status : absl::OkStatus();
    }
    case State::kFresh:
      return ReadBack(consumer);
    case State::kReady:
    case State::kOpen:
      WF_RETURN_IF_ERROR(ProduceOutcomes());
      if (CommitDue(now)) StartCommit(consumer);
      return absl::OkStatus();
    case State::kEnding:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

// A new producer has ended what its predecessor left, one way or the other; the committed offsets say which.
absl::Status Publisher::ReadBack(kafka::GroupConsumer& consumer) {
  std::vector<int32_t> partitions;
  for (const auto& [partition, ring] : rings_) partitions.push_back(partition);
  absl::StatusOr<std::map<int32_t, int64_t>> committed = consumer.Committed(partitions, kReadBackMs);
  if (!committed.ok()) {
    Log(LogLevel::kWarning, "committed offsets not read, trying again", {{"error", Text(committed.status())}});
    return absl::IsPermissionDenied(committed.status()) ? committed.status() : absl::OkStatus();
  }
  for (const auto& [partition, offset] : *committed) {
    Ring& ring = rings_[partition];
    if (offset >= 0) CountDone(ring.PopBelow(offset));
    ring.ProduceAgain();
  }
  transactor_.Accept();
  return absl::OkStatus();
}

absl::Status Publisher::ProduceOutcomes() {
  if (transactor_.state() == State::kReady && SteadyMs() < begin_not_before_ms_) return absl::OkStatus();
  for (auto& [partition, ring] : rings_) {
    while (InFlight* record = ring.NextToProduce()) {
      if (transactor_.state() == State::kOpen && transactor_.bytes() >= kTransactionBytes) break;
      absl::Status status = ProduceOutcome(*record);
      if (absl::IsResourceExhausted(status)) break;  // the queue is full: in a later turn
      if (absl::IsAborted(status)) {
        Recreate(status);
        return absl::OkStatus();
      }
      if (!status.ok()) return NotDelivered(std::move(status));
      ring.MarkProduced();
    }
  }
  if (transactor_.state() != State::kOpen) return absl::OkStatus();
  absl::Status delivery = transactor_.Poll();
  return delivery.ok() ? delivery : NotDelivered(std::move(delivery));
}

absl::Status Publisher::ProduceOutcome(const InFlight& record) {
  if (const auto* prepared = std::get_if<Prepared>(&record.outcome)) {
    const std::string value = prepared->head + EncodeTail(*record.verdict, prepared->origin_credit);
    return transactor_.Produce(
        EnrichedRecord(rules_, ViewOf(record), *prepared, *record.verdict, record.trace_parent, value));
  }
  if (const auto* letter = std::get_if<DeadLetter>(&record.outcome)) {
    return transactor_.Produce(DeadLetterRecord(rules_, ViewOf(record), *letter));
  }
  return transactor_.Produce(TombstoneRecord(rules_, ViewOf(record)));
}

bool Publisher::CommitDue(bool now) {
  return transactor_.state() == State::kOpen && (now || transactor_.bytes() >= kTransactionBytes ||
                                                 SteadyMs() - transactor_.opened_ms() >= settings_.interval_ms);
}

void Publisher::StartCommit(kafka::GroupConsumer& consumer) {
  std::map<int32_t, int64_t> next;
  for (const auto& [partition, ring] : rings_) {
    if (std::optional<int64_t> offset = ring.NextOffset()) next[partition] = *offset;
  }
  absl::StatusOr<kafka::GroupGeneration> generation = consumer.Generation();
  if (!generation.ok()) return StartAbort(generation.status());
  transactor_.Commit(*std::move(generation), rules_.raw_topic, std::move(next));
}

void Publisher::StartAbort(const absl::Status& why) {
  Log(LogLevel::kWarning, "transaction aborted, its records are produced again", {{"error", Text(why)}});
  metrics_.Count("transactions_total", {{"result", "aborted"}});
  for (auto& [partition, ring] : rings_) ring.ProduceAgain();
  begin_not_before_ms_ = SteadyMs() + std::min<int64_t>(kLongestBackoffMs, kFirstBackoffMs << std::min(failures_, 10));
  ++failures_;
  transactor_.Abort();
}

absl::Status Publisher::Ended(const Transactor::End& end) {
  const kafka::TransactionResult& result = end.result;
  if (result.outcome == kafka::TransactionOutcome::kDone) {
    if (!end.commit) return absl::OkStatus();
    failures_ = 0;
    metrics_.Count("transactions_total", {{"result", "committed"}});
    metrics_.Observe("transaction_duration_seconds", {}, static_cast<double>(end.took_ms) / 1000);
    for (auto& [partition, ring] : rings_) {
      if (!ring.NextOffset()) continue;
      CountDone(ring.PopProduced());
      ring.progress_ms = WallMs();
    }
    return absl::OkStatus();
  }
  if (result.outcome == kafka::TransactionOutcome::kAbort && end.commit) {
    // What failed while the commit flushed says more than the commit.
    absl::Status delivery = transactor_.Poll();
    return NotDelivered(delivery.ok() ? result.status : delivery);
  }
  Log(LogLevel::kError, "the transaction's end failed or is in doubt: the producer is made anew",
      {{"error", Text(result.status)}});
  metrics_.Count("transactions_total", {{"result", "failed"}});
  return absl::OkStatus();
}

// A record of the open transaction was refused.
absl::Status Publisher::NotDelivered(absl::Status failure) {
  if (absl::IsPermissionDenied(failure) || absl::IsNotFound(failure)) return failure;
  if (absl::IsInvalidArgument(failure)) {
    // A topic takes less than it did at start. Dead letters can do without the value; enriched records cannot.
    if (rules_.max_dead_letter_bytes <= kDeadLetterFloorBytes) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: the topics take no records of worker.max_record_bytes=%d any more; `wirefold topics verify` says which",
          Text(failure), settings_.max_record_bytes));
    }
    rules_.max_dead_letter_bytes = kDeadLetterFloorBytes;
    Log(LogLevel::kWarning, "a topic refused a record as too large: dead letters go without their value from now on",
        {{"error", Text(failure)}});
  }
  StartAbort(failure);
  return absl::OkStatus();
}

void Publisher::Recreate(const absl::Status& why) {
  Log(LogLevel::kError, "the transactional producer is of no more use: it is made anew", {{"error", Text(why)}});
  metrics_.Count("transactions_total", {{"result", "failed"}});
  transactor_.Recreate();
}

// For a revocation or the end: within bounds, whatever the brokers do.
void Publisher::Finish(kafka::GroupConsumer& consumer, bool commit) {
  if (transactor_.state() == State::kOpen) {
    if (commit) {
      StartCommit(consumer);
    } else {
      StartAbort(absl::CancelledError("not to be committed"));
    }
  }
  const int64_t until_ms = SteadyMs() + kRevocationMs;
  while (transactor_.state() == State::kEnding) {
    const int64_t left_ms = until_ms - SteadyMs();
    if (left_ms <= 0) return Recreate(absl::DeadlineExceededError("not ended before the partitions go"));
    transactor_.WaitEnd(static_cast<int>(left_ms));
    if (std::optional<Transactor::End> end = transactor_.TakeEnd()) Ended(*end).IgnoreError();
    if (transactor_.state() == State::kOpen) StartAbort(absl::CancelledError("not to be committed"));
  }
}

// Records whose outcome is committed.
void Publisher::CountDone(const std::deque<std::shared_ptr<InFlight>>& records) {
  std::map<Relation, uint64_t> relations;
  uint64_t enriched = 0;
  uint64_t dead = 0;
  const int64_t wall_ms = WallMs();
  for (const auto& record : records) {
    if (record->verdict) {
      log_.Settle(SettlementOf(*record->verdict, std::get<Prepared>(record->outcome).claim.article_id));
      ++relations[record->verdict->relation];
    }
    if (record->timestamp_ms > 0) {
      metrics_.Observe("end_to_end_latency_seconds", {}, static_cast<double>(wall_ms - record->timestamp_ms) / 1000);
    }
    const auto* letter = std::get_if<DeadLetter>(&record->outcome);
    if (letter == nullptr) {
      ++enriched;
      continue;
    }
    ++dead;
    metrics_.Count("records_dead_lettered_total", {{"stage", std::string(StageName(letter->stage))},
                                                   {"code", std::string(DeadLetterCodeName(letter->code))}});
    static LogLimit limit(/*lines_per_second=*/20);
    limit.Write(SteadyMs(), LogLevel::kWarning, "dead letter",
                {{"topic", rules_.raw_topic},
                 {"partition", absl::StrFormat("%d", record->partition)},
                 {"offset", absl::StrFormat("%d", record->offset)},
                 {"code", std::string(DeadLetterCodeName(letter->code))},
                 {"error", letter->message}});
  }
  for (const auto& [relation, count] : relations) {
    metrics_.Count("records_processed_total", {{"relation", std::string(RelationName(relation))}}, count);
  }
  if (enriched > 0) metrics_.Count("records_produced_total", {{"topic", rules_.enriched_topic}}, enriched);
  if (dead > 0) metrics_.Count("records_produced_total", {{"topic", rules_.dead_letter_topic}}, dead);
}

}  // namespace wirefold
