#include "worker/runtime/worker.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "absl/strings/str_format.h"
#include "common/codec/enriched_codec.h"
#include "worker/runtime/log.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

constexpr int kConnectTimeoutMs = 30'000;
constexpr size_t kApplyBatch = 4096;
constexpr size_t kSettlementsPerRecord = 256;
constexpr int64_t kHeartbeatMs = 1000;                // an idle writer's settlements wait this long at most
constexpr int64_t kGenesisRestatementMs = 3'600'000;  // the retained log always holds a Genesis
constexpr size_t kTransactionBytes = 32u << 20;
constexpr int64_t kExportMs = 500;

int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int64_t WallMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

uint64_t Random64() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

std::string_view RelationName(Relation relation) {
  static constexpr std::string_view kNames[] = {"",         "ORIGINAL", "REPRINT", "ABRIDGED",
                                                "EXTENDED", "DERIVED",  "VERSION", "INSUFFICIENT_TEXT"};
  return kNames[static_cast<size_t>(relation)];
}

}  // namespace

Worker::Worker(const Config& config, Metrics& metrics, WorkerHealth& health)
    : config_(config), metrics_(metrics), health_(health), writer_id_(Random64()) {
  client_.bootstrap_servers = config.kafka.bootstrap_servers;
  client_.properties = config.kafka.properties;
  transactional_id_ = absl::StrFormat("%s-%016x", config.kafka.group_id, writer_id_);
  prepare_settings_.genesis = config.genesis;
  prepare_settings_.max_record_bytes = config.worker.max_record_bytes;
}

Worker::~Worker() {
  consumer_.reset();
  pool_.reset();
}

absl::StatusOr<std::unique_ptr<Worker>> Worker::Create(const Config& config, Metrics& metrics, WorkerHealth& health,
                                                       const std::atomic<bool>& stop, TopicCheck check) {
  std::unique_ptr<Worker> worker(new Worker(config, metrics, health));
  if (check == TopicCheck::kVerify) WF_RETURN_IF_ERROR(worker->VerifyTopics());
  WF_RETURN_IF_ERROR(worker->Restore(stop));
  WF_RETURN_IF_ERROR(worker->ConnectProducer(stop));
  unsigned threads = config.worker.prepare_threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency() - 1);
  worker->pool_ = std::make_unique<PreparePool>(threads, config.topics.raw, worker->prepare_settings_);
  WF_RETURN_IF_ERROR(worker->JoinGroup());
  return worker;
}

absl::Status Worker::VerifyTopics() {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client_));
  return wirefold::VerifyTopics(*admin, config_, kConnectTimeoutMs);
}

absl::Status Worker::Restore(const std::atomic<bool>& stop) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client_));
  WF_ASSIGN_OR_RETURN(auto range, admin->Watermarks(config_.topics.claims, 0, kConnectTimeoutMs));
  const auto [first, end] = range;
  const int64_t began = SteadyMs();
  machine_ = std::make_unique<ClaimsMachine>(/*complete=*/first == 0);
  WF_ASSIGN_OR_RETURN(claims_producer_, kafka::Producer::Create(client_, std::nullopt, /*linger_ms=*/1));
  WF_ASSIGN_OR_RETURN(log_reader_, kafka::LogReader::Create(client_, config_.topics.claims, 0, first,
                                                            kafka::Isolation::kReadUncommitted));
  // Without a Genesis, propose ours; the first one in the log counts.
  bool proposed = false;
  bool caught_up = end == first;
  while (!caught_up || !machine_->genesis()) {
    if (stop) return absl::CancelledError("stopped while the fold index was restored");
    health_.last_turn_ms = SteadyMs();
    if (caught_up && !proposed) {
      Genesis genesis = config_.genesis;
      genesis.log_id = Random64();
      proposed = true;
      WF_RETURN_IF_ERROR(AppendToLog(genesis));
    }
    claims_producer_->Poll(0).IgnoreError();
    WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, log_reader_->Poll(kApplyBatch, 50));
    for (const kafka::Message& message : batch.messages) WF_RETURN_IF_ERROR(ApplyOne(message));
    if (batch.at_end) caught_up = true;
  }
  Genesis ours = config_.genesis;
  const Genesis& theirs = *machine_->genesis();
  if (ParametersHash(ours) != ParametersHash(theirs)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("claims log %s was begun under other parameters (shingle_length %d sampling_rate %d "
                        "sketch_floor %d sketch_cap %d "
                        "containment_threshold %g derived_threshold %g resemblance_threshold %g window_hours %d "
                        "window_claims %d): set `fold` in "
                        "the configuration to these, or name a new topic in topics.claims",
                        config_.topics.claims, theirs.sketch.shingle_length, theirs.sketch.sampling_rate,
                        theirs.sketch.floor, theirs.sketch.cap, theirs.containment_threshold, theirs.derived_threshold,
                        theirs.resemblance_threshold, theirs.window_seconds / 3600, theirs.window_claims));
  }
  prepare_settings_.genesis = theirs;
  health_.restored = true;
  IndexStats stats = machine_->index().Stats();
  Log(LogLevel::kInfo, "fold index restored",
      {{"topic", config_.topics.claims},
       {"from_offset", absl::StrFormat("%d", first)},
       {"to_offset", absl::StrFormat("%d", log_end_seen_)},
       {"articles", absl::StrFormat("%d", stats.articles)},
       {"took_ms", absl::StrFormat("%d", SteadyMs() - began)}});
  return absl::OkStatus();
}

