#include "tests/sim/sim_sink.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace wirefold::sim {
namespace {

using kafka::RefusalKind;
using kafka::TransactionOutcome;
using TransactionAnswer = SimTransactions::Answer;

constexpr int64_t kLingerMs = 5;
constexpr int64_t kBusyRetryMs = 10;
constexpr int64_t kSlowMs = 1'500;
constexpr int64_t kLatestMs = 1'500;  // after the worker gave the commit up
constexpr int kBoundMarginMs = 300;
constexpr int kAbortFailsOneIn = 20;
constexpr int64_t kReadSliceMs = 100;

// Whether the worker hears of the commit's end.
bool IsHeard(std::optional<CommitFault> fault) {
  return fault != CommitFault::kAnswerLost && fault != CommitFault::kLate && fault != CommitFault::kOffsetsAlone &&
         fault != CommitFault::kOutcomesAlone;
}

}  // namespace

struct SimSink::Life {
  Cluster& cluster;
  Process& process;
  std::string id;
  Random random;
  int64_t epoch = -1;
  bool connected = false;
  bool gone = false;                                       // the sink has left it
  bool fatal = false;                                      // fenced
  bool failed = false;                                     // a record was refused: the transaction can only be aborted
  std::vector<std::pair<uint64_t, OutputEntry>> unsent{};  // with their tags
  // Of the transaction that was begun last.
  bool began = false;
  bool offsets_added = false;
  size_t produced = 0;
  size_t delivered = 0;
  size_t first = 0;  // its first record's place among those written
  bool landing = false;
  std::vector<Refusal> refusals{};
  // The ending at hand.
  uint64_t ending = 0;
  bool commit = false;
  std::unique_ptr<GroupGeneration> generation{};
  std::map<int32_t, CommittedOffset> offsets{};
  std::optional<CommitFault> fault{};
  std::optional<kafka::TransactionResult> end{};
};

SimSink::SimSink(Host host, std::string transactional_id, Outstanding& outstanding)
    : host_(std::move(host)),
      id_(std::move(transactional_id)),
      outstanding_(outstanding),
      worker_(++host_.cluster.next_worker) {
  Connect();
}

SimSink::~SimSink() { life_->gone = true; }

void SimSink::Connect() {
  state_ = State::kConnecting;
  bytes_ = 0;
  life_ = std::make_shared<Life>(Life{host_.cluster, host_.process, id_, Random(host_.random.Next(), "life")});
  After(life_, host_.cluster.Delay(), TryInit);
}

// What the client sends next: not while its process stands, never after it crashed.
void SimSink::After(const LifePtr& life, int64_t delay_ms, void (*step)(const LifePtr&)) {
  life->cluster.kernel.In(delay_ms, [life, step] {
    if (life->process.crashed()) return;
    Kernel& kernel = life->cluster.kernel;
    if (const int64_t until_ms = life->process.paused_until_ms(); kernel.now_ms() < until_ms) {
      return After(life, until_ms - kernel.now_ms(), step);
    }
    step(life);
  });
}

void SimSink::TryInit(const LifePtr& life) {
  if (life->gone) return;
  if (life->cluster.transactions.Init(life->id, &life->epoch) == TransactionAnswer::kBusy) {
    return After(life, kBusyRetryMs, TryInit);
  }
  After(life, life->cluster.Delay(), [](const LifePtr& of) {
    of->connected = true;
    of->process.Wake();
  });
}

OutcomeSink::State SimSink::state() {
  if (state_ == State::kConnecting && life_->connected) state_ = State::kFresh;
  return state_;
}

absl::StatusOr<OutcomeSink::Seen> SimSink::ReadOutcomes(const std::string& /*raw_topic*/) {
  WF_CHECK(state_ == State::kFresh);
  host_.process.Step();
  if (former_ == nullptr || !former_->offsets_added || former_->delivered < former_->produced) return Seen{};
  host_.process.Sleep(std::min<int64_t>(1 + host_.cluster.Delay(), kReadSliceMs));
  if (host_.cluster.Unreachable()) return absl::UnavailableError("no broker");
  const SimTransactions& transactions = host_.cluster.transactions;
  if (!read_to_) read_to_ = transactions.written();
  const size_t from = former_->produced == 0 ? *read_to_ : former_->first;
  const auto places = transactions.CommittedPlaces(from, *read_to_);
  if (!places) return absl::UnavailableError("a transaction is open");
  return Seen{true, *places};
}

