#include "worker/runtime/worker.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/lag.h"
#include "worker/runtime/log.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

constexpr int kConnectTimeoutMs = 30'000;
constexpr int kTransactionTimeoutMs = 10'000;  // librdkafka's transaction.timeout.ms unless the configuration sets it
constexpr int kTransactionMarginMs = 5'000;    // on top of it: then the transaction is in doubt
constexpr int kLearnMs = 200;
constexpr int kFinishMs = 2'000;
constexpr int64_t kExportMs = 500;

uint64_t Random64() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

int TransactionBoundMs(const Config& config) {
  int timeout_ms = kTransactionTimeoutMs;
  const auto set = config.kafka.properties.find("transaction.timeout.ms");
  if (set != config.kafka.properties.end() && !absl::SimpleAtoi(set->second, &timeout_ms)) {
    timeout_ms = kTransactionTimeoutMs;  // librdkafka says what is wrong with it
  }
  return timeout_ms + kTransactionMarginMs;
}

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

Worker::Worker(const Config& config, Metrics& metrics, WorkerHealth& health, const std::atomic<bool>& stop)
    : config_(config), metrics_(metrics), health_(health), stop_(stop), writer_id_(Random64()) {
  client_.bootstrap_servers = config.kafka.bootstrap_servers;
  client_.properties = config.kafka.properties;
}

Worker::~Worker() {
  failed_ = true;  // whatever is open now was not finished by Run
  if (consumer_ != nullptr) consumer_->Close();
}

absl::StatusOr<std::unique_ptr<Worker>> Worker::Create(const Config& config, Metrics& metrics, WorkerHealth& health,
                                                       const std::atomic<bool>& stop, TopicCheck check,
                                                       const WorkerOptions&) {
  std::unique_ptr<Worker> worker(new Worker(config, metrics, health, stop));
  WF_RETURN_IF_ERROR(worker->LearnTopics(check));
  WF_RETURN_IF_ERROR(worker->RestoreIndex());
  WF_RETURN_IF_ERROR(worker->JoinGroup());
  return worker;
}

absl::Status Worker::LearnTopics(TopicCheck check) {
  const size_t output = config_.worker.max_record_bytes + kEnvelopeBytes;
  limits_.raw = limits_.enriched = limits_.claims = limits_.dead_letter = output;
  if (check == TopicCheck::kVerify) {
    WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client_));
    WF_ASSIGN_OR_RETURN(limits_, UntilAvailable(kConnectTimeoutMs, GoOn(),
                                                [&](int slice_ms) { return VerifyTopics(*admin, config_, slice_ms); }));
  }
  return absl::OkStatus();
}

absl::Status Worker::RestoreIndex() {
  const ClaimsLog::Settings settings{
      client_,      config_.topics.claims,      writer_id_, config_.genesis, {limits_.claims, limits_.claims},
      config_.fold, limits_.claims_retention_ms};
  WF_ASSIGN_OR_RETURN(log_, ClaimsLog::Restore(settings, metrics_, kConnectTimeoutMs, GoOn()));
  health_.restored = true;
  return absl::OkStatus();
}

absl::Status Worker::JoinGroup() {
  PrepareSettings prepare;
  prepare.genesis = log_->genesis();
  prepare.max_record_bytes = config_.worker.max_record_bytes;
  unsigned threads = config_.worker.prepare_threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency() - 1);
  pool_ = std::make_unique<PreparePool>(threads, config_.topics.raw, prepare);
  const Transactor::Settings transactor{
      client_,
      absl::StrFormat("%s-%016x", config_.kafka.group_id, writer_id_),
      {std::max(limits_.enriched, limits_.dead_letter), std::min(limits_.enriched, limits_.dead_letter)},
      TransactionBoundMs(config_)};
  const OutcomeRules rules{config_.topics.raw,     config_.topics.enriched, config_.topics.dead_letter,
                           config_.kafka.group_id, limits_.enriched,        limits_.dead_letter};
  publisher_ = std::make_unique<Publisher>(
      Publisher::Settings{rules, transactor, config_.worker.transaction_interval_ms, config_.worker.max_record_bytes},
      metrics_, *log_, rings_);
  kafka::GroupListener listener;
  listener.on_assigned = [this](const std::vector<int32_t>& partitions) { OnAssigned(partitions); };
  listener.on_revoked = [this](const std::vector<int32_t>& partitions, bool lost) { OnRevoked(partitions, lost); };
  listener.on_end = [this](int32_t partition, int64_t position) {
    if (auto ring = rings_.find(partition); ring != rings_.end()) ring->second.end = position;
  };
  listener.on_error = [this](const absl::Status& error) {
    metrics_.Count("errors_total", {{"stage", "consume"}, {"code", absl::StatusCodeToString(error.code())}});
    Log(LogLevel::kDebug, "consumer", {{"error", Text(error)}});
  };
  WF_ASSIGN_OR_RETURN(consumer_, kafka::GroupConsumer::Create(client_, config_.kafka.group_id, config_.topics.raw,
                                                              limits_.raw, std::move(listener)));
  return absl::OkStatus();
}