absl::Status Worker::ConnectProducer(const std::atomic<bool>& stop) {
  health_.producing = false;
  producer_.reset();
  WF_ASSIGN_OR_RETURN(producer_, kafka::Producer::Create(client_, transactional_id_, /*linger_ms=*/5));
  for (;;) {
    absl::Status status = producer_->InitTransactions(5000);
    health_.last_turn_ms = SteadyMs();
    if (status.ok()) break;
    if (stop || absl::IsPermissionDenied(status)) return status;
    Log(LogLevel::kWarning, "transactional producer not ready, trying again",
        {{"error", std::string(status.message())}, {"transactional_id", transactional_id_}});
  }
  health_.producing = true;
  return absl::OkStatus();
}

absl::Status Worker::JoinGroup() {
  kafka::RebalanceListener listener;
  listener.on_assigned = [this](const std::vector<int32_t>& partitions) { OnAssigned(partitions); };
  listener.on_revoked = [this](const std::vector<int32_t>& partitions, bool lost) { OnRevoked(partitions, lost); };
  WF_ASSIGN_OR_RETURN(consumer_, kafka::GroupConsumer::Create(client_, config_.kafka.group_id, config_.topics.raw,
                                                              std::move(listener)));
  return absl::OkStatus();
}

absl::Status Worker::Run(const std::atomic<bool>& stop) {
  int64_t drain_until = 0;
  for (;;) {
    const int64_t now = SteadyMs();
    health_.last_turn_ms = now;
    if (stop && drain_until == 0) {
      drain_until = now + config_.worker.drain_timeout_ms;
      health_.draining = true;
      Log(LogLevel::kInfo, "draining", {{"records_in_flight", absl::StrFormat("%d", in_flight_records_)}});
    }
    if (recover_) WF_RETURN_IF_ERROR(RecoverProducer());
    if (drain_until != 0) {
      if (Idle()) break;
      if (now > drain_until) return absl::AbortedError("drain timed out; the records in flight go to other replicas");
    } else {
      WF_RETURN_IF_ERROR(TakeRecords(Idle() ? 10 : 0));
    }
    WF_RETURN_IF_ERROR(AppendClaims());
    WF_RETURN_IF_ERROR(ApplyClaims(Idle() ? 0 : 1));
    WF_RETURN_IF_ERROR(ProduceOutcomes());
    WF_RETURN_IF_ERROR(CommitIfDue(drain_until != 0));
    if (now - last_export_ms_ >= kExportMs) ExportGauges();
  }
  // The last settlements, so that a restored replica can trust them.
  while (!settlements_.empty()) WF_RETURN_IF_ERROR(AppendToLog(Heartbeat{}));
  claims_producer_->Flush(2000).IgnoreError();
  consumer_->Close();
  Log(LogLevel::kInfo, "stopped, nothing in flight");
  return absl::OkStatus();
}

