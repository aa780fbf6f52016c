// The real World: librdkafka, a pool of threads that prepare, the machine's clocks.
//
//   absl::StatusOr<std::unique_ptr<KafkaWorld>> world = KafkaWorld::Create(config, seed, TopicCheck::kVerify, go_on);
//   auto worker = Worker::Start(config, metrics, health, stop, **world, (*world)->Options());
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "absl/status/statusor.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"
#include "worker/ports/world.h"
#include "worker/runtime/cluster_watch.h"
#include "worker/runtime/outcome_reader.h"
#include "worker/runtime/reading_settings.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/worker.h"

namespace wirefold {

// kSkip: for the mock cluster, which cannot tell a topic's configuration.
enum class TopicCheck : uint8_t { kVerify, kSkip };

// Different at each call.
uint64_t RandomSeed();

kafka::ClientSettings ClientOf(const Config& config);

class KafkaWorld : public World {
 public:
  // Checks the topics and the rights. FailedPrecondition: a topic contradicts the configuration; the message says what
  // to change. PermissionDenied: brokers refuse the login, or a right is missing. Unavailable: no broker in time.
  // Cancelled: `go_on`, asked often, said no.
  static absl::StatusOr<std::unique_ptr<KafkaWorld>> Create(const Config& config, uint64_t seed, TopicCheck check,
                                                            const std::function<bool()>& go_on);
  // What a worker in this world is to know of it.
  WorkerOptions Options() const;

  Clock& clock() override;
  absl::StatusOr<std::pair<int64_t, int64_t>> ClaimsBounds(int timeout_ms) override;
  absl::StatusOr<std::unique_ptr<ClaimsReader>> ReadClaims(int64_t from_offset) override;
  absl::StatusOr<std::unique_ptr<ClaimsAppender>> AppendClaims() override;
  absl::StatusOr<std::unique_ptr<RawSource>> JoinGroup(RawListener listener) override;
  std::unique_ptr<OutcomeSink> Outcomes() override;
  std::unique_ptr<Preparer> Prepares(const Genesis& genesis) override;
  absl::StatusOr<std::set<int32_t>> PartitionsWithOutcomes(int timeout_ms) override;
  absl::StatusOr<std::vector<int64_t>> CommittedOffsets(int timeout_ms) override;
  void WatchGroup(const LogIdentity& ours) override {
    if (watch_ != nullptr) watch_->Follow(ours);
  }
  std::optional<int64_t> ClaimsRetentionMs() override {
    return watch_ == nullptr ? limits_.claims_retention_ms : watch_->claims_retention_ms();
  }
  absl::Status Watched() override { return watch_ == nullptr ? absl::OkStatus() : watch_->state(); }

 private:
  KafkaWorld(const Config& config, uint64_t seed);
  absl::Status Verify(const std::function<bool()>& go_on);
  // By raw partition.
  absl::StatusOr<std::map<int32_t, kafka::CommittedOffset>> Committed(kafka::Isolation isolation, int timeout_ms);

  const Config config_;
  const uint64_t seed_;
  const kafka::ClientSettings client_;
  ReadingSettings reading_;
  TopicLimits limits_;
  std::unique_ptr<kafka::Admin> admin_;
  std::optional<OutcomeReader> newest_;  // of the outcomes; nullopt: not begun
  std::unique_ptr<ClusterWatch> watch_;  // null: the cluster is not watched
};

}  // namespace wirefold
