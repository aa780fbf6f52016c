// GroupConsumer and LogReader.
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {
namespace {

int64_t CachedHighWatermark(rd_kafka_t* client, const std::string& topic, int32_t partition) {
  int64_t low = -1;
  int64_t high = -1;
  const bool known =
      rd_kafka_get_watermark_offsets(client, topic.c_str(), partition, &low, &high) == RD_KAFKA_RESP_ERR_NO_ERROR;
  return known && high >= 0 ? high : -1;
}

}  // namespace

struct GroupConsumer::Impl {
  std::string topic;
  RebalanceListener listener;
  ClientPtr client;
  bool closed = false;

  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list,
                          void* self) {
    auto* impl = static_cast<Impl*>(self);
    std::vector<int32_t> partitions;
    for (int i = 0; i < list->cnt; ++i) partitions.push_back(list->elems[i].partition);
    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      impl->listener.on_assigned(partitions);
      ErrorPtr(rd_kafka_incremental_assign(client, list));
    } else {
      // The listener finishes or drops the partitions' work before they are given back.
      impl->listener.on_revoked(partitions, rd_kafka_assignment_lost(client) != 0);
      ErrorPtr(rd_kafka_incremental_unassign(client, list));
    }
  }
};

GroupConsumer::GroupConsumer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupConsumer::~GroupConsumer() { Close(); }

absl::StatusOr<std::unique_ptr<GroupConsumer>> GroupConsumer::Create(const ClientSettings& settings,
                                                                     const std::string& group_id,
                                                                     const std::string& topic,
                                                                     RebalanceListener listener) {
  auto impl = std::make_unique<Impl>();
  impl->topic = topic;
  impl->listener = std::move(listener);
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings,
                                             {{"session.timeout.ms", "20000"},
                                              {"heartbeat.interval.ms", "2000"},
                                              {"max.poll.interval.ms", "120000"},
                                              {"queued.max.messages.kbytes", "16384"},
                                              // A full queue is looked at again this soon; the default of a second
                                              // starves the worker each time it has emptied the queue.
                                              {"fetch.queue.backoff.ms", "5"},
                                              {"fetch.wait.max.ms", "50"},
                                              {"auto.offset.reset", "earliest"}},
                                             {{"group.id", group_id},
                                              {"enable.auto.commit", "false"},
                                              {"enable.auto.offset.store", "false"},
                                              {"isolation.level", "read_committed"},
                                              {"partition.assignment.strategy", "cooperative-sticky"}}));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), Impl::OnRebalance);
  WF_ASSIGN_OR_RETURN(impl->client, MakeClient(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(impl->client.get());
  PartitionListPtr list = MakeList(topic, {RD_KAFKA_PARTITION_UA});
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_subscribe(impl->client.get(), list.get()), "subscribe to " + topic));
  return std::unique_ptr<GroupConsumer>(new GroupConsumer(std::move(impl)));
}

absl::StatusOr<std::optional<Message>> GroupConsumer::Poll(int timeout_ms) {
  rd_kafka_message_t* native = rd_kafka_consumer_poll(impl_->client.get(), timeout_ms);
  if (native == nullptr) return std::optional<Message>();
  Message message(native);
  if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) return std::optional<Message>(std::move(message));
  switch (native->err) {
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      return ToStatus(native->err, absl::StrFormat("consume %s: %s", impl_->topic, rd_kafka_message_errstr(native)));
    default:
      // Broker trouble and the like: librdkafka goes on by itself and has logged it.
      return std::optional<Message>();
  }
}

