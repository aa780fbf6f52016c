// LogReader.
#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client_confs.h"
#include "worker/kafka/topic_identity.h"

namespace wirefold::kafka {
namespace {

constexpr int kCheckTimeoutMs = 1000;

}  // namespace

struct LogReader::Impl {
  std::string topic;
  int32_t partition = 0;
  Client client;
  // Both go before the client.
  std::unique_ptr<TopicIdentity> identity;
  QueuePtr queue;
  std::vector<rd_kafka_message_t*> buffer;
  int64_t next = 0;
};

LogReader::LogReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LogReader::~LogReader() {
  impl_->queue.reset();
  impl_->identity.reset();
  (void)rd_kafka_consumer_close(impl_->client.get());  // it is in no group and commits nothing: it has nothing to lose
}

absl::StatusOr<std::unique_ptr<LogReader>> LogReader::Create(const ClientSettings& settings, const std::string& topic,
                                                             int32_t partition, int64_t from_offset,
                                                             Isolation isolation) {
  auto impl = std::make_unique<Impl>();
  impl->topic = topic;
  impl->partition = partition;
  WF_ASSIGN_OR_RETURN(ConfPtr conf, ReaderConf(settings, isolation));
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list = MakeList(topic, {partition});
  list->elems[0].offset = from_offset;
  impl->next = from_offset;
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(impl->client.get(), list.get()), "assign " + topic));
  impl->queue.reset(rd_kafka_queue_get_consumer(impl->client.get()));
  impl->identity = std::make_unique<TopicIdentity>(impl->client.get(), topic);
  return std::unique_ptr<LogReader>(new LogReader(std::move(impl)));
}

int64_t LogReader::position() const { return impl_->next; }

int64_t LogReader::HighWatermark() const {
  int64_t low = -1;
  int64_t high = -1;
  const bool known = rd_kafka_get_watermark_offsets(impl_->client.get(), impl_->topic.c_str(), impl_->partition, &low,
                                                    &high) == RD_KAFKA_RESP_ERR_NO_ERROR;
  return known && high >= 0 ? high : -1;
}

absl::StatusOr<LogReader::Batch> LogReader::Poll(size_t max, int timeout_ms) {
  impl_->client.KeepBrokers();
  WF_RETURN_IF_ERROR(impl_->identity->Check());
  impl_->buffer.resize(max);
  Batch batch;
  ssize_t count = rd_kafka_consume_batch_queue(impl_->queue.get(), timeout_ms, impl_->buffer.data(), max);
  absl::Status status;
  for (ssize_t i = 0; i < count; ++i) {
    rd_kafka_message_t* native = impl_->buffer[static_cast<size_t>(i)];
    Message message(native);
    if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      batch.at_end = false;
      impl_->next = native->offset + 1;
      batch.messages.push_back(std::move(message));
    } else if (native->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      batch.at_end = true;
      impl_->next = std::max(impl_->next, native->offset);  // markers and aborted records lie before it
    } else {
      const absl::Status told =
          ToStatus(native->err, absl::StrFormat("read %s [%d] offset %d: %s", impl_->topic, impl_->partition,
                                                impl_->next, rd_kafka_message_errstr(native)));
      (EndsReading(native->err) ? status : batch.trouble) = told;
    }
  }
  if (status.ok()) return batch;
  // A log that was made anew is out of range, too.
  WF_RETURN_IF_ERROR(impl_->identity->CheckNow(kCheckTimeoutMs));
  return status;
}

}  // namespace wirefold::kafka
