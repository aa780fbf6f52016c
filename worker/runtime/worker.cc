#include "worker/runtime/worker.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/mix.h"
#include "worker/runtime/lag.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr int kLearnMs = 200;
constexpr int kFinishMs = 2'000;
constexpr int64_t kExportMs = 500;
constexpr int kRestorePauseMs = 10;  // between two turns that found no broker or no record

std::shared_ptr<InFlight> Take(kafka::Message message, int64_t wall_ms) {
  auto record = std::make_shared<InFlight>();
  record->message = std::move(message);
  record->bytes = record->message->bytes();
  record->partition = record->message->partition();
  record->offset = record->message->offset();
  record->timestamp_ms = record->message->timestamp_ms().value_or(0);
  record->taken_ms = wall_ms;
  return record;
}

std::string Text(const absl::Status& status) { return std::string(status.message()); }

}  // namespace

Worker::Worker(const Config& config, Metrics& metrics, WorkerHealth& health, const std::atomic<bool>& stop,
               World& world, const WorkerOptions& options)
    : config_(config),
      metrics_(metrics),
      health_(health),
      stop_(stop),
      world_(world),
      clock_(world.clock()),
      options_(options) {
  Genesis genesis = config.genesis;
  genesis.log_id = Mix64(options.seed + 1);  // one-to-one: another one for each seed
  log_ = std::make_unique<ClaimsLog>(ClaimsLog::Settings{config.topics.claims, options.seed, genesis}, metrics, world);
}

Worker::~Worker() {
  phase_ = Phase::kEnded;
  crashed_ = true;  // what the source still has to tell concerns nobody
  preparer_.reset();
  publisher_.reset();
  rings_.clear();
  source_.reset();
}

std::unique_ptr<Worker> Worker::Start(const Config& config, Metrics& metrics, WorkerHealth& health,
                                      const std::atomic<bool>& stop, World& world, const WorkerOptions& options) {
  return std::unique_ptr<Worker>(new Worker(config, metrics, health, stop, world, options));
}

absl::Status Worker::Run() {
  for (;;) {
    absl::StatusOr<bool> done = Turn();
    if (!done.ok()) return done.status();
    if (*done) return absl::OkStatus();
    if (phase_ == Phase::kRestoring) clock_.Pause(kRestorePauseMs);
  }
}

absl::StatusOr<bool> Worker::Turn() {
  health_.last_turn_ms = clock_.SteadyMs();
  if (phase_ == Phase::kEnded) return true;
  absl::StatusOr<bool> done = Step();
  if (!done.ok() || *done) End(done.status());
  return done;
}

absl::StatusOr<bool> Worker::Step() {
  switch (phase_) {
    case Phase::kRestoring:
      WF_RETURN_IF_ERROR(RestoreStep());
      return false;
    case Phase::kJoining:
      WF_RETURN_IF_ERROR(JoinGroup());
      phase_ = Phase::kRunning;
      return false;
    case Phase::kRunning:
      if (stop_) BeginDrain();
      WF_RETURN_IF_ERROR(WorkStep());
      return false;
    case Phase::kDraining:
      if (Idle()) return true;
      if (clock_.SteadyMs() > drain_until_ms_) return DrainTimedOut();
      WF_RETURN_IF_ERROR(WorkStep());
      return false;
    case Phase::kEnded:
      break;
  }
  return true;
}

absl::Status Worker::RestoreStep() {
  if (stop_) return absl::CancelledError("stopped while the fold index was restored");
  WF_ASSIGN_OR_RETURN(const bool restored, log_->Restore());
  if (!restored) return absl::OkStatus();
  health_.restored = true;
  phase_ = Phase::kJoining;
  return absl::OkStatus();
}

absl::Status Worker::JoinGroup() {
  preparer_ = world_.Prepares(log_->genesis());
  const OutcomeRules rules{config_.topics.raw,     config_.topics.enriched,  config_.topics.dead_letter,
                           config_.kafka.group_id, options_.limits.enriched, options_.limits.dead_letter};
  publisher_ = std::make_unique<Publisher>(
      Publisher::Settings{rules, config_.worker.transaction_interval_ms, config_.worker.max_record_bytes}, metrics_,
      *log_, rings_, clock_, world_.Outcomes());
  WF_ASSIGN_OR_RETURN(source_, world_.JoinGroup(Listener()));
  return absl::OkStatus();
}

