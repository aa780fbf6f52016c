// Looks every few seconds whether the topics are still there, on a thread and with a client of its own: librdkafka
// tells a consumer of a deleted topic nothing at all, and a producer minutes later.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

class TopicWatch {
 public:
  static absl::StatusOr<std::unique_ptr<TopicWatch>> Create(const kafka::ClientSettings& client,
                                                            std::vector<std::string> topics);
  ~TopicWatch();  // waits for the look under way, two seconds at most for each topic
  // NotFound names a topic that is gone, as last looked. Any thread.
  absl::Status state();

 private:
  TopicWatch(std::unique_ptr<kafka::Admin> admin, std::vector<std::string> topics);
  void Watch();
  absl::Status Look();
  bool Over();

  const std::unique_ptr<kafka::Admin> admin_;
  const std::vector<std::string> topics_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  absl::Status state_;
  std::thread thread_;
};

}  // namespace wirefold
