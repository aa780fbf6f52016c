#include "tests/support/kafka_client.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <thread>
#include <tuple>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr int kTimeoutMs = 30'000;
constexpr int kAttemptTimeoutMs = 3000;
constexpr int kReadyTimeoutMs = 500;

void Require(rd_kafka_resp_err_t error, const char* what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::fprintf(stderr, "kafka_client: %s: %s\n", what, rd_kafka_err2str(error));
  std::abort();
}

using Settings = std::vector<std::pair<std::string, std::string>>;

struct HandleDeleter {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
};
using Handle = std::unique_ptr<rd_kafka_t, HandleDeleter>;

struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
using List = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;

void CountFailedDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) ++*static_cast<int*>(opaque);
}

Handle Make(rd_kafka_type_t type, const std::string& bootstrap, const Settings& settings, int* failed = nullptr) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char error[512];
  const auto set = [&](const std::string& key, const std::string& value) {
    WF_CHECK(rd_kafka_conf_set(conf, key.c_str(), value.c_str(), error, sizeof(error)) == RD_KAFKA_CONF_OK);
  };
  set("bootstrap.servers", bootstrap);
  set("log_level", "2");  // a broker that is down is part of the tests
  set("reconnect.backoff.max.ms", "500");
  for (const auto& [key, value] : settings) set(key, value);
  if (failed != nullptr) {
    rd_kafka_conf_set_opaque(conf, failed);
    rd_kafka_conf_set_dr_msg_cb(conf, CountFailedDelivery);
  }
  Handle handle(rd_kafka_new(type, conf, error, sizeof(error)));
  WF_CHECK(handle != nullptr);
  return handle;
}

Handle MakeConsumer(const std::string& bootstrap, const std::string& group, KafkaClient::Isolation isolation) {
  return Make(
      RD_KAFKA_CONSUMER, bootstrap,
      {{"group.id", group},
       {"enable.auto.commit", "false"},
       {"enable.partition.eof", "true"},
       {"auto.offset.reset", "error"},
       {"fetch.wait.max.ms", "20"},
       {"isolation.level", isolation == KafkaClient::Isolation::kCommitted ? "read_committed" : "read_uncommitted"}});
}

// Calls `attempt` until it succeeds; a broker that just came back answers with errors for a moment.
template <typename Attempt>
void Retry(const char* what, const Attempt& attempt) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
  for (;;) {
    const rd_kafka_resp_err_t error = attempt();
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (std::chrono::steady_clock::now() > deadline) Require(error, what);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

int PartitionCount(rd_kafka_t* handle, const std::string& topic) {
  int count = 0;
  Retry(topic.c_str(), [&] {
    rd_kafka_topic_t* local = rd_kafka_topic_new(handle, topic.c_str(), nullptr);
    const rd_kafka_metadata_t* metadata = nullptr;
    rd_kafka_resp_err_t error = rd_kafka_metadata(handle, 0, local, &metadata, kAttemptTimeoutMs);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      WF_CHECK(metadata->topic_cnt == 1);
      error = metadata->topics[0].err;
      count = metadata->topics[0].partition_cnt;
      rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(local);
    return error;
  });
  return count;
}

TopicRecord ToRecord(const rd_kafka_message_t& message) {
  const auto bytes = [](const void* data, size_t size) { return std::string(static_cast<const char*>(data), size); };
  TopicRecord record;
  record.partition = message.partition;
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  if (message.key != nullptr) record.key = bytes(message.key, message.key_len);
  if (message.payload != nullptr) record.value = bytes(message.payload, message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
      record.headers.emplace_back(name, value != nullptr ? bytes(value, size) : "");
    }
  }
  return record;
}

}  // namespace

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

KafkaClient::KafkaClient(std::string bootstrap_servers) : impl_(std::make_unique<Impl>()) {
  impl_->bootstrap = std::move(bootstrap_servers);
  impl_->producer = Make(RD_KAFKA_PRODUCER, impl_->bootstrap,
                         {{"enable.idempotence", "true"},
                          {"linger.ms", "2"},
                          {"message.max.bytes", "64000000"},  // what a topic takes is the broker's to say
                          {"queue.buffering.max.messages", "1000000"}},
                         &impl_->failed);
}

KafkaClient::~KafkaClient() = default;

bool KafkaClient::Ready() const {
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(impl_->producer.get(), 0, nullptr, &metadata, kReadyTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return false;
  }
  const bool ready = metadata->broker_cnt > 0;
  rd_kafka_metadata_destroy(metadata);
  return ready;
}

void KafkaClient::CreateTopic(const std::string& topic, int partitions, const Settings& settings) {
  rd_kafka_t* handle = impl_->producer.get();
  char error[512];
  rd_kafka_NewTopic_t* request = rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, error, sizeof(error));
  WF_CHECK(request != nullptr);
  for (const auto& [key, value] : settings) {
    Require(rd_kafka_NewTopic_set_config(request, key.c_str(), value.c_str()), "topic setting");
  }
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle);
  rd_kafka_CreateTopics(handle, &request, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kTimeoutMs);
  WF_CHECK(event != nullptr);
  Require(rd_kafka_event_error(event), "create topic");
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  WF_CHECK(count == 1);
  Require(rd_kafka_topic_result_error(results[0]), topic.c_str());
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(request);
  PartitionCount(handle, topic);  // brokers learn of it a moment later
}

void KafkaClient::DeleteTopic(const std::string& topic) {
  rd_kafka_t* handle = impl_->producer.get();
  rd_kafka_DeleteTopic_t* request = rd_kafka_DeleteTopic_new(topic.c_str());
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle);
  rd_kafka_DeleteTopics(handle, &request, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kTimeoutMs);
  WF_CHECK(event != nullptr);
  Require(rd_kafka_event_error(event), "delete topic");
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_DeleteTopic_destroy(request);
}