bool Worker::Idle() const { return in_flight_records_ == 0 && !transaction_open_; }

absl::Status Worker::TakeRecords(int timeout_ms) {
  // One bound for all partitions together: they share the claims log and the transaction, so none is slower than
  // another. When it is reached the consumer is left alone; its fetch queue is bounded too.
  const size_t max_records = config_.worker.ring_records * std::max<size_t>(1, rings_.size());
  std::vector<std::shared_ptr<InFlight>> taken;
  constexpr size_t kPerTurn = 1000;
  while (taken.size() < kPerTurn && in_flight_records_ < max_records &&
         in_flight_bytes_ < config_.worker.in_flight_bytes) {
    absl::StatusOr<std::optional<kafka::Message>> message = consumer_->Poll(taken.empty() ? timeout_ms : 0);
    if (!message.ok()) return message.status();
    if (!*message) break;
    const int32_t partition = (*message)->partition();
    auto ring = rings_.find(partition);
    if (ring == rings_.end()) continue;  // revoked since it was fetched: its new owner reads it again
    auto record = std::make_shared<InFlight>(*std::move(*message));
    record->partition = partition;
    record->offset = record->message->offset();
    record->timestamp_ms = record->message->timestamp_ms().value_or(0);
    in_flight_bytes_ += record->bytes;
    ++in_flight_records_;
    ring->second.records.push_back(record);
    taken.push_back(std::move(record));
  }
  if (!taken.empty()) metrics_.Count("records_consumed_total", {{"topic", config_.topics.raw}}, taken.size());
  pool_->Submit(std::move(taken));
  return absl::OkStatus();
}