void SimSink::Accept() {
  WF_CHECK(state_ == State::kFresh);
  former_ = nullptr;
  read_to_.reset();
  state_ = State::kReady;
}

absl::Status SimSink::Begin() {
  WF_CHECK(state_ == State::kReady);
  host_.process.Step();
  if (life_->fatal) return absl::AbortedError("the producer is fenced");
  state_ = State::kOpen;
  opened_ms_ = host_.cluster.kernel.now_ms();
  bytes_ = 0;
  life_->began = true;
  life_->produced = life_->delivered = 0;
  life_->offsets_added = false;
  return absl::OkStatus();
}

absl::Status SimSink::Produce(const kafka::Outgoing& record) {
  WF_CHECK(state_ == State::kReady || state_ == State::kOpen);
  host_.process.Step();
  if (life_->fatal) return absl::AbortedError("the producer is fenced");
  if (host_.OneIn(400)) return absl::ResourceExhaustedError("queue full");
  if (state_ == State::kReady) {
    if (absl::Status begun = Begin(); !begun.ok()) return begun;
  }
  OutputEntry entry;
  entry.dead_letter = record.topic == kDeadLetterTopic;
  if (!entry.dead_letter) {
    uint64_t hash = 7;
    for (char c : record.key.value_or("")) hash = Mix64(hash ^ static_cast<unsigned char>(c));
    entry.record.partition = static_cast<int32_t>(hash % host_.cluster.environment.enriched_partitions);
  }
  entry.claims_end = host_.cluster.claims.end();
  entry.record.timestamp_ms = record.timestamp_ms;
  if (record.key) entry.record.key = std::string(*record.key);
  if (record.value) entry.record.value = std::string(*record.value);
  for (const kafka::Header& header : record.headers) entry.record.headers.emplace_back(header.name, header.value);
  bytes_ += record.value.value_or("").size();
  entry.worker = worker_;
  ++life_->produced;
  life_->unsent.emplace_back(record.tag, std::move(entry));
  if (!std::exchange(life_->landing, true)) After(life_, kLingerMs + host_.cluster.Delay(), Land);
  return absl::OkStatus();
}

// Whether a topic refuses one of the batch: then it takes none of it.
bool SimSink::Refused(const LifePtr& life, std::vector<OutputEntry>& batch) {
  std::optional<size_t> refused;
  RefusalKind kind = RefusalKind::kRecord;
  bool named = true;
  for (size_t i = 0; i < batch.size() && !refused; ++i) {
    const TopicRecord& record = batch[i].record;
    const bool dead = batch[i].dead_letter;
    const auto [partition, offset] = PlaceOf(batch[i]);
    RawTopic& raw = life->cluster.raw;
    if (partition < 0 || partition >= raw.partitions() || offset < 0 || offset >= raw.end(partition)) continue;
    Refuse& refuse = raw.at(partition, offset).refuse;
    const bool whole = record.value.has_value();
    if (dead ? refuse == Refuse::kAll || (refuse == Refuse::kWholeDeadLetter && whole) : refuse != Refuse::kNothing) {
      refused = i;
      named = refuse != Refuse::kEnrichedUnnamed;
      if (refuse == Refuse::kEnrichedTooLarge) kind = RefusalKind::kTooLarge;
      if (refuse == Refuse::kOnce) {
        kind = RefusalKind::kPassing;
        refuse = Refuse::kNothing;
      }
    }
  }
  if (!refused) return false;
  life->failed = true;
  if (!named) {
    life->refusals.push_back({0, kind, absl::UnknownError("a record of the batch is invalid")});
    return true;
  }
  for (size_t i = 0; i < batch.size(); ++i) {
    const bool bad = i == *refused;
    life->refusals.push_back(
        {life->unsent[i].first, bad ? kind : RefusalKind::kPassing,
         absl::UnknownError(bad ? "the topic refuses this record" : "another of its batch is refused")});
  }
  return true;
}