namespace {

void Enqueue(rd_kafka_t* handle, const std::string& topic, const std::vector<TopicRecord>& records) {
  for (const TopicRecord& record : records) {
    rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
    for (const auto& [name, value] : record.headers) {
      rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                          static_cast<ssize_t>(value.size()));
    }
    // A value that is there but empty needs a non-null pointer: null is a tombstone.
    void* value = record.value ? const_cast<char*>(record.value->c_str()) : nullptr;
    const size_t value_size = record.value ? record.value->size() : 0;
    const void* key = record.key ? record.key->c_str() : nullptr;
    const size_t key_size = record.key ? record.key->size() : 0;
    Require(rd_kafka_producev(handle, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
                              RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_KEY(key, key_size),
                              RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
            "produce");
    rd_kafka_poll(handle, 0);
  }
  Require(rd_kafka_flush(handle, kTimeoutMs), "flush");
}

void RequireNone(rd_kafka_error_t* error, const char* what) {
  if (error == nullptr) return;
  Require(rd_kafka_error_code(error), what);
}

}  // namespace

void KafkaClient::Produce(const std::string& topic, const std::vector<TopicRecord>& records) {
  Enqueue(impl_->producer.get(), topic, records);
  WF_CHECK(impl_->failed == 0);
}

void KafkaClient::ProduceTransaction(const std::string& topic, const std::vector<TopicRecord>& records, bool commit) {
  const Handle producer = Make(RD_KAFKA_PRODUCER, impl_->bootstrap, {{"transactional.id", topic + ".producer"}});
  RequireNone(rd_kafka_init_transactions(producer.get(), kTimeoutMs), "init transactions");
  RequireNone(rd_kafka_begin_transaction(producer.get()), "begin transaction");
  Enqueue(producer.get(), topic, records);
  RequireNone(commit ? rd_kafka_commit_transaction(producer.get(), -1) : rd_kafka_abort_transaction(producer.get(), -1),
              "end transaction");
}

void KafkaClient::DeleteRecords(const std::string& topic, int32_t partition, int64_t offset) {
  rd_kafka_t* handle = impl_->producer.get();
  const List list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list.get());
  rd_kafka_queue_t* queue = rd_kafka_queue_new(handle);
  rd_kafka_DeleteRecords(handle, &request, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kTimeoutMs);
  WF_CHECK(event != nullptr);
  Require(rd_kafka_event_error(event), "delete records");
  const rd_kafka_topic_partition_list_t* result =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
  WF_CHECK(result->cnt == 1);
  Require(result->elems[0].err, topic.c_str());
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_DeleteRecords_destroy(request);
}

std::vector<TopicRecord> KafkaClient::Read(const std::string& topic, Isolation isolation) {
  const Handle consumer = MakeConsumer(impl_->bootstrap, "reader", isolation);
  const int partitions = PartitionCount(consumer.get(), topic);
  const List list(rd_kafka_topic_partition_list_new(partitions));
  for (int partition = 0; partition < partitions; ++partition) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  Require(rd_kafka_assign(consumer.get(), list.get()), "assign");
  std::vector<TopicRecord> records;
  std::set<int32_t> ended;
  while (ended.size() < static_cast<size_t>(partitions)) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer.get(), kTimeoutMs);
    WF_CHECK(message != nullptr);
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ended.insert(message->partition);
    } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      records.push_back(ToRecord(*message));
    } else if (message->err != RD_KAFKA_RESP_ERR__TRANSPORT && message->err != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      Require(message->err, topic.c_str());
    }
    rd_kafka_message_destroy(message);
  }
  std::sort(records.begin(), records.end(), [](const TopicRecord& a, const TopicRecord& b) {
    return std::tie(a.partition, a.offset) < std::tie(b.partition, b.offset);
  });
  return records;
}

KafkaClient::Offsets KafkaClient::End(const std::string& topic, Isolation isolation) {
  const Handle consumer = MakeConsumer(impl_->bootstrap, "reader", isolation);
  Offsets offsets;
  const int partitions = PartitionCount(consumer.get(), topic);
  for (int partition = 0; partition < partitions; ++partition) {
    int64_t low = 0;
    Retry("end offset", [&] {
      return rd_kafka_query_watermark_offsets(consumer.get(), topic.c_str(), partition, &low, &offsets[partition],
                                              kAttemptTimeoutMs);
    });
  }
  return offsets;
}

KafkaClient::Offsets KafkaClient::Committed(const std::string& group, const std::string& topic) {
  Impl::Asker& asker = impl_->askers[{group, topic}];
  if (asker.consumer == nullptr) {
    asker.consumer = MakeConsumer(impl_->bootstrap, group, Isolation::kCommitted);
    asker.partitions = PartitionCount(asker.consumer.get(), topic);
  }
  const List list(rd_kafka_topic_partition_list_new(asker.partitions));
  for (int partition = 0; partition < asker.partitions; ++partition) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  }
  Offsets offsets;
  // A failure (a transaction pending, the coordinator loading) reads as "none yet". The next one asks anew: a consumer
  // may have lost its brokers in an outage for good.
  if (rd_kafka_committed(asker.consumer.get(), list.get(), kAttemptTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    asker.consumer = nullptr;
    return offsets;
  }
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].offset >= 0) offsets[list->elems[i].partition] = list->elems[i].offset;
  }
  return offsets;
}

}  // namespace wirefold
