// GroupConsumer and LogReader.
#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {
namespace {

constexpr size_t kAnswerMarginBytes = 1u << 20;  // other partitions' part of a fetch answer
constexpr int kAskTimeoutMs = 5000;

// Of a log's reader: what it does not go on from by itself.
bool EndsReading(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__LOG_TRUNCATION:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

}  // namespace

GroupGeneration::GroupGeneration(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupGeneration::GroupGeneration(GroupGeneration&&) noexcept = default;
GroupGeneration& GroupGeneration::operator=(GroupGeneration&&) noexcept = default;
GroupGeneration::~GroupGeneration() = default;

struct GroupConsumer::Impl {
  std::string topic;
  GroupListener listener;
  Client client;
  // Both go before the client.
  QueuePtr records;      // of all assigned partitions
  QueuePtr stable_ends;  // answers to AskStableEnds
  bool asked = false;
  bool closed = false;

  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* list,
                          void* self) {
    auto* impl = static_cast<Impl*>(self);
    std::vector<int32_t> partitions;
    for (int i = 0; i < list->cnt; ++i) partitions.push_back(list->elems[i].partition);
    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      impl->listener.on_assigned(partitions);
      // Before fetching begins, so that no record comes with the group's events.
      for (int32_t partition : partitions) {
        QueuePtr fetched(rd_kafka_queue_get_partition(client, impl->topic.c_str(), partition));
        WF_CHECK(fetched != nullptr);
        rd_kafka_queue_forward(fetched.get(), impl->records.get());
      }
      ErrorPtr(rd_kafka_incremental_assign(client, list));
    } else {
      // The listener finishes or drops the partitions' work before they are given back.
      impl->listener.on_revoked(partitions, rd_kafka_assignment_lost(client) != 0);
      ErrorPtr(rd_kafka_incremental_unassign(client, list));
    }
  }

  // Passes an event on; what librdkafka does not go on from by itself is returned.
  absl::Status Tell(const rd_kafka_message_t& event) const {
    switch (event.err) {
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        listener.on_end(event.partition, event.offset);
        return absl::OkStatus();
      case RD_KAFKA_RESP_ERR__FATAL:
      case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
        return ToStatus(event.err, absl::StrFormat("consume %s: %s", topic, rd_kafka_message_errstr(&event)));
      default:
        listener.on_error(ToStatus(event.err, absl::StrFormat("consume %s [%d]: %s", topic, event.partition,
                                                              rd_kafka_message_errstr(&event))));
        return absl::OkStatus();
    }
  }
};

GroupConsumer::GroupConsumer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupConsumer::~GroupConsumer() { Close(); }

absl::StatusOr<std::unique_ptr<GroupConsumer>> GroupConsumer::Create(const ClientSettings& settings,
                                                                     const std::string& group_id,
                                                                     const std::string& topic, size_t max_record_bytes,
                                                                     GroupListener listener) {
  auto impl = std::make_unique<Impl>();
  impl->topic = topic;
  impl->listener = std::move(listener);
  const size_t answer_bytes = std::clamp<size_t>(max_record_bytes + kAnswerMarginBytes, 100'000'000, 2'147'483'647);
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings,
                                             {{"session.timeout.ms", "20000"},
                                              {"heartbeat.interval.ms", "2000"},
                                              {"max.poll.interval.ms", "120000"},
                                              {"queued.max.messages.kbytes", "16384"},
                                              // A full queue is looked at again this soon; the default of a second
                                              // starves the worker each time it has emptied the queue.
                                              {"fetch.queue.backoff.ms", "5"},
                                              {"fetch.wait.max.ms", "50"},
                                              // The broker hands out a record larger than any fetch limit alone; a
                                              // larger answer than this one stops the partition for good.
                                              {"receive.message.max.bytes", absl::StrFormat("%d", answer_bytes)},
                                              {"auto.offset.reset", "earliest"}},
                                             {{"group.id", group_id},
                                              {"enable.auto.commit", "false"},
                                              {"enable.auto.offset.store", "false"},
                                              {"enable.partition.eof", "true"},
                                              {"isolation.level", "read_committed"},
                                              {"partition.assignment.strategy", "cooperative-sticky"}}));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), Impl::OnRebalance);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(impl->client.get());
  impl->records.reset(rd_kafka_queue_new(impl->client.get()));
  impl->stable_ends.reset(rd_kafka_queue_new(impl->client.get()));
  PartitionListPtr list = MakeList(topic, {RD_KAFKA_PARTITION_UA});
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_subscribe(impl->client.get(), list.get()), "subscribe to " + topic));
  return std::unique_ptr<GroupConsumer>(new GroupConsumer(std::move(impl)));
}