void SimSink::Land(const LifePtr& life) {
  life->landing = false;
  if (life->unsent.empty() || life->fatal) return;
  std::vector<OutputEntry> batch;
  for (const auto& [tag, entry] : life->unsent) batch.push_back(entry);
  if (Refused(life, batch)) {
    life->unsent.clear();
    life->process.Wake();
    return;
  }
  const size_t written = life->cluster.transactions.written();
  switch (life->cluster.transactions.Produce(life->id, life->epoch, std::move(batch))) {
    case TransactionAnswer::kDone:
      if (life->delivered == 0) life->first = written;
      life->delivered += life->unsent.size();
      life->unsent.clear();
      return;
    case TransactionAnswer::kBusy:
      life->landing = true;
      return After(life, kBusyRetryMs, Land);
    case TransactionAnswer::kFenced:
      life->fatal = true;
      life->process.Wake();
      return;
  }
}

std::vector<OutcomeSink::Refusal> SimSink::Poll() {
  WF_CHECK(state_ == State::kOpen);
  host_.process.Step();
  return std::exchange(life_->refusals, {});
}

void SimSink::Answer(const LifePtr& life, TransactionOutcome outcome, const char* why) {
  After(life, life->cluster.Delay(), [](const LifePtr& of) { of->process.Wake(); });
  life->end = kafka::TransactionResult{
      outcome, outcome == TransactionOutcome::kDone ? absl::OkStatus() : absl::UnknownError(why)};
  life->process.Wake();
}

void SimSink::Commit(std::unique_ptr<GroupGeneration> generation, std::string /*topic*/,
                     std::map<int32_t, CommittedOffset> next) {
  WF_CHECK(state_ == State::kOpen);
  host_.process.Step();
  state_ = State::kEnding;
  began_ms_ = host_.cluster.kernel.now_ms();
  life_->commit = true;
  ++life_->ending;
  life_->end.reset();
  life_->generation = std::move(generation);
  life_->offsets.clear();
  auto& epochs = static_cast<SimGeneration&>(*life_->generation).epochs;
  for (const auto& [partition, of] : next) {
    life_->offsets[partition] = {of.offset, of.metadata, epochs[partition].Before(of.offset)};
  }
  life_->fault = std::exchange(host_.faults.commit, std::nullopt);
  // Outcomes without any committed offset stop the next owner, who asks the operator.
  const auto& committed = host_.cluster.group.committed();
  const bool first =
      std::any_of(next.begin(), next.end(), [&](const auto& of) { return !committed.contains(of.first); });
  if (first && life_->fault == CommitFault::kOutcomesAlone) life_->fault = CommitFault::kAnswerLost;
  const int64_t bound_ms = host_.cluster.environment.transaction_bound_ms;
  if (life_->fault == CommitFault::kRequestLost || !IsHeard(life_->fault)) {
    // Given up by the client itself, a little before the worker would.
    host_.cluster.kernel.In(bound_ms - kBoundMarginMs, [life = life_, ending = life_->ending] {
      if (life->ending == ending) Answer(life, TransactionOutcome::kRecreate, "timed out: in doubt");
    });
  }
  int64_t delay_ms = host_.cluster.Delay();
  if (life_->fault == CommitFault::kSlow) delay_ms += host_.random.Between(100, kSlowMs);
  if (life_->fault == CommitFault::kLate) delay_ms += host_.random.Between(bound_ms / 2, bound_ms + kLatestMs);
  After(life_, delay_ms, CommitOffsets);
}

// First what is unsent, then the offsets, then the end.
void SimSink::CommitOffsets(const LifePtr& life) {
  if (life->fault == CommitFault::kAbortable) {
    return Answer(life, TransactionOutcome::kAbort, "the coordinator says: abort");
  }
  if (!life->failed && !life->fatal) Land(life);
  if (life->landing) return After(life, kBusyRetryMs, CommitOffsets);
  if (life->fatal) return Answer(life, TransactionOutcome::kRecreate, "fenced");
  if (life->failed) return Answer(life, TransactionOutcome::kAbort, "a record was not delivered");
  const auto& of = static_cast<const SimGeneration&>(*life->generation);
  if (life->fault == CommitFault::kOffsetsLate) {
    // On the network already: a pause or a crash of the process does not stop them.
    life->cluster.kernel.In(life->random.Between(1, kLatestMs), [life, of, offsets = life->offsets] {
      life->cluster.transactions.AddLateOffsets(life->id, life->epoch, of.member, of.generation, offsets);
    });
    return Answer(life, TransactionOutcome::kAbort, "the offsets were not committed in time");
  }
  bool generation_ok = false;
  switch (life->cluster.transactions.AddOffsets(life->id, life->epoch, of.member, of.generation, life->offsets,
                                                &generation_ok)) {
    case TransactionAnswer::kBusy:
      return After(life, kBusyRetryMs, CommitOffsets);
    case TransactionAnswer::kFenced:
      life->fatal = true;
      return Answer(life, TransactionOutcome::kRecreate, "fenced");
    case TransactionAnswer::kDone:
      break;
  }
  if (!generation_ok) return Answer(life, TransactionOutcome::kStale, "not a member of the present generation");
  life->offsets_added = true;
  if (life->fault == CommitFault::kRequestLost) return;
  int64_t delay_ms = 2 * life->cluster.Delay();
  if (life->fault == CommitFault::kLate && life->random.OneIn(2)) delay_ms += life->random.Between(0, kLatestMs);
  After(life, delay_ms, [](const LifePtr& with) { EndTransaction(with, true); });
}

