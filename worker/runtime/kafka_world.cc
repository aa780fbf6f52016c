#include "worker/runtime/kafka_world.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/group_offsets.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/kafka_claims.h"
#include "worker/runtime/kafka_source.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"
#include "worker/runtime/prepare_pool.h"
#include "worker/runtime/transactor.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

constexpr int kConnectTimeoutMs = 30'000;
constexpr int64_t kNewestOutcomes = 100;     // of each partition: whether any was published
constexpr int kTransactionMarginMs = 5'000;  // on top of its timeout: then a transaction is in doubt

class MachineClock : public Clock {
 public:
  int64_t SteadyMs() const override { return wirefold::SteadyMs(); }
  int64_t WallMs() const override { return wirefold::WallMs(); }
  void Pause(int milliseconds) override { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }
};

int TransactionBoundMs(const Config& config) {
  int timeout_ms = kafka::kTransactionTimeoutMs;
  const auto set = config.kafka.properties.find("transaction.timeout.ms");
  if (set != config.kafka.properties.end() && !absl::SimpleAtoi(set->second, &timeout_ms)) {
    timeout_ms = kafka::kTransactionTimeoutMs;  // librdkafka says what is wrong with it
  }
  return timeout_ms + kTransactionMarginMs;
}

// Begins with the group's name and a dash, for the sake of ACLs.
std::string TransactionalId(const Config& config, uint64_t seed) {
  if (config.kafka.instance_id.empty()) return absl::StrFormat("%s-%016x", config.kafka.group_id, seed);
  return absl::StrFormat("%s-instance-%s", config.kafka.group_id, config.kafka.instance_id);
}

}  // namespace

uint64_t RandomSeed() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

kafka::ClientSettings ClientOf(const Config& config) {
  kafka::ClientSettings client;
  client.bootstrap_servers = config.kafka.bootstrap_servers;
  client.properties = config.kafka.properties;
  return client;
}

KafkaWorld::KafkaWorld(const Config& config, uint64_t seed) : config_(config), seed_(seed), client_(ClientOf(config)) {}

absl::StatusOr<std::unique_ptr<KafkaWorld>> KafkaWorld::Create(const Config& config, uint64_t seed, TopicCheck check,
                                                               const std::function<bool()>& go_on) {
  std::unique_ptr<KafkaWorld> world(new KafkaWorld(config, seed));
  WF_ASSIGN_OR_RETURN(world->reading_, ReadingSettingsOf(config));
  WF_ASSIGN_OR_RETURN(world->admin_, kafka::Admin::Create(world->client_));
  const size_t output = config.worker.max_record_bytes + kEnvelopeBytes;
  world->limits_.raw = world->limits_.enriched = world->limits_.claims = world->limits_.dead_letter = output;
  if (check == TopicCheck::kVerify) {
    WF_RETURN_IF_ERROR(world->Verify(go_on));
    WF_ASSIGN_OR_RETURN(world->watch_, ClusterWatch::Create(world->client_, config.kafka.group_id, config.topics,
                                                            world->limits_.claims_retention_ms));
  }
  return world;
}

absl::Status KafkaWorld::Verify(const std::function<bool()>& go_on) {
  return UntilAvailable(
      kConnectTimeoutMs, go_on,
      [&](int slice_ms) -> absl::Status {
        absl::StatusOr<TopicLimits> limits = VerifyTopics(*admin_, config_, slice_ms);
        if (limits.ok()) limits_ = *limits;
        return limits.status();
      },
      "no broker answers yet, trying again");
}

WorkerOptions KafkaWorld::Options() const {
  WorkerOptions options;
  options.seed = seed_;
  options.limits = limits_;
  return options;
}

Clock& KafkaWorld::clock() {
  static MachineClock clock;
  return clock;
}

absl::StatusOr<std::pair<int64_t, int64_t>> KafkaWorld::ClaimsBounds(int timeout_ms) {
  return admin_->Watermarks(config_.topics.claims, 0, timeout_ms);
}

