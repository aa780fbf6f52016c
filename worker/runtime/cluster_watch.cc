#include "worker/runtime/cluster_watch.h"

#include <pthread.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/runtime/log.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

constexpr std::chrono::seconds kInterval(5);

}  // namespace

ClusterWatch::ClusterWatch(std::unique_ptr<kafka::Admin> admin, std::unique_ptr<kafka::GroupOffsets> offsets,
                           const Config::Topics& topics, std::optional<int64_t> claims_retention_ms)
    : admin_(std::move(admin)),
      offsets_(std::move(offsets)),
      topics_(topics),
      claims_retention_ms_(claims_retention_ms),
      thread_([this] { Watch(); }) {
  pthread_setname_np(thread_.native_handle(), "wf-watch");
}

absl::StatusOr<std::unique_ptr<ClusterWatch>> ClusterWatch::Create(const kafka::ClientSettings& client,
                                                                   const std::string& group_id,
                                                                   const Config::Topics& topics,
                                                                   std::optional<int64_t> claims_retention_ms) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client));
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::GroupOffsets> offsets, kafka::GroupOffsets::Create(client, group_id));
  return std::unique_ptr<ClusterWatch>(
      new ClusterWatch(std::move(admin), std::move(offsets), topics, claims_retention_ms));
}

ClusterWatch::~ClusterWatch() {
  {
    std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ClusterWatch::Follow(const LogIdentity& ours) {
  std::lock_guard lock(mutex_);
  ours_ = ours;
}

absl::Status ClusterWatch::state() {
  std::lock_guard lock(mutex_);
  return state_;
}

std::optional<int64_t> ClusterWatch::claims_retention_ms() {
  std::lock_guard lock(mutex_);
  return claims_retention_ms_;
}

bool ClusterWatch::Over() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, kInterval, [this] { return over_; });
  return over_;
}

void ClusterWatch::Watch() {
  while (!Over()) {
    absl::Status state = LookAtTopics();
    std::unique_lock lock(mutex_);
    const std::optional<LogIdentity> ours = ours_;
    lock.unlock();
    if (state.ok() && ours) state = LookAtGroup(*ours);
    lock.lock();
    state_ = std::move(state);
  }
}

// Only what a broker says for sure counts: no answer, or no right to ask, is no news of the topic.
absl::Status ClusterWatch::LookAtTopics() {
  const bool outage = pace_.outage();
  const int first_ms = pace_.timeout_ms();
  bool answered = false;
  for (const std::string& topic : {topics_.raw, topics_.enriched, topics_.claims, topics_.dead_letter}) {
    const absl::StatusOr<kafka::TopicFacts> facts = admin_->Describe(topic, answered ? kLookMs : first_ms);
    answered = answered || !absl::IsUnavailable(facts.status());
    pace_.Answered(answered);
    if (!facts.ok() && admin_->Refused()) return SayRefused(facts.status());
    if (outage && !answered) break;  // one question is enough
    if (absl::IsNotFound(facts.status())) {
      return absl::NotFoundError(
          absl::StrFormat("topic %s does not exist any more: it was deleted while in use", topic));
    }
    if (facts.ok() && topic == topics_.raw) raw_partitions_ = facts->partitions;
    if (facts.ok() && topic == topics_.claims) {
      std::lock_guard lock(mutex_);
      claims_retention_ms_ = RetentionOf(*facts);
    }
  }
  if (!answered) return absl::UnavailableError("no broker answers");
  refused_.clear();
  return absl::OkStatus();
}

// As an outage: a password may be on its way to the brokers. Said once, and again when the reason is another one.
absl::Status ClusterWatch::SayRefused(const absl::Status& why) {
  const std::string reason(why.message());
  if (std::exchange(refused_, reason) != reason) {
    Log(LogLevel::kError, "brokers do not let the worker in any more", {ErrorCode(why), {"error", reason}});
  }
  return absl::UnavailableError(reason);
}

absl::Status ClusterWatch::LookAtGroup(const LogIdentity& ours) {
  const auto committed = offsets_->Read(topics_.raw, kafka::AllPartitions(raw_partitions_), kLookMs);
  if (!committed.ok()) return absl::OkStatus();  // no answer is no news
  for (const auto& [partition, told] : *committed) {
    WF_RETURN_IF_ERROR(CheckIdentity(topics_.raw, partition, told, ours));
  }
  return absl::OkStatus();
}

}  // namespace wirefold
