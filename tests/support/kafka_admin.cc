// KafkaClient: topics, and what brokers tell of them.
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <iterator>

#include "common/base/check.h"
#include "tests/support/kafka_handles.h"

namespace wirefold {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

struct MetadataDeleter {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, MetadataDeleter>;

// Of all topics; null when no broker answers.
Metadata Ask(rd_kafka_t* handle) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(handle, /*all_topics=*/1, nullptr, &metadata, kReadyTimeoutMs);
  return Metadata(error == RD_KAFKA_RESP_ERR_NO_ERROR ? metadata : nullptr);
}

bool InSync(const rd_kafka_metadata_topic_t& topic) {
  return std::all_of(topic.partitions, topic.partitions + topic.partition_cnt, [](const auto& partition) {
    return partition.leader >= 0 && partition.isr_cnt == partition.replica_cnt;
  });
}

// What brokers tell of one partition, asked until they agree that it has a leader.
template <typename Use>
void WithPartition(rd_kafka_t* handle, const std::string& topic, int32_t partition, const Use& use) {
  Retry(topic.c_str(), [&] {
    const Metadata metadata = Ask(handle);
    if (metadata == nullptr) return RD_KAFKA_RESP_ERR__TRANSPORT;
    for (int i = 0; i < metadata->topic_cnt; ++i) {
      const rd_kafka_metadata_topic_t& told = metadata->topics[i];
      if (told.topic != topic || partition >= told.partition_cnt) continue;
      if (told.partitions[partition].leader < 0) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
      use(told.partitions[partition]);
      return RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    return RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  });
}

}  // namespace

Event TakeAnswer(rd_kafka_queue_t* queue, const char* what) {
  Event event(rd_kafka_queue_poll(queue, kTimeoutMs));
  WF_CHECK(event != nullptr);
  Require(rd_kafka_event_error(event.get()), what);
  return event;
}

bool KafkaClient::Ready() const {
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(impl_->producer.get(), 0, nullptr, &metadata, kReadyTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return false;
  }
  return Metadata(metadata)->broker_cnt > 0;
}

bool KafkaClient::Whole(int brokers) const {
  const Metadata metadata = Ask(impl_->producer.get());
  return metadata != nullptr && metadata->broker_cnt == brokers &&
         std::all_of(metadata->topics, metadata->topics + metadata->topic_cnt, InSync);
}

int32_t KafkaClient::Leader(const std::string& topic, int32_t partition) const {
  int32_t leader = -1;
  WithPartition(impl_->producer.get(), topic, partition, [&](const auto& told) { leader = told.leader; });
  return leader;
}

std::vector<int32_t> KafkaClient::Followers(const std::string& topic, int32_t partition) const {
  std::vector<int32_t> followers;
  WithPartition(impl_->producer.get(), topic, partition, [&](const auto& told) {
    std::copy_if(told.replicas, told.replicas + told.replica_cnt, std::back_inserter(followers),
                 [&](int32_t id) { return id != told.leader; });
  });
  return followers;
}

void KafkaClient::CreateTopic(const std::string& topic, int partitions, const Settings& settings) {
  rd_kafka_t* handle = impl_->producer.get();
  char error[512];
  rd_kafka_NewTopic_t* request =
      rd_kafka_NewTopic_new(topic.c_str(), partitions, /*replication_factor=*/-1, error, sizeof(error));
  WF_CHECK(request != nullptr);
  for (const auto& [key, value] : settings) {
    Require(rd_kafka_NewTopic_set_config(request, key.c_str(), value.c_str()), "topic setting");
  }
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_CreateTopics(handle, &request, 1, nullptr, queue.get());
  const Event event = TakeAnswer(queue.get(), "create topic");
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  WF_CHECK(count == 1);
  Require(rd_kafka_topic_result_error(results[0]), topic.c_str());
  rd_kafka_NewTopic_destroy(request);
  PartitionCount(handle, topic);  // brokers learn of it a moment later
}

void KafkaClient::AlterTopic(const std::string& topic, const Settings& settings) {
  rd_kafka_t* handle = impl_->producer.get();
  rd_kafka_ConfigResource_t* resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  for (const auto& [key, value] : settings) {
    rd_kafka_error_t* error = rd_kafka_ConfigResource_add_incremental_config(
        resource, key.c_str(), RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET, value.c_str());
    WF_CHECK(error == nullptr);
  }
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_IncrementalAlterConfigs(handle, &resource, 1, nullptr, queue.get());
  const Event event = TakeAnswer(queue.get(), "alter topic");
  size_t count = 0;
  const rd_kafka_ConfigResource_t** results = rd_kafka_IncrementalAlterConfigs_result_resources(
      rd_kafka_event_IncrementalAlterConfigs_result(event.get()), &count);
  WF_CHECK(count == 1);
  Require(rd_kafka_ConfigResource_error(results[0]), topic.c_str());
  rd_kafka_ConfigResource_destroy(resource);
}

void KafkaClient::DeleteTopic(const std::string& topic) {
  rd_kafka_t* handle = impl_->producer.get();
  rd_kafka_DeleteTopic_t* request = rd_kafka_DeleteTopic_new(topic.c_str());
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_DeleteTopics(handle, &request, 1, nullptr, queue.get());
  const Event event = TakeAnswer(queue.get(), "delete topic");
  rd_kafka_DeleteTopic_destroy(request);
  Retry("topic still there", [&] {
    const Metadata metadata = Ask(handle);
    const bool there = metadata == nullptr || std::any_of(metadata->topics, metadata->topics + metadata->topic_cnt,
                                                          [&](const auto& told) { return told.topic == topic; });
    return there ? RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS : RD_KAFKA_RESP_ERR_NO_ERROR;
  });
}

void KafkaClient::DeleteRecords(const std::string& topic, int32_t partition, int64_t offset) {
  rd_kafka_t* handle = impl_->producer.get();
  const List list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list.get());
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_DeleteRecords(handle, &request, 1, nullptr, queue.get());
  const Event event = TakeAnswer(queue.get(), "delete records");
  const rd_kafka_topic_partition_list_t* result =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
  WF_CHECK(result->cnt == 1);
  Require(result->elems[0].err, topic.c_str());
  rd_kafka_DeleteRecords_destroy(request);
}

}  // namespace wirefold