absl::Status Worker::Run() {
  absl::Status status = Turns();
  failed_ = !status.ok();
  if (failed_) {
    // Said before the waits for brokers, in which a watchdog may end the process.
    Log(LogLevel::kError, Text(status));
    publisher_->Finish(*consumer_, /*commit=*/false);  // the next owner need not wait for it
  } else {
    log_->Finish(kFinishMs).IgnoreError();
  }
  consumer_->Close();  // others take over at once
  if (!failed_) Log(LogLevel::kInfo, "stopped, nothing in flight");
  return status;
}

// Until the drain is over.
absl::Status Worker::Turns() {
  for (;;) {
    Beat();
    if (stop_ && drain_until_ms_ == 0) BeginDrain();
    WF_RETURN_IF_ERROR(consumer_->Serve());
    if (drain_until_ms_ != 0) {
      if (Idle()) return absl::OkStatus();
      if (SteadyMs() > drain_until_ms_) return DrainTimedOut();
    } else {
      WF_RETURN_IF_ERROR(TakeRecords(Idle() ? 10 : 0));
    }
    WF_RETURN_IF_ERROR(AppendClaims());
    WF_RETURN_IF_ERROR(ApplyClaims(Idle() ? 0 : 1));
    WF_RETURN_IF_ERROR(publisher_->Advance(*consumer_, /*now=*/drain_until_ms_ != 0));
    health_.producing = publisher_->usable();
    if (SteadyMs() - last_export_ms_ >= kExportMs) ExportGauges();
  }
}

void Worker::BeginDrain() {
  drain_until_ms_ = SteadyMs() + config_.worker.drain_timeout_ms;
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

void Worker::Beat() { health_.last_turn_ms = SteadyMs(); }

std::function<bool()> Worker::GoOn() {
  return [this] {
    Beat();
    return !stop_;
  };
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
  const int64_t wall_ms = WallMs();
  while (taken.size() < kPerTurn && records < max_records && bytes < config_.worker.in_flight_bytes) {
    absl::StatusOr<std::optional<kafka::Message>> message = consumer_->Poll(taken.empty() ? timeout_ms : 0);
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
  pool_->Submit(std::move(taken));
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
    rings_[partition].progress_ms = WallMs();
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
  publisher_->Finish(*consumer_, /*commit=*/!lost && !failed_);
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
  last_export_ms_ = SteadyMs();
  const int64_t wall_ms = WallMs();
  LearnCommitted();
  for (const auto& [partition, end] : consumer_->TakeStableEnds()) {
    if (auto ring = rings_.find(partition); ring != rings_.end()) ring->second.stable_end = end;
  }
  std::vector<int32_t> partitions;
  for (const auto& [partition, ring] : rings_) {
    partitions.push_back(partition);
    ExportPartition(metrics_, config_.topics.raw, partition, ring, wall_ms);
  }
  consumer_->AskStableEnds(partitions);
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
  absl::StatusOr<std::map<int32_t, int64_t>> committed = consumer_->Committed(unknown, kLearnMs);
  if (!committed.ok()) return;  // at the next export
  for (const auto& [partition, offset] : *committed) rings_[partition].committed = offset;
}

}  // namespace wirefold