absl::StatusOr<std::map<int32_t, int64_t>> GroupConsumer::Committed(const std::vector<int32_t>& partitions,
                                                                    int timeout_ms) {
  std::map<int32_t, int64_t> committed;
  if (partitions.empty()) return committed;
  PartitionListPtr list = MakeList(impl_->topic, partitions);
  WF_RETURN_IF_ERROR(
      ToStatus(rd_kafka_committed(impl_->client.get(), list.get(), timeout_ms), "read committed offsets"));
  for (int i = 0; i < list->cnt; ++i) {
    const auto& element = list->elems[i];
    WF_RETURN_IF_ERROR(
        ToStatus(element.err, absl::StrFormat("committed offset of %s [%d]", impl_->topic, element.partition)));
    committed[element.partition] = element.offset < 0 ? -1 : element.offset;
  }
  return committed;
}

int64_t GroupConsumer::HighWatermark(int32_t partition) const {
  return CachedHighWatermark(impl_->client.get(), impl_->topic, partition);
}

void GroupConsumer::Close() {
  if (impl_->closed) return;
  impl_->closed = true;
  rd_kafka_consumer_close(impl_->client.get());
}

rd_kafka_s* GroupConsumer::native() const { return impl_->client.get(); }

struct LogReader::Impl {
  std::string topic;
  int32_t partition = 0;
  ClientPtr client;
  QueuePtr queue;
  std::vector<rd_kafka_message_t*> buffer;
};

LogReader::LogReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogReader::~LogReader() {
  impl_->queue.reset();
  rd_kafka_consumer_close(impl_->client.get());
}

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Create(const ClientSettings& settings, const std::string& topic,
                                                             int32_t partition, int64_t from_offset,
                                                             Isolation isolation) {
  auto impl = std::make_unique<Impl>();
  impl->topic = topic;
  impl->partition = partition;
  WF_ASSIGN_OR_RETURN(
      ConfPtr conf,
      MakeConf(settings,
               {{"fetch.min.bytes", "1"},
                {"fetch.wait.max.ms", "100"},
                {"queued.max.messages.kbytes", "65536"},
                {"fetch.queue.backoff.ms", "5"},
                {"socket.nagle.disable", "true"}},
               {{"group.id", "wirefold-log-reader"},  // required by assign; never joined
                {"enable.auto.commit", "false"},
                {"enable.auto.offset.store", "false"},
                {"isolation.level", isolation == Isolation::kReadCommitted ? "read_committed" : "read_uncommitted"},
                {"auto.offset.reset", "error"},
                {"enable.partition.eof", "true"}}));
  WF_ASSIGN_OR_RETURN(impl->client, MakeClient(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list = MakeList(topic, {partition});
  list->elems[0].offset = from_offset;
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(impl->client.get(), list.get()), "assign " + topic));
  impl->queue.reset(rd_kafka_queue_get_consumer(impl->client.get()));
  return std::unique_ptr<LogReader>(new LogReader(std::move(impl)));
}

int64_t LogReader::HighWatermark() const {
  return CachedHighWatermark(impl_->client.get(), impl_->topic, impl_->partition);
}

absl::StatusOr<LogReader::Batch> LogReader::Poll(size_t max, int timeout_ms) {
  impl_->buffer.resize(max);
  Batch batch;
  ssize_t count = rd_kafka_consume_batch_queue(impl_->queue.get(), timeout_ms, impl_->buffer.data(), max);
  absl::Status status;
  for (ssize_t i = 0; i < count; ++i) {
    rd_kafka_message_t* native = impl_->buffer[static_cast<size_t>(i)];
    Message message(native);
    if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      batch.at_end = false;
      batch.messages.push_back(std::move(message));
    } else if (native->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      batch.at_end = true;
    } else if (native->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
               native->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE || native->err == RD_KAFKA_RESP_ERR__FATAL ||
               native->err == RD_KAFKA_RESP_ERR__LOG_TRUNCATION ||
               native->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      status = ToStatus(native->err, absl::StrFormat("read %s [%d]: %s", impl_->topic, impl_->partition,
                                                     rd_kafka_message_errstr(native)));
    }
  }
  if (!status.ok()) return status;
  return batch;
}

}  // namespace wirefold::kafka
