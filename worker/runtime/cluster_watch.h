// Looks every few seconds at what no client of the worker is told of, on a thread and with clients of its own: whether
// the topics are still there (librdkafka tells a consumer of a deleted topic nothing at all, and a producer minutes
// later), and whether the whole group follows one claims log. Two workers that started together under two
// configurations see no offset of the other's when they are given their partitions.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/config/config.h"
#include "worker/kafka/ask_pace.h"
#include "worker/kafka/group_offsets.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/commit_metadata.h"

namespace wirefold {

class ClusterWatch {
 public:
  static absl::StatusOr<std::unique_ptr<ClusterWatch>> Create(const kafka::ClientSettings& client,
                                                              const std::string& group_id, const Config::Topics& topics,
                                                              std::optional<int64_t> claims_retention_ms);
  ~ClusterWatch();  // waits for the look under way, a few seconds at most
  // From now on the group's offsets are looked at, too.
  void Follow(const LogIdentity& ours);
  // As last looked: Unavailable, no broker answered in some seconds; NotFound names a topic that is gone;
  // FailedPrecondition, an offset of the group that was committed under another claims log. Any thread.
  absl::Status state();
  // Of the claims topic: as given at first, then as last looked (TopicLimits). Any thread.
  std::optional<int64_t> claims_retention_ms();

 private:
  ClusterWatch(std::unique_ptr<kafka::Admin> admin, std::unique_ptr<kafka::GroupOffsets> offsets,
               const Config::Topics& topics, std::optional<int64_t> claims_retention_ms);
  void Watch();
  absl::Status LookAtTopics();
  absl::Status SayRefused(const absl::Status& why);
  absl::Status LookAtGroup(const LogIdentity& ours);
  bool Over();

  static constexpr int kLookMs = 1000;  // for each question

  const std::unique_ptr<kafka::Admin> admin_;
  const std::unique_ptr<kafka::GroupOffsets> offsets_;
  const Config::Topics topics_;
  // The watching thread's own, as last looked:
  int32_t raw_partitions_ = 0;
  kafka::AskPace pace_{kLookMs};
  std::string refused_;  // why brokers let nobody in, as it was said; empty: they do
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::optional<LogIdentity> ours_;
  absl::Status state_;
  std::optional<int64_t> claims_retention_ms_;
  std::thread thread_;
};

}  // namespace wirefold
