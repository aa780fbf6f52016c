// Owners of librdkafka's handles and calls that wait, for the sources of KafkaClient alone.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "tests/support/kafka_client.h"

namespace wirefold {

inline constexpr int kTimeoutMs = 30'000;
inline constexpr int kAttemptTimeoutMs = 3000;
inline constexpr int kReadyTimeoutMs = 500;
inline constexpr int kOutageMs = 120'000;  // the longest that a test makes

// Aborts with librdkafka's words.
void Require(rd_kafka_resp_err_t error, const char* what);

struct HandleDeleter {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
};
using Handle = std::unique_ptr<rd_kafka_t, HandleDeleter>;

struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
using List = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;

struct QueueDeleter {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, QueueDeleter>;
struct EventDeleter {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using Event = std::unique_ptr<rd_kafka_event_t, EventDeleter>;

// The answer to an admin request.
Event TakeAnswer(rd_kafka_queue_t* queue, const char* what);

// Calls `attempt` until it succeeds, as long as an outage lasts; a broker that just came back answers with errors.
template <typename Attempt>
void Retry(const char* what, const Attempt& attempt) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kOutageMs);
  for (;;) {
    const rd_kafka_resp_err_t error = attempt();
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (std::chrono::steady_clock::now() > deadline) Require(error, what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

int PartitionCount(rd_kafka_t* handle, const std::string& topic);

struct KafkaClient::Impl {
  std::string bootstrap;
  int failed = 0;
  Handle producer;
  // One consumer for each group asked about, with its topic's partitions: callers of Committed poll.
  struct Asker {
    Handle consumer;
    int partitions = 0;
  };
  std::map<std::pair<std::string, std::string>, Asker> askers;
};

}  // namespace wirefold