void SimSink::EndTransaction(const LifePtr& life, bool commit) {
  using Half = SimTransactions::Half;
  const Half half = life->fault == CommitFault::kOffsetsAlone    ? Half::kOffsets
                    : life->fault == CommitFault::kOutcomesAlone ? Half::kOutcomes
                                                                 : Half::kBoth;
  const TransactionAnswer answer = life->cluster.transactions.End(life->id, life->epoch, commit, half);
  if (answer == TransactionAnswer::kFenced) life->fatal = true;
  if (answer == TransactionAnswer::kBusy) {
    return After(
        life, kBusyRetryMs, commit ? [](const LifePtr& with) { EndTransaction(with, true); } : [](const LifePtr& with) {
          EndTransaction(with, false);
        });
  }
  if (!IsHeard(life->fault)) return;
  After(life, life->cluster.Delay(), [](const LifePtr& with) {
    if (with->fatal) return Answer(with, TransactionOutcome::kRecreate, "fenced");
    if (with->commit && with->fault == CommitFault::kAbortableThoughDone) {
      return Answer(with, TransactionOutcome::kAbort, "the commit failed by itself");
    }
    Answer(with, TransactionOutcome::kDone, "");
  });
}

void SimSink::Abort() {
  WF_CHECK(state_ == State::kOpen);
  host_.process.Step();
  state_ = State::kEnding;
  began_ms_ = host_.cluster.kernel.now_ms();
  life_->commit = false;
  ++life_->ending;
  life_->end.reset();
  life_->fault.reset();
  life_->unsent.clear();
  life_->failed = false;
  if (host_.OneIn(kAbortFailsOneIn)) {
    return After(life_, host_.cluster.Delay(),
                 [](const LifePtr& life) { Answer(life, TransactionOutcome::kAbort, "the abort failed"); });
  }
  After(life_, host_.cluster.Delay(), [](const LifePtr& life) { EndTransaction(life, false); });
}

std::optional<OutcomeSink::End> SimSink::TakeEnd() {
  host_.process.Step();
  if (state_ != State::kEnding) return std::nullopt;
  const int64_t took_ms = host_.cluster.kernel.now_ms() - began_ms_;
  if (!life_->end && took_ms > host_.cluster.environment.transaction_bound_ms) {
    life_->end = kafka::TransactionResult{TransactionOutcome::kRecreate, absl::UnavailableError("not ended in time")};
  }
  if (!life_->end) return std::nullopt;
  End end{life_->commit, *std::exchange(life_->end, std::nullopt), took_ms};
  if (end.result.outcome == TransactionOutcome::kDone) {
    state_ = State::kReady;
    life_->refusals.clear();
    if (end.commit) {
      ++commits_;
      for (const auto& [partition, offset] : life_->offsets) outstanding_.Done(partition, offset.offset);
    }
  } else if (end.commit && end.result.outcome != TransactionOutcome::kRecreate) {
    state_ = State::kOpen;
  } else {
    Recreate();
  }
  return end;
}

void SimSink::WaitEnd(int timeout_ms) {
  Kernel& kernel = host_.cluster.kernel;
  const int64_t until_ms = kernel.now_ms() + timeout_ms;
  while (state_ == State::kEnding && !life_->end && kernel.now_ms() < until_ms) {
    host_.process.Sleep(until_ms - kernel.now_ms());
  }
}

// What the old producer has under way goes on.
void SimSink::Recreate() {
  host_.process.Step();
  life_->gone = true;
  if (life_->began) former_ = life_;
  Connect();
}

}  // namespace wirefold::sim