absl::Status GroupConsumer::Serve() {
  impl_->client.KeepBrokers();
  while (rd_kafka_message_t* native = rd_kafka_consumer_poll(impl_->client.get(), 0)) {
    Message event(native);
    WF_CHECK(native->err != RD_KAFKA_RESP_ERR_NO_ERROR);  // all records go to their own queue
    WF_RETURN_IF_ERROR(impl_->Tell(*native));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Message>> GroupConsumer::Poll(int timeout_ms) {
  for (;;) {
    rd_kafka_message_t* native = rd_kafka_consume_queue(impl_->records.get(), timeout_ms);
    if (native == nullptr) return std::optional<Message>();
    Message message(native);
    if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) return std::optional<Message>(std::move(message));
    WF_RETURN_IF_ERROR(impl_->Tell(*native));
    timeout_ms = 0;  // an event took the wait's place
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

absl::StatusOr<GroupGeneration> GroupConsumer::Generation() const {
  // Without a member id the broker would fence nothing; a lost assignment is somebody else's already.
  rd_kafka_t* client = impl_->client.get();
  std::unique_ptr<char, void (*)(char*)> member_id(rd_kafka_memberid(client),
                                                   [](char* id) { rd_kafka_mem_free(nullptr, id); });
  if (member_id == nullptr || *member_id == '\0' || rd_kafka_assignment_lost(client) != 0) {
    return absl::FailedPreconditionError("no member of the group any more");
  }
  auto generation = std::make_unique<GroupGeneration::Impl>();
  generation->metadata.reset(rd_kafka_consumer_group_metadata(client));
  if (generation->metadata == nullptr) return absl::FailedPreconditionError("the consumer is in no group");
  return GroupGeneration(std::move(generation));
}

void GroupConsumer::AskStableEnds(const std::vector<int32_t>& partitions) {
  if (impl_->asked || partitions.empty()) return;
  PartitionListPtr list = MakeList(impl_->topic, partitions);
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = RD_KAFKA_OFFSET_SPEC_LATEST;
  std::unique_ptr<rd_kafka_AdminOptions_t, Freer<rd_kafka_AdminOptions_destroy>> options(
      rd_kafka_AdminOptions_new(impl_->client.get(), RD_KAFKA_ADMIN_OP_LISTOFFSETS));
  char why[256];
  ErrorPtr(rd_kafka_AdminOptions_set_isolation_level(options.get(), RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAskTimeoutMs, why, sizeof(why));
  rd_kafka_ListOffsets(impl_->client.get(), list.get(), options.get(), impl_->stable_ends.get());
  impl_->asked = true;
}

std::map<int32_t, int64_t> GroupConsumer::TakeStableEnds() {
  std::map<int32_t, int64_t> ends;
  if (!impl_->asked) return ends;
  std::unique_ptr<rd_kafka_event_t, Freer<rd_kafka_event_destroy>> event(
      rd_kafka_queue_poll(impl_->stable_ends.get(), 0));
  if (event == nullptr) return ends;
  impl_->asked = false;
  const rd_kafka_ListOffsets_result_t* result = rd_kafka_event_ListOffsets_result(event.get());
  if (result == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return ends;
  size_t count = 0;
  const rd_kafka_ListOffsetsResultInfo_t** infos = rd_kafka_ListOffsets_result_infos(result, &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_topic_partition_t* told = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
    if (told->err == RD_KAFKA_RESP_ERR_NO_ERROR && told->offset >= 0) ends[told->partition] = told->offset;
  }
  return ends;
}

void GroupConsumer::Close() {
  if (impl_->closed) return;
  impl_->closed = true;
  rd_kafka_consumer_close(impl_->client.get());
}

struct LogReader::Impl {
  std::string topic;
  int32_t partition = 0;
  Client client;
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
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list = MakeList(topic, {partition});
  list->elems[0].offset = from_offset;
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(impl->client.get(), list.get()), "assign " + topic));
  impl->queue.reset(rd_kafka_queue_get_consumer(impl->client.get()));
  return std::unique_ptr<LogReader>(new LogReader(std::move(impl)));
}

int64_t LogReader::HighWatermark() const {
  int64_t low = -1;
  int64_t high = -1;
  const bool known = rd_kafka_get_watermark_offsets(impl_->client.get(), impl_->topic.c_str(), impl_->partition, &low,
                                                    &high) == RD_KAFKA_RESP_ERR_NO_ERROR;
  return known && high >= 0 ? high : -1;
}

absl::StatusOr<LogReader::Batch> LogReader::Poll(size_t max, int timeout_ms) {
  impl_->client.KeepBrokers();
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
    } else {
      const absl::Status told = ToStatus(
          native->err,
          absl::StrFormat("read %s [%d]: %s", impl_->topic, impl_->partition, rd_kafka_message_errstr(native)));
      (EndsReading(native->err) ? status : batch.trouble) = told;
    }
  }
  if (!status.ok()) return status;
  return batch;
}

}  // namespace wirefold::kafka
