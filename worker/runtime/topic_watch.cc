#include "worker/runtime/topic_watch.h"

#include <pthread.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr std::chrono::seconds kInterval(5);
constexpr int kLookMs = 1000;

}  // namespace

TopicWatch::TopicWatch(std::unique_ptr<kafka::Admin> admin, std::vector<std::string> topics)
    : admin_(std::move(admin)), topics_(std::move(topics)), thread_([this] { Watch(); }) {
  pthread_setname_np(thread_.native_handle(), "wf-topics");
}

absl::StatusOr<std::unique_ptr<TopicWatch>> TopicWatch::Create(const kafka::ClientSettings& client,
                                                               std::vector<std::string> topics) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client));
  return std::unique_ptr<TopicWatch>(new TopicWatch(std::move(admin), std::move(topics)));
}

TopicWatch::~TopicWatch() {
  {
    std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

absl::Status TopicWatch::state() {
  std::lock_guard lock(mutex_);
  return state_;
}

bool TopicWatch::Over() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, kInterval, [this] { return over_; });
  return over_;
}

void TopicWatch::Watch() {
  while (!Over()) {
    absl::Status state = Look();
    std::lock_guard lock(mutex_);
    state_ = std::move(state);
  }
}

// Only what a broker says for sure counts: no answer, or no right to ask, is no news of the topic.
absl::Status TopicWatch::Look() {
  for (const std::string& topic : topics_) {
    if (absl::IsNotFound(admin_->Describe(topic, kLookMs).status())) {
      return absl::NotFoundError(
          absl::StrFormat("topic %s does not exist any more: it was deleted while in use", topic));
    }
  }
  return absl::OkStatus();
}

}  // namespace wirefold
