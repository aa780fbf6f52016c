#include "worker/runtime/worker.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/mix.h"
#include "common/base/planted.h"
#include "worker/runtime/lag.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr int kConnectPauseMs = 100;      // between two turns that found no broker
constexpr int64_t kAnswerMs = 5'000;      // at the log's end without an answer: ask again
constexpr int kMostAskedAgain = 3;        // then the claim has left the window: claim anew
constexpr int64_t kTopicGoneMs = 20'000;  // metadata that is being made anew may not name a topic for a moment

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
      options_(options),
      intake_({config.topics.raw, config.worker.ring_records, config.worker.in_flight_bytes}, rings_, clock_),
      gauges_(config.topics.raw, metrics, health, clock_),
      record_bytes_(metrics.Observing(kMetric.record_bytes())),
      order_(metrics.Observing(kMetric.stage_duration(label::Step::kOrder))),
      settle_(metrics.Observing(kMetric.stage_duration(label::Step::kSettle))),
      status_(options.board, clock_) {
  Genesis genesis = config.genesis;
  genesis.log_id = Mix64(options.seed + 1);  // one-to-one: another one for each seed
  const ClaimsLog::Settings settings{config.topics.claims,
                                     config.topics.raw,
                                     options.seed,
                                     genesis,
                                     config.fold,
                                     options.limits.claims_retention_ms,
                                     MostInFlight(config.worker.ring_records, options.limits.raw_partitions),
                                     /*trust_settlements=*/!options.from.has_value()};
  log_ = std::make_unique<ClaimsLog>(settings, metrics, world);
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
    if (phase_ == Phase::kRestoring && !log_->connected()) clock_.Pause(kConnectPauseMs);
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
  gauges_.ExportRestoring(*log_, !restored);
  if (!restored) return absl::OkStatus();
  health_.restored = true;
  phase_ = Phase::kJoining;
  return absl::OkStatus();
}

absl::Status Worker::JoinGroup() {
  preparer_ = world_.Prepares(log_->genesis());
  const LogIdentity identity = log_->identity();
  if (!options_.adopt_log) world_.WatchGroup(identity);
  assignment_.emplace(
      Assignment::Settings{config_.topics.raw, identity, options_.seed, options_.adopt_log, options_.from,
                           [this](int32_t partition) { return log_->trusted_below(partition); }},
      metrics_, rings_, world_);
  const OutcomeRules rules{
      config_.topics.raw,       config_.topics.enriched,     config_.topics.dead_letter,         config_.kafka.group_id,
      options_.limits.enriched, options_.limits.dead_letter, options_.limits.enriched_compacted, options_.frame,
      options_.data_schema};
  publisher_ = std::make_unique<Publisher>(
      Publisher::Settings{rules, config_.worker.transaction_interval_ms, identity, options_.seed, options_.board},
      metrics_, rings_, clock_, world_.Outcomes());
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
  listener.on_reset = [this](int32_t partition, ResetReason reason) {
    auto ring = rings_.find(partition);
    // A cut that was told of and could not be looked at yet stays one, whatever else stands in the way meanwhile.
    if (ring != rings_.end() && ring->second.reset != ResetReason::kLogCut) ring->second.reset = reason;
    assignment_->AskSoon();
  };
  listener.on_error = [this](int32_t partition, const absl::Status& error) { OnError(partition, error); };
  return listener;
}

absl::Status Worker::WorkStep() {
  WF_RETURN_IF_ERROR(CheckCluster());
  WF_RETURN_IF_ERROR(source_->Serve());
  WF_RETURN_IF_ERROR(assignment_->Check(*source_));
  if (phase_ == Phase::kRunning) WF_RETURN_IF_ERROR(TakeRecords(Idle() ? 10 : 0));
  WF_RETURN_IF_ERROR(AppendClaims());
  WF_RETURN_IF_ERROR(ApplyClaims(Idle() ? 0 : 1));
  WF_RETURN_IF_ERROR(publisher_->Advance(*source_, /*now=*/phase_ == Phase::kDraining));
  health_.producing = publisher_->Usable();
  AskAgain();
  const std::optional<int64_t> retention_ms = world_.ClaimsRetentionMs();
  gauges_.Export(*source_, *log_, rings_, retention_ms);
  status_.Present(rings_, *log_, retention_ms);
  return absl::OkStatus();
}

// Leaves the group, so that others take over at once.
void Worker::End(const absl::Status& status) {
  phase_ = Phase::kEnded;
  // Said before the waits for brokers, in which a watchdog may end the process.
  if (!status.ok())
    Log(absl::IsCancelled(status) ? LogLevel::kInfo : LogLevel::kError, Text(status), {ErrorCode(status)});
  if (source_ == nullptr) return;
  if (!status.ok()) publisher_->Finish(*source_, /*commit=*/false);  // the next owner need not wait for it
  preparer_.reset();
  source_->Close();
  if (status.ok()) Log(LogLevel::kInfo, "stopped, nothing in flight");
}

