#include "tests/sim/sim_worker.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace wirefold::sim {

Config MakeConfig(const Environment& environment) {
  Config config;
  config.kafka.group_id = kGroup;
  config.topics.raw = kRawTopic;
  config.topics.enriched = kEnrichedTopic;
  config.topics.claims = kClaimsTopic;
  config.topics.dead_letter = kDeadLetterTopic;
  config.genesis.window_claims = environment.window_claims;
  config.genesis.window_seconds = environment.window_seconds;
  config.worker.transaction_interval_ms = static_cast<uint32_t>(environment.transaction_interval_ms);
  config.worker.ring_records = environment.ring_records;
  config.worker.in_flight_bytes = environment.in_flight_bytes;
  config.worker.max_record_bytes = 900'000;
  config.worker.drain_timeout_ms = static_cast<uint32_t>(environment.drain_timeout_ms);
  return config;
}

Incarnation::Incarnation(Cluster& cluster, const Config& config, int slot, uint64_t number,
                         std::optional<StartFrom> from, std::function<void(const absl::Status&)> on_end)
    : config_(config),
      seed_(Mix64(cluster.environment.seed * 1'000'003 + static_cast<uint64_t>(slot) * 1'009 + number + 1)),
      from_(from),
      on_end_(std::move(on_end)),
      process_(cluster.kernel, [this] { Live(); }),
      world_(cluster, process_, seed_,
             cluster.environment.stable_ids ? absl::StrCat("id-", slot) : absl::StrCat("id-", slot, "-", number)) {}

void Incarnation::Live() {
  Metrics metrics;
  WorkerHealth health;
  WorkerOptions options;
  options.seed = seed_;
  options.from = from_;
  options.limits.raw = options.limits.enriched = options.limits.claims = options.limits.dead_letter = 2'000'000;
  std::unique_ptr<Worker> worker = Worker::Start(config_, metrics, health, stop_, world_, options);
  worker_ = worker.get();
  const absl::Cleanup gone = [this] { worker_ = nullptr; };
  for (;;) {
    process_.Step();
    absl::StatusOr<bool> done = worker->Turn();
    if (done.ok() && !*done) continue;
    worker_ = nullptr;
    on_end_(done.status());
    return;
  }
}

void Incarnation::Stop() {
  stop_ = true;
  process_.Wake();
}

}  // namespace wirefold::sim