RawListener Worker::Listener() {
  RawListener listener;
  listener.on_assigned = [this](const std::vector<int32_t>& partitions) { OnAssigned(partitions); };
  listener.on_revoked = [this](const std::vector<int32_t>& partitions, bool lost) {
    if (!crashed_) OnRevoked(partitions, lost);
  };
  listener.on_end = [this](int32_t partition, int64_t position) {
    if (auto ring = rings_.find(partition); ring != rings_.end()) ring->second.end = position;
  };
  listener.on_reset = [](int32_t, ResetReason) {};
  listener.on_error = [this](int32_t, const absl::Status& error) {
    metrics_.Count("errors_total", {{"stage", "consume"}, {"code", absl::StatusCodeToString(error.code())}});
    Log(LogLevel::kDebug, "consumer", {{"error", Text(error)}});
  };
  return listener;
}

absl::Status Worker::WorkStep() {
  WF_RETURN_IF_ERROR(source_->Serve());
  if (phase_ == Phase::kRunning) WF_RETURN_IF_ERROR(TakeRecords(Idle() ? 10 : 0));
  WF_RETURN_IF_ERROR(AppendClaims());
  WF_RETURN_IF_ERROR(ApplyClaims(Idle() ? 0 : 1));
  WF_RETURN_IF_ERROR(publisher_->Advance(*source_, /*now=*/phase_ == Phase::kDraining));
  health_.producing = publisher_->Usable();
  if (clock_.SteadyMs() - last_export_ms_ >= kExportMs) ExportGauges();
  return absl::OkStatus();
}

// Leaves the group, so that others take over at once.
void Worker::End(const absl::Status& status) {
  phase_ = Phase::kEnded;
  // Said before the waits for brokers, in which a watchdog may end the process.
  if (!status.ok()) Log(absl::IsCancelled(status) ? LogLevel::kInfo : LogLevel::kError, Text(status));
  if (source_ == nullptr) return;
  if (status.ok()) {
    log_->Finish(kFinishMs).IgnoreError();
  } else {
    publisher_->Finish(*source_, /*commit=*/false);  // the next owner need not wait for it
  }
  preparer_.reset();
  source_->Close();
  if (status.ok()) Log(LogLevel::kInfo, "stopped, nothing in flight");
}

void Worker::BeginDrain() {
  phase_ = Phase::kDraining;
  drain_until_ms_ = clock_.SteadyMs() + config_.worker.drain_timeout_ms;
  health_.draining = true;
  Log(LogLevel::kInfo, "draining", {{"records_in_flight", absl::StrFormat("%d", CountRecords(rings_))}});
}

absl::Status Worker::DrainTimedOut() const {
  size_t open = 0;
  for (const auto& [partition, ring] : rings_) open += ring.produced();
  return absl::AbortedError(absl::StrFormat(
      "drain timed out after %d ms: %d records in flight, %d of them in a transaction that did not end, go to other "
      "replicas",
      config_.worker.drain_timeout_ms, CountRecords(rings_), open));
}

bool Worker::Idle() const { return CountRecords(rings_) == 0 && !publisher_->InTransaction(); }

absl::Status Worker::TakeRecords(int timeout_ms) {
  // One bound for all partitions together: they share the claims log and the transaction, so none is slower than
  // another. When it is reached records stay in the consumer's queue, which is bounded too.
  const size_t max_records = config_.worker.ring_records * std::max<size_t>(1, rings_.size());
  size_t records = CountRecords(rings_);
  size_t bytes = CountBytes(rings_);
  std::vector<std::shared_ptr<InFlight>> taken;
  constexpr size_t kPerTurn = 1000;
  const int64_t wall_ms = clock_.WallMs();
  while (taken.size() < kPerTurn && records < max_records && bytes < config_.worker.in_flight_bytes) {
    absl::StatusOr<std::optional<kafka::Message>> message = source_->Poll(taken.empty() ? timeout_ms : 0);
    if (!message.ok()) return message.status();
    if (!*message) break;
    auto ring = rings_.find((*message)->partition());
    if (ring == rings_.end()) continue;  // revoked since it was fetched: its new owner reads it again
    std::shared_ptr<InFlight> record = Take(*std::move(*message), wall_ms);
    if (!ring->second.empty() && record->offset <= ring->second.newest().offset) {
      return absl::OutOfRangeError(
          absl::StrFormat("%s [%d] went back from offset %d to %d: its log was cut; start again", config_.topics.raw,
                          record->partition, ring->second.newest().offset, record->offset));
    }
    ++records;
    bytes += record->bytes;
    ring->second.Add(record);
    taken.push_back(std::move(record));
  }
  if (!taken.empty()) metrics_.Count("records_consumed_total", {{"topic", config_.topics.raw}}, taken.size());
  preparer_->Submit(std::move(taken));
  return absl::OkStatus();
}