void Worker::BeginDrain() {
  phase_ = Phase::kDraining;
  drain_until_ms_ = clock_.SteadyMs() + config_.worker.drain_timeout_ms;
  health_.draining = true;
  // What may not be claimed yet is the next owner's.
  for (auto& [partition, ring] : rings_) {
    if (ring.known) continue;
    Discard(ring, label::DiscardReason::kDraining);
    ring = Ring{};
  }
  Log(LogLevel::kInfo, "draining", {{"records_in_flight", CountRecords(rings_)}});
}

absl::Status Worker::DrainTimedOut() const {
  size_t open = 0;
  for (const auto& [partition, ring] : rings_) open += ring.produced();
  return absl::AbortedError(absl::StrFormat(
      "drain timed out after %d ms: %d records in flight, %d of them in a transaction that did not end, go to other "
      "replicas",
      config_.worker.drain_timeout_ms, CountRecords(rings_), open));
}

void Worker::Discard(const Ring& ring, const label::DiscardReason& reason) {
  metrics_.Count(kMetric.records_discarded(reason), static_cast<double>(ring.size()));
}

bool Worker::Idle() const { return CountRecords(rings_) == 0 && (publisher_ == nullptr || publisher_->Idle()); }

absl::Status Worker::TakeRecords(int timeout_ms) {
  WF_ASSIGN_OR_RETURN(std::vector<std::shared_ptr<InFlight>> taken, intake_.Take(*source_, timeout_ms));
  if (taken.empty()) return absl::OkStatus();
  metrics_.Count(kMetric.records_consumed(label::Topic(config_.topics.raw)), static_cast<double>(taken.size()));
  for (const auto& record : taken) record_bytes_.Observe(static_cast<double>(record->bytes));
  preparer_->Submit(std::move(taken));
  return absl::OkStatus();
}

absl::Status Worker::AppendClaims() {
  const int64_t now_ms = clock_.SteadyMs();
  for (auto& [partition, ring] : rings_) {
    if (!ring.known) continue;
    while (InFlight* record = ring.NextToClaim()) {
      if (const auto* prepared = std::get_if<Prepared>(&record->outcome); prepared != nullptr && !record->verdict) {
        absl::Status status = log_->Append(prepared->claim);
        if (absl::IsResourceExhausted(status)) break;  // the queue is full: in a later turn
        WF_RETURN_IF_ERROR(status);
        record->asked_ms = now_ms;
      }
      ring.MarkClaimed();
    }
  }
  absl::Status lost = log_->Maintain();
  if (!absl::IsAborted(lost)) return lost;
  // Claiming again changes nothing, so claim all that was not ordered yet again.
  Log(LogLevel::kError, "claims were not delivered, claiming again", {ErrorCode(lost), {"error", Text(lost)}});
  for (auto& [partition, ring] : rings_) ring.ClaimAgain();
  return absl::OkStatus();
}

absl::Status Worker::ApplyClaims(int timeout_ms) {
  WF_RETURN_IF_ERROR(log_->Apply(timeout_ms, [this](Applied& applied) { OnApplied(applied); }));
  return refused_;
}

void Worker::OnApplied(Applied& applied) {
  for (const SettledClaim& settled : applied.settled_claims) OnSettled(settled);
  if (!applied.raw || (applied.raw->topic != config_.topics.raw && !Planted(Bug::kForeignVerdict))) return;
  auto ring = rings_.find(applied.raw->partition);
  InFlight* record = ring == rings_.end() ? nullptr : ring->second.Find(applied.raw->offset);
  if (record == nullptr || !record->prepared.load(std::memory_order_acquire)) return;
  const auto* prepared = std::get_if<Prepared>(&record->outcome);
  if (prepared == nullptr || prepared->claim.content_hash != applied.content_hash) return;
  if (applied.refused && prepared->claim.sketch_hash != SketchHash(log_->genesis())) {
    refused_ = absl::FailedPreconditionError(absl::StrFormat(
        "the claim of %s [%d] offset %d was refused: its sketch was made under other parameters than claims log %s has",
        config_.topics.raw, record->partition, record->offset, config_.topics.claims));
  }
  if (applied.verdict) OnOrdered(*record, *std::move(applied.verdict));
}

// A later claim of the same record stands for the earlier one, whoever appended it, and is settled too. What was
// settled before stays as it is: it may be in a transaction.
void Worker::OnOrdered(InFlight& record, Verdict verdict) {
  log_->Settle(SettlementOf(verdict, std::get<Prepared>(record.outcome).claim.article_id));
  const int64_t now_ms = clock_.SteadyMs();
  if (record.settled) return;
  if (!record.verdict && record.asked_ms > 0) order_.Observe(static_cast<double>(now_ms - record.asked_ms) / 1000);
  if (record.verdict) ordered_.erase(static_cast<int64_t>(record.verdict->claim_offset));
  record.verdict = std::move(verdict);
  record.asked_ms = now_ms;
  ordered_[static_cast<int64_t>(record.verdict->claim_offset)] = {record.partition, record.offset};
}