absl::Status Worker::AppendClaims() {
  for (auto& [partition, ring] : rings_) {
    while (ring.next_to_claim < ring.records.size()) {
      InFlight& record = *ring.records[ring.next_to_claim];
      if (!record.prepared.load(std::memory_order_acquire)) break;
      if (auto* prepared = std::get_if<Prepared>(&record.outcome)) {
        WF_RETURN_IF_ERROR(AppendToLog(prepared->claim));
        metrics_.Count("claims_appended_total", {});
      }
      ++ring.next_to_claim;
    }
  }
  const int64_t now = SteadyMs();
  if (!settlements_.empty() && now - last_append_ms_ > kHeartbeatMs) WF_RETURN_IF_ERROR(AppendToLog(Heartbeat{}));
  if (WallMs() - machine_->genesis_time_ms() > kGenesisRestatementMs && now - last_append_ms_ > kHeartbeatMs) {
    WF_RETURN_IF_ERROR(AppendToLog(*machine_->genesis()));
  }
  absl::Status delivered = claims_producer_->Poll(0);
  if (!delivered.ok()) {
    // Fatal for an idempotent producer. Claiming again changes nothing, so claim all that was not ordered yet again.
    Log(LogLevel::kError, "claims were not delivered, claiming again", {{"error", std::string(delivered.message())}});
    metrics_.Count("errors_total", {{"stage", "claim"}, {"code", "NOT_DELIVERED"}});
    WF_ASSIGN_OR_RETURN(claims_producer_, kafka::Producer::Create(client_, std::nullopt, /*linger_ms=*/1));
    for (auto& [partition, ring] : rings_) {
      for (size_t i = ring.next_to_produce; i < ring.next_to_claim; ++i) {
        InFlight& record = *ring.records[i];
        auto* prepared = std::get_if<Prepared>(&record.outcome);
        if (prepared != nullptr && !record.verdict) WF_RETURN_IF_ERROR(AppendToLog(prepared->claim));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Worker::AppendToLog(std::variant<Heartbeat, Claim, Genesis> entry) {
  ClaimLogRecord record{writer_id_, std::move(entry), {}};
  const size_t count = std::min(settlements_.size(), kSettlementsPerRecord);
  record.settlements.assign(settlements_.end() - static_cast<std::ptrdiff_t>(count), settlements_.end());
  settlements_.resize(settlements_.size() - count);
  const std::string bytes = EncodeClaimLogRecord(record);
  last_append_ms_ = SteadyMs();
  kafka::Outgoing outgoing;
  outgoing.topic = config_.topics.claims;
  outgoing.partition = 0;
  outgoing.value = bytes;
  return ProduceWaiting(*claims_producer_, outgoing);
}

absl::Status Worker::ProduceWaiting(kafka::Producer& producer, const kafka::Outgoing& record) {
  for (;;) {
    absl::Status status = producer.Produce(record);
    if (!absl::IsResourceExhausted(status)) return status;
    if (absl::Status delivery = producer.Poll(10); !delivery.ok()) return delivery;
    health_.last_turn_ms = SteadyMs();
  }
}

absl::Status Worker::ApplyClaims(int timeout_ms) {
  WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, log_reader_->Poll(kApplyBatch, timeout_ms));
  for (const kafka::Message& message : batch.messages) WF_RETURN_IF_ERROR(ApplyOne(message));
  return absl::OkStatus();
}

absl::Status Worker::ApplyOne(const kafka::Message& message) {
  const ClaimOffset offset{message.offset()};
  log_end_seen_ = message.offset() + 1;
  absl::StatusOr<Applied> outcome =
      machine_->Apply(offset, message.timestamp_ms().value_or(0), message.value().value_or(""));
  if (absl::IsDataLoss(outcome.status())) metrics_.Count("settlement_mismatch_total", {});
  if (!outcome.ok()) return outcome.status();  // going on would give other verdicts than our peers
  Applied& applied = *outcome;
  metrics_.Count("claims_applied_total", {});
  if (applied.no_op) {
    Log(LogLevel::kWarning, "claims log record passed over",
        {{"topic", config_.topics.claims}, {"offset", absl::StrFormat("%d", message.offset())}});
    metrics_.Count("errors_total", {{"stage", "apply"}, {"code", "NOT_A_CLAIM"}});
  }
  if (applied.reclaim) metrics_.Count("reclaims_total", {});
  if (!applied.verdict || applied.raw->topic != config_.topics.raw) return absl::OkStatus();
  auto ring = rings_.find(applied.raw->partition);
  if (ring == rings_.end()) return absl::OkStatus();
  InFlight* record = ring->second.Find(applied.raw->offset);
  if (record == nullptr || record->verdict || !record->prepared.load(std::memory_order_acquire))
    return absl::OkStatus();
  auto* prepared = std::get_if<Prepared>(&record->outcome);
  if (prepared != nullptr && prepared->claim.content_hash == applied.content_hash)
    record->verdict = std::move(applied.verdict);
  return absl::OkStatus();
}

absl::Status Worker::ProduceOutcomes() {
  if (recover_) return absl::OkStatus();
  for (auto& [partition, ring] : rings_) {
    while (ring.next_to_produce < ring.next_to_claim && transaction_bytes_ < kTransactionBytes) {
      const InFlight& record = *ring.records[ring.next_to_produce];
      if (std::holds_alternative<Prepared>(record.outcome) && !record.verdict) break;  // not ordered yet
      if (!transaction_open_) {
        if (absl::Status status = producer_->BeginTransaction(); !status.ok()) {
          Log(LogLevel::kError, "transaction did not begin", {{"error", std::string(status.message())}});
          recover_ = true;
          return absl::OkStatus();
        }
        transaction_open_ = true;
        transaction_began_ms_ = SteadyMs();
      }
      if (absl::Status status = ProduceOutcome(record); !status.ok()) {
        AbortTransaction(std::string(status.message()));
        return absl::OkStatus();
      }
      ++ring.next_to_produce;
    }
  }
  if (transaction_open_) {
    if (absl::Status delivery = producer_->Poll(0); !delivery.ok()) AbortTransaction(std::string(delivery.message()));
  }
  return absl::OkStatus();
}

absl::Status Worker::ProduceOutcome(const InFlight& record) {
  const std::string partition = absl::StrFormat("%d", record.partition);
  const std::string offset = absl::StrFormat("%d", record.offset);
  kafka::Outgoing outgoing;
  outgoing.topic = config_.topics.enriched;
  std::string value;
  std::string key;
  if (const auto* prepared = std::get_if<Prepared>(&record.outcome)) {
    key = prepared->claim.article_id;
    value = prepared->head + EncodeTail(*record.verdict, prepared->origin_credit);
    outgoing.key = key;
    outgoing.value = value;
    outgoing.timestamp_ms = record.timestamp_ms;
    outgoing.headers = {{"content-type", "application/protobuf"},
                        {"ce_specversion", "1.0"},
                        {"ce_id", config_.topics.raw + "/" + partition + "/" + offset},
                        {"ce_source", "wirefold/" + config_.topics.raw},
                        {"ce_type", "wirefold.v1.EnrichedArticle"},
                        {"ce_subject", key},
                        {"ce_relation", std::string(RelationName(record.verdict->relation))}};
    if (!prepared->ce_time.empty()) outgoing.headers.push_back({"ce_time", prepared->ce_time});
    if (!record.trace_parent.empty()) outgoing.headers.push_back({"traceparent", record.trace_parent});
  } else {
    // Dead letters and tombstones keep key, value and headers as they came.
    outgoing.key = record.message->key();
    outgoing.value = record.message->value();
    outgoing.timestamp_ms = record.timestamp_ms;
    outgoing.headers = record.message->headers();
  }
  if (const auto* dead = std::get_if<DeadLetter>(&record.outcome)) {
    outgoing.topic = config_.topics.dead_letter;
    const std::vector<kafka::Header> errors = {{"__dlq.errors.topic", config_.topics.raw},
                                               {"__dlq.errors.partition", partition},
                                               {"__dlq.errors.offset", offset},
                                               {"__dlq.errors.group", config_.kafka.group_id},
                                               {"__dlq.errors.timestamp", absl::StrFormat("%d", record.timestamp_ms)},
                                               {"__dlq.errors.stage", std::string(StageName(dead->stage))},
                                               {"__dlq.errors.code", std::string(DeadLetterCodeName(dead->code))},
                                               {"__dlq.errors.message", dead->message}};
    outgoing.headers.insert(outgoing.headers.end(), errors.begin(), errors.end());
  } else {
    outgoing.headers.push_back({"ce_origintopic", config_.topics.raw});
    outgoing.headers.push_back({"ce_originpartition", partition});
    outgoing.headers.push_back({"ce_originoffset", offset});
  }
  absl::Status status = ProduceWaiting(*producer_, outgoing);
  if (absl::IsInvalidArgument(status) && outgoing.topic == config_.topics.dead_letter) {
    // Larger than any message may be: the letter goes without its value, and says so.
    outgoing.headers.push_back({"__dlq.errors.value_omitted_bytes", absl::StrFormat("%d", record.bytes)});
    outgoing.value.reset();
    status = ProduceWaiting(*producer_, outgoing);
  }
  if (status.ok()) transaction_bytes_ += outgoing.value.value_or("").size();
  return status;
}

absl::Status Worker::CommitIfDue(bool now) {
  if (!transaction_open_ || recover_) return absl::OkStatus();
  if (now || transaction_bytes_ >= kTransactionBytes ||
      SteadyMs() - transaction_began_ms_ >= config_.worker.transaction_interval_ms) {
    Commit();
  }
  return absl::OkStatus();
}

void Worker::Commit() {
  std::map<int32_t, int64_t> next;
  for (const auto& [partition, ring] : rings_) {
    if (ring.next_to_produce > 0) next[partition] = ring.records[ring.next_to_produce - 1]->offset + 1;
  }
  const int64_t began = SteadyMs();
  std::string why;
  switch (producer_->Commit(*consumer_, config_.topics.raw, next, &why)) {
    case kafka::TransactionOutcome::kDone:
      break;
    case kafka::TransactionOutcome::kAbort:
      return AbortTransaction(why);
    case kafka::TransactionOutcome::kRecreate:
      Log(LogLevel::kError, "commit failed or is in doubt: the producer is made anew", {{"error", why}});
      metrics_.Count("transactions_total", {{"result", "failed"}});
      recover_ = true;
      return;
  }
  transaction_open_ = false;
  transaction_bytes_ = 0;
  metrics_.Count("transactions_total", {{"result", "committed"}});
  metrics_.Observe("transaction_duration_seconds", {}, static_cast<double>(SteadyMs() - began) / 1000);
  const int64_t wall = WallMs();
  uint64_t enriched = 0;
  uint64_t dead = 0;
  for (auto& [partition, ring] : rings_) {
    for (size_t i = 0; i < ring.next_to_produce; ++i) {
      const InFlight& record = *ring.records[i];
      in_flight_bytes_ -= record.bytes;
      --in_flight_records_;
      if (record.verdict) {
        settlements_.push_back({record.verdict->claim_offset, record.verdict->story_id});
        metrics_.Count("records_processed_total", {{"relation", std::string(RelationName(record.verdict->relation))}});
      }
      if (const auto* letter = std::get_if<DeadLetter>(&record.outcome)) {
        ++dead;
        metrics_.Count("records_dead_lettered_total", {{"stage", std::string(StageName(letter->stage))},
                                                       {"code", std::string(DeadLetterCodeName(letter->code))}});
        Log(LogLevel::kWarning, "dead letter",
            {{"topic", config_.topics.raw},
             {"partition", absl::StrFormat("%d", partition)},
             {"offset", absl::StrFormat("%d", record.offset)},
             {"code", std::string(DeadLetterCodeName(letter->code))},
             {"error", letter->message}});
      } else {
        ++enriched;
      }
      if (record.timestamp_ms > 0) {
        metrics_.Observe("end_to_end_latency_seconds", {}, static_cast<double>(wall - record.timestamp_ms) / 1000);
      }
    }
    if (ring.next_to_produce > 0) ring.next_offset = next[partition];
    ring.PopProduced();
  }
  if (enriched > 0) metrics_.Count("records_produced_total", {{"topic", config_.topics.enriched}}, enriched);
  if (dead > 0) metrics_.Count("records_produced_total", {{"topic", config_.topics.dead_letter}}, dead);
}

void Worker::AbortTransaction(const std::string& why) {
  Log(LogLevel::kWarning, "transaction aborted, its records are produced again", {{"error", why}});
  metrics_.Count("transactions_total", {{"result", "aborted"}});
  std::string abort_why;
  if (producer_->Abort(&abort_why) != kafka::TransactionOutcome::kDone) {
    Log(LogLevel::kError, "abort failed: the producer is made anew", {{"error", abort_why}});
    recover_ = true;
    return;
  }
  transaction_open_ = false;
  transaction_bytes_ = 0;
  for (auto& [partition, ring] : rings_) ring.next_to_produce = 0;
}

// A fatal or doubtful end of a transaction: a new producer of the same id ends it one way or the other; the committed
// offsets then say which.
absl::Status Worker::RecoverProducer() {
  WF_RETURN_IF_ERROR(ConnectProducer(health_.draining));
  transaction_open_ = false;
  transaction_bytes_ = 0;
  for (auto& [partition, ring] : rings_) ring.next_to_produce = 0;
  recover_ = false;
  std::vector<int32_t> partitions;
  for (const auto& [partition, ring] : rings_) partitions.push_back(partition);
  absl::StatusOr<std::map<int32_t, int64_t>> committed = consumer_->Committed(partitions, 15'000);
  if (!committed.ok()) {
    Log(LogLevel::kWarning, "committed offsets not read, trying again",
        {{"error", std::string(committed.status().message())}});
    recover_ = true;
    return absl::OkStatus();
  }
  for (const auto& [partition, offset] : *committed) {
    Ring& ring = rings_[partition];
    ring.PopBelow(offset);
    if (offset >= 0) ring.next_offset = offset;
  }
  in_flight_records_ = 0;
  in_flight_bytes_ = 0;
  for (const auto& [partition, ring] : rings_) {
    in_flight_records_ += ring.records.size();
    for (const auto& record : ring.records) in_flight_bytes_ += record->bytes;
  }
  return absl::OkStatus();
}

void Worker::OnAssigned(const std::vector<int32_t>& partitions) {
  for (int32_t partition : partitions) rings_[partition] = Ring{};
  health_.assigned = true;
  metrics_.Count("rebalances_total", {{"type", "assigned"}});
  Log(LogLevel::kInfo, "partitions assigned",
      {{"topic", config_.topics.raw},
       {"added", absl::StrFormat("%d", partitions.size())},
       {"now", absl::StrFormat("%d", rings_.size())}});
}

void Worker::OnRevoked(const std::vector<int32_t>& partitions, bool lost) {
  metrics_.Count("rebalances_total", {{"type", lost ? "lost" : "revoked"}});
  if (transaction_open_ && !recover_) {
    // While the partitions are still ours, what is produced may be committed; else it goes.
    if (lost) {
      AbortTransaction("partitions lost");
    } else {
      Commit();
      if (transaction_open_ && !recover_) AbortTransaction("not committed before the partitions went");
    }
  }
  for (int32_t partition : partitions) {
    auto ring = rings_.find(partition);
    if (ring == rings_.end()) continue;
    for (const auto& record : ring->second.records) in_flight_bytes_ -= record->bytes;
    in_flight_records_ -= ring->second.records.size();
    rings_.erase(ring);
    const Labels labels = {{"topic", config_.topics.raw}, {"partition", absl::StrFormat("%d", partition)}};
    for (const char* name : {"consumer_lag_records", "consumer_lag_seconds", "consumer_committed_offset",
                             "consumer_high_watermark_offset"}) {
      metrics_.Remove(name, labels);
    }
  }
  Log(LogLevel::kInfo, lost ? "partitions lost" : "partitions revoked",
      {{"topic", config_.topics.raw},
       {"gone", absl::StrFormat("%d", partitions.size())},
       {"now", absl::StrFormat("%d", rings_.size())}});
}

void Worker::ExportGauges() {
  last_export_ms_ = SteadyMs();
  const int64_t wall = WallMs();
  for (const auto& [partition, ring] : rings_) {
    const Labels labels = {{"topic", config_.topics.raw}, {"partition", absl::StrFormat("%d", partition)}};
    const int64_t end = consumer_->HighWatermark(partition);
    const int64_t committed = ring.next_offset >= 0  ? ring.next_offset
                              : ring.records.empty() ? end
                                                     : ring.records[0]->offset;
    if (end < 0 || committed < 0) continue;  // not known yet: no series rather than a wrong one
    metrics_.Set("consumer_committed_offset", labels, static_cast<double>(committed));
    metrics_.Set("consumer_high_watermark_offset", labels, static_cast<double>(end));
    const int64_t lag = std::max<int64_t>(0, end - committed);
    metrics_.Set("consumer_lag_records", labels, static_cast<double>(lag));
    // The oldest record not committed says how late we are; with a lag but no record at hand yet, the last value stays.
    if (lag == 0) {
      metrics_.Set("consumer_lag_seconds", labels, 0);
    } else if (!ring.records.empty()) {
      metrics_.Set("consumer_lag_seconds", labels,
                   std::max(0.0, static_cast<double>(wall - ring.records[0]->timestamp_ms) / 1000));
    }
  }
  if (const int64_t end = log_reader_->HighWatermark(); end >= 0) {
    metrics_.Set("claims_apply_lag_records", {}, static_cast<double>(std::max<int64_t>(0, end - log_end_seen_)));
  }
  metrics_.Set("partitions_assigned", {}, static_cast<double>(rings_.size()));
  metrics_.Set("records_in_flight", {}, static_cast<double>(in_flight_records_));
  IndexStats stats = machine_->index().Stats();
  metrics_.Set("index_articles", {}, static_cast<double>(stats.articles));
  metrics_.Set("index_fingerprints", {}, static_cast<double>(stats.fingerprints));
  metrics_.Set("index_bytes", {}, static_cast<double>(stats.bytes));
  metrics_.Set("ready", {}, health_.restored && health_.assigned && health_.producing && !health_.draining ? 1 : 0);
}

}  // namespace wirefold