absl::Status Worker::AppendClaims() {
  for (auto& [partition, ring] : rings_) {
    while (InFlight* record = ring.NextToClaim()) {
      if (const auto* prepared = std::get_if<Prepared>(&record->outcome); prepared != nullptr && !record->verdict) {
        absl::Status status = log_->Append(prepared->claim);
        if (absl::IsResourceExhausted(status)) break;  // the queue is full: in a later turn
        WF_RETURN_IF_ERROR(status);
      }
      ring.MarkClaimed();
    }
  }
  absl::Status lost = log_->Maintain();
  if (!absl::IsAborted(lost)) return lost;
  // Claiming again changes nothing, so claim all that was not ordered yet again.
  Log(LogLevel::kError, "claims were not delivered, claiming again", {{"error", Text(lost)}});
  for (auto& [partition, ring] : rings_) ring.ClaimAgain();
  return absl::OkStatus();
}

absl::Status Worker::ApplyClaims(int timeout_ms) {
  return log_->Apply(timeout_ms, [this](Applied& applied) {
    if (applied.raw->topic != config_.topics.raw) return;
    auto ring = rings_.find(applied.raw->partition);
    InFlight* record = ring == rings_.end() ? nullptr : ring->second.Find(applied.raw->offset);
    if (record == nullptr || record->verdict || !record->prepared.load(std::memory_order_acquire)) return;
    auto* prepared = std::get_if<Prepared>(&record->outcome);
    if (prepared != nullptr && prepared->claim.content_hash == applied.content_hash) {
      record->verdict = std::move(applied.verdict);
    }
  });
}

void Worker::OnAssigned(const std::vector<int32_t>& partitions) {
  for (int32_t partition : partitions) {
    rings_[partition] = Ring{};
    rings_[partition].progress_ms = clock_.WallMs();
  }
  health_.assigned = true;
  metrics_.Count("rebalances_total", {{"type", "assigned"}});
  Log(LogLevel::kInfo, "partitions assigned",
      {{"topic", config_.topics.raw},
       {"added", absl::StrFormat("%d", partitions.size())},
       {"now", absl::StrFormat("%d", rings_.size())}});
}

void Worker::OnRevoked(const std::vector<int32_t>& partitions, bool lost) {
  metrics_.Count("rebalances_total", {{"type", lost ? "lost" : "revoked"}});
  // While the partitions are still ours, what is produced may be committed; else it goes.
  publisher_->Finish(*source_, /*commit=*/!lost && phase_ != Phase::kEnded);
  for (int32_t partition : partitions) {
    rings_.erase(partition);
    RemovePartition(metrics_, config_.topics.raw, partition);
  }
  Log(LogLevel::kInfo, lost ? "partitions lost" : "partitions revoked",
      {{"topic", config_.topics.raw},
       {"gone", absl::StrFormat("%d", partitions.size())},
       {"now", absl::StrFormat("%d", rings_.size())}});
}

void Worker::ExportGauges() {
  last_export_ms_ = clock_.SteadyMs();
  const int64_t wall_ms = clock_.WallMs();
  LearnCommitted();
  for (const auto& [partition, end] : source_->TakeStableEnds()) {
    if (auto ring = rings_.find(partition); ring != rings_.end()) ring->second.stable_end = end;
  }
  std::vector<int32_t> partitions;
  for (const auto& [partition, ring] : rings_) {
    partitions.push_back(partition);
    ExportPartition(metrics_, config_.topics.raw, partition, ring, wall_ms);
  }
  source_->AskStableEnds(partitions);
  ExportRings(metrics_, rings_, wall_ms);
  if (const std::optional<int64_t> lag = log_->LagRecords()) {
    metrics_.Set("claims_apply_lag_records", {}, static_cast<double>(*lag));
    const double age = static_cast<double>(wall_ms - log_->applied_time_ms()) / 1000;
    metrics_.Set("claims_apply_lag_seconds", {}, *lag == 0 ? 0 : std::max(0.0, age));
  }
  const IndexStats stats = log_->Stats();
  ExportIndex(metrics_, stats);
  metrics_.Count("index_evictions_total", {}, static_cast<double>(stats.evictions - evictions_counted_));
  evictions_counted_ = stats.evictions;
  metrics_.Set("ready", {}, health_.restored && health_.assigned && health_.producing && !health_.draining ? 1 : 0);
}

// Newly assigned partitions: what was committed before us, for the lag. Those with records in flight tell it by
// themselves, and their offsets may wait for the transaction that these are in.
void Worker::LearnCommitted() {
  std::vector<int32_t> unknown;
  for (const auto& [partition, ring] : rings_) {
    if (!ring.committed && ring.empty()) unknown.push_back(partition);
  }
  absl::StatusOr<std::map<int32_t, CommittedOffset>> committed = source_->Committed(unknown, kLearnMs);
  if (!committed.ok()) return;  // at the next export
  for (const auto& [partition, offset] : *committed) rings_[partition].committed = offset.offset;
}

}  // namespace wirefold
