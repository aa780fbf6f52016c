#include "worker/kafka/tail_reader.h"

#include <set>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"
#include "worker/kafka/client_confs.h"

namespace wirefold::kafka {
namespace {

constexpr size_t kBatch = 1000;

}  // namespace

struct TailReader::Impl {
  Client client;
  QueuePtr queue;  // goes before the client
  std::set<std::pair<std::string, int32_t>> unread;
  std::vector<rd_kafka_message_t*> buffer = std::vector<rd_kafka_message_t*>(kBatch);
};

TailReader::TailReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TailReader::~TailReader() {
  impl_->queue.reset();
  (void)rd_kafka_consumer_close(impl_->client.get());  // it is in no group and commits nothing: it has nothing to lose
}

absl::StatusOr<std::unique_ptr<TailReader>> TailReader::Create(
    const ClientSettings& settings, const std::vector<std::pair<std::string, int32_t>>& topics, int64_t newest) {
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(ConfPtr conf, TailConf(settings));
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(topics.size())));
  for (const auto& [topic, partitions] : topics) {
    for (int32_t partition = 0; partition < partitions; ++partition) {
      rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_TAIL(newest);
      impl->unread.emplace(topic, partition);
    }
  }
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(impl->client.get(), list.get()), "assign tails"));
  impl->queue.reset(rd_kafka_queue_get_consumer(impl->client.get()));
  return std::unique_ptr<TailReader>(new TailReader(std::move(impl)));
}

bool TailReader::at_end() const { return impl_->unread.empty(); }

absl::StatusOr<std::vector<Message>> TailReader::Poll(int timeout_ms) {
  impl_->client.KeepBrokers();
  std::vector<Message> messages;
  absl::Status status;
  const ssize_t count =
      rd_kafka_consume_batch_queue(impl_->queue.get(), timeout_ms, impl_->buffer.data(), impl_->buffer.size());
  for (ssize_t i = 0; i < count; ++i) {
    rd_kafka_message_t* native = impl_->buffer[static_cast<size_t>(i)];
    Message message(native);
    const std::string topic = native->rkt == nullptr ? "" : rd_kafka_topic_name(native->rkt);
    if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      messages.push_back(std::move(message));
    } else if (native->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      impl_->unread.erase({topic, native->partition});
    } else if (!topic.empty()) {
      status = ToStatus(native->err, absl::StrFormat("read the end of %s [%d]", topic, native->partition));
    }
  }
  if (!status.ok()) return status;
  return messages;
}

}  // namespace wirefold::kafka