absl::StatusOr<std::unique_ptr<ClaimsReader>> KafkaWorld::ReadClaims(int64_t from_offset) {
  return KafkaClaimsReader::Create(client_, config_.topics.claims, from_offset);
}

absl::StatusOr<std::unique_ptr<ClaimsAppender>> KafkaWorld::AppendClaims() {
  return KafkaClaimsAppender::Create(client_, config_.topics.claims, {limits_.claims, limits_.claims});
}

absl::StatusOr<std::unique_ptr<RawSource>> KafkaWorld::JoinGroup(RawListener listener) {
  return KafkaSource::Create(client_, config_.kafka.group_id, config_.topics.raw, limits_.raw, std::move(listener));
}

std::unique_ptr<OutcomeSink> KafkaWorld::Outcomes() {
  return std::make_unique<Transactor>(Transactor::Settings{
      client_,
      TransactionalId(config_, seed_),
      !config_.kafka.instance_id.empty(),
      {std::max(limits_.enriched, limits_.dead_letter), std::min(limits_.enriched, limits_.dead_letter)},
      TransactionBoundMs(config_)});
}

std::unique_ptr<Preparer> KafkaWorld::Prepares(const Genesis& genesis) {
  PrepareSettings settings{reading_.understand, genesis};
  settings.max_record_bytes = config_.worker.max_record_bytes;
  unsigned threads = config_.worker.prepare_threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency() - 1);
  return std::make_unique<PreparePool>(threads, config_.topics.raw, settings);
}

absl::StatusOr<std::set<int32_t>> KafkaWorld::PartitionsWithOutcomes(int timeout_ms) {
  if (watch_ == nullptr) return std::set<int32_t>();  // a mock cluster is always new
  if (!newest_) {
    // A group's offsets expire all at once: where one is left, a partition without has had no outcome yet. That is the
    // common case.
    WF_ASSIGN_OR_RETURN(const auto committed, Committed(kafka::Isolation::kReadCommitted, timeout_ms));
    if (std::any_of(committed.begin(), committed.end(), [](const auto& told) { return told.second.offset >= 0; })) {
      return std::set<int32_t>();
    }
    std::vector<std::pair<std::string, int32_t>> outputs;
    for (const std::string& topic : {config_.topics.enriched, config_.topics.dead_letter}) {
      WF_ASSIGN_OR_RETURN(const kafka::TopicFacts facts, admin_->Describe(topic, timeout_ms));
      outputs.emplace_back(topic, facts.partitions);
    }
    newest_.emplace(client_, kafka::NewestOf(outputs, kNewestOutcomes), OutcomeReader::Until::kLastStable,
                    config_.topics.raw);
  }
  WF_ASSIGN_OR_RETURN(const std::set<Origin> outcomes, newest_->Go(timeout_ms));
  std::set<int32_t> partitions;
  for (const auto& [partition, offset] : outcomes) partitions.insert(partition);
  return partitions;
}

absl::StatusOr<std::vector<int64_t>> KafkaWorld::CommittedOffsets(int timeout_ms) {
  WF_ASSIGN_OR_RETURN(const auto committed, Committed(kafka::Isolation::kReadUncommitted, timeout_ms));
  std::vector<int64_t> offsets;
  for (const auto& [partition, told] : committed) {
    offsets.resize(static_cast<size_t>(partition) + 1, -1);
    offsets.back() = told.offset;
  }
  return offsets;
}

absl::StatusOr<std::map<int32_t, kafka::CommittedOffset>> KafkaWorld::Committed(kafka::Isolation isolation,
                                                                                int timeout_ms) {
  WF_ASSIGN_OR_RETURN(const kafka::TopicFacts raw, admin_->Describe(config_.topics.raw, timeout_ms));
  WF_ASSIGN_OR_RETURN(const auto offsets, kafka::GroupOffsets::Create(client_, config_.kafka.group_id, isolation));
  return offsets->Read(config_.topics.raw, kafka::AllPartitions(raw.partitions), timeout_ms);
}

}  // namespace wirefold