void Worker::OnSettled(const SettledClaim& settled) {
  const auto found = ordered_.find(static_cast<int64_t>(settled.claim));
  if (found == ordered_.end()) return;
  const auto [partition, offset] = found->second;
  ordered_.erase(found);
  auto ring = rings_.find(partition);
  InFlight* record = ring == rings_.end() ? nullptr : ring->second.Find(offset);
  if (record == nullptr || !record->verdict || record->verdict->claim_offset != settled.claim) return;
  if (!Planted(Bug::kOwnVerdictWins)) TakeOver(settled.carried, *record->verdict);
  record->settled = true;
  settle_.Observe(static_cast<double>(clock_.SteadyMs() - record->asked_ms) / 1000);
}

void Worker::AskAgain() {
  const int64_t now_ms = clock_.SteadyMs();
  if (Planted(Bug::kLoseSettlements)) return;  // a second guard of what they promise
  if (now_ms - asked_ms_ < kAnswerMs / 10 || log_->NearEndMs() < kAnswerMs) return;
  asked_ms_ = now_ms;
  uint64_t claims = 0;
  uint64_t settlements = 0;
  for (auto& [partition, ring] : rings_) {
    const uint64_t before = claims;
    ring.EachUnsettled([&](InFlight& record) {
      if (now_ms - record.asked_ms < kAnswerMs) return;
      record.asked_ms = now_ms;
      if (record.verdict && ++record.asked_again <= kMostAskedAgain) {
        ++settlements;
        log_->Settle(SettlementOf(*record.verdict, std::get<Prepared>(record.outcome).claim.article_id));
        return;
      }
      if (record.verdict) ordered_.erase(static_cast<int64_t>(record.verdict->claim_offset));
      record.verdict.reset();
      record.asked_again = 0;
      ++claims;
    });
    if (claims > before) ring.ClaimAgain();
  }
  if (claims + settlements == 0) return;
  metrics_.Count(kMetric.claims_repeated(), static_cast<double>(claims));
  metrics_.Count(kMetric.settlements_repeated(), static_cast<double>(settlements));
  Log(LogLevel::kWarning, "the claims log gave no answer, asking again",
      {{"claims", claims}, {"settlements", settlements}});
}

absl::Status Worker::CheckCluster() {
  const absl::Status watched = world_.Watched();
  if (absl::IsFailedPrecondition(watched)) return watched;
  health_.topics_there = !absl::IsNotFound(watched);
  health_.brokers_answer = !absl::IsUnavailable(watched);  // readiness alone: an outage passes
  if (health_.topics_there) {
    topic_gone_ms_.reset();
    return absl::OkStatus();
  }
  if (!topic_gone_ms_) topic_gone_ms_ = clock_.SteadyMs();
  return clock_.SteadyMs() - *topic_gone_ms_ < kTopicGoneMs ? absl::OkStatus() : watched;
}

void Worker::OnAssigned(const std::vector<int32_t>& partitions) {
  for (int32_t partition : partitions) {
    rings_[partition] = Ring{};
    rings_[partition].progress_ms = clock_.WallMs();
  }
  assignment_->AskSoon();
  health_.assigned = true;
  metrics_.Count(kMetric.rebalances(label::Rebalance::kAssigned));
  Log(LogLevel::kInfo, "partitions assigned",
      {{"topic", config_.topics.raw}, {"added", partitions.size()}, {"now", rings_.size()}});
}

void Worker::OnRevoked(const std::vector<int32_t>& partitions, bool lost) {
  metrics_.Count(kMetric.rebalances(lost ? label::Rebalance::kLost : label::Rebalance::kRevoked));
  // While the partitions are still ours, what is produced may be committed; else it goes.
  publisher_->Finish(*source_, /*commit=*/!lost && phase_ != Phase::kEnded);
  for (int32_t partition : partitions) {
    if (Planted(Bug::kKeepRevokedRings)) continue;
    Discard(rings_[partition], lost ? label::DiscardReason::kLost : label::DiscardReason::kRevoked);
    rings_.erase(partition);
    std::erase_if(ordered_, [&](const auto& entry) { return entry.second.first == partition; });
    RemovePartition(metrics_, config_.topics.raw, partition);
  }
  if (lost) health_.assigned = false;  // until the group has us again
  Log(LogLevel::kInfo, lost ? "partitions lost" : "partitions revoked",
      {{"topic", config_.topics.raw}, {"gone", partitions.size()}, {"now", rings_.size()}});
}

void Worker::OnError(int32_t partition, const absl::Status& error) {
  metrics_.Count(kMetric.errors(label::ErrorStage::kConsume, label::Code(absl::StatusCodeToString(error.code()))));
  Log(LogLevel::kDebug, "consumer", {{"partition", partition}, ErrorCode(error), {"error", Text(error)}});
  auto ring = rings_.find(partition);
  if (ring == rings_.end()) return;
  ring->second.trouble_ms = clock_.SteadyMs();
  ring->second.trouble = Text(error);
}

}  // namespace wirefold
