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
#include "tests/support/kafka_handles.h"

namespace wirefold {

void Require(rd_kafka_resp_err_t error, const char* what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::fflush(stdout);  // what the test said before
  std::fprintf(stderr, "kafka_client: %s: %s\n", what, rd_kafka_err2str(error));
  std::abort();
}

namespace {

// One question, without another try.
rd_kafka_resp_err_t AskPartitionCount(rd_kafka_t* handle, const std::string& topic, int* count) {
  rd_kafka_topic_t* local = rd_kafka_topic_new(handle, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_resp_err_t error = rd_kafka_metadata(handle, 0, local, &metadata, kAttemptTimeoutMs);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    WF_CHECK(metadata->topic_cnt == 1);
    error = metadata->topics[0].err;
    *count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(local);
  return error;
}

}  // namespace

int PartitionCount(rd_kafka_t* handle, const std::string& topic) {
  int count = 0;
  Retry(topic.c_str(), [&] { return AskPartitionCount(handle, topic, &count); });
  return count;
}

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

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
                              RD_KAFKA_V_TIMESTAMP(record.timestamp_ms), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
            "produce");
    rd_kafka_poll(handle, 0);
  }
}

void RequireNone(rd_kafka_error_t* error, const char* what) {
  if (error == nullptr) return;
  Require(rd_kafka_error_code(error), what);
}

}  // namespace

void KafkaClient::Produce(const std::string& topic, const std::vector<TopicRecord>& records) {
  Send(topic, records);
  Flush();
}

void KafkaClient::Send(const std::string& topic, const std::vector<TopicRecord>& records) {
  Enqueue(impl_->producer.get(), topic, records);
}

void KafkaClient::Flush() {
  Require(rd_kafka_flush(impl_->producer.get(), kOutageMs), "flush");
  WF_CHECK(impl_->failed == 0);
}

void KafkaClient::ProduceTransaction(const std::string& topic, const std::vector<TopicRecord>& records, bool commit) {
  const Handle producer = Make(RD_KAFKA_PRODUCER, impl_->bootstrap, {{"transactional.id", topic + ".producer"}});
  RequireNone(rd_kafka_init_transactions(producer.get(), kTimeoutMs), "init transactions");
  RequireNone(rd_kafka_begin_transaction(producer.get()), "begin transaction");
  Enqueue(producer.get(), topic, records);
  Require(rd_kafka_flush(producer.get(), kTimeoutMs), "flush");
  RequireNone(commit ? rd_kafka_commit_transaction(producer.get(), -1) : rd_kafka_abort_transaction(producer.get(), -1),
              "end transaction");
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

namespace {

// First and next offset of each partition, as a reader of this isolation sees them.
std::map<int32_t, std::pair<int64_t, int64_t>> Watermarks(const std::string& bootstrap, const std::string& topic,
                                                          KafkaClient::Isolation isolation) {
  const Handle consumer = MakeConsumer(bootstrap, "reader", isolation);
  std::map<int32_t, std::pair<int64_t, int64_t>> watermarks;
  const int partitions = PartitionCount(consumer.get(), topic);
  for (int partition = 0; partition < partitions; ++partition) {
    auto& [low, high] = watermarks[partition];
    Retry("watermarks", [&] {
      return rd_kafka_query_watermark_offsets(consumer.get(), topic.c_str(), partition, &low, &high, kAttemptTimeoutMs);
    });
  }
  return watermarks;
}

}  // namespace

KafkaClient::Offsets KafkaClient::Begin(const std::string& topic) {
  Offsets offsets;
  for (const auto& [partition, marks] : Watermarks(impl_->bootstrap, topic, Isolation::kUncommitted)) {
    offsets[partition] = marks.first;
  }
  return offsets;
}

KafkaClient::Offsets KafkaClient::End(const std::string& topic, Isolation isolation) {
  Offsets offsets;
  for (const auto& [partition, marks] : Watermarks(impl_->bootstrap, topic, isolation)) {
    offsets[partition] = marks.second;
  }
  return offsets;
}

KafkaClient::Offsets KafkaClient::Committed(const std::string& group, const std::string& topic) {
  Impl::Asker& asker = impl_->askers[{group, topic}];
  Offsets offsets;
  // A failure (an outage, a transaction pending, the coordinator loading) reads as "none yet": the caller waits. The
  // next one asks anew: a consumer may have lost its brokers in an outage for good.
  const auto none_yet = [&] {
    asker.consumer = nullptr;
    return offsets;
  };
  if (asker.consumer == nullptr) {
    asker.consumer = MakeConsumer(impl_->bootstrap, group, Isolation::kCommitted);
    const rd_kafka_resp_err_t error = AskPartitionCount(asker.consumer.get(), topic, &asker.partitions);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return none_yet();
  }
  const List list(rd_kafka_topic_partition_list_new(asker.partitions));
  for (int partition = 0; partition < asker.partitions; ++partition) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  }
  if (rd_kafka_committed(asker.consumer.get(), list.get(), kAttemptTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return none_yet();
  }
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].offset >= 0) offsets[list->elems[i].partition] = list->elems[i].offset;
  }
  return offsets;
}

void KafkaClient::Commit(const std::string& group, const std::string& topic, const Offsets& offsets) {
  const auto consumer = MakeConsumer(impl_->bootstrap, group, Isolation::kCommitted);
  const List list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  }
  WF_CHECK(rd_kafka_commit(consumer.get(), list.get(), /*async=*/0) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

}  // namespace wirefold
