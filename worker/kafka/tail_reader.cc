#include "worker/kafka/tail_reader.h"

#include <algorithm>
#include <map>
#include <optional>
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
  using Place = std::pair<std::string, int32_t>;
  struct End {
    int64_t least = 0;
    std::optional<int64_t> at;  // nullopt: nothing was fetched yet
  };
  Client client;
  QueuePtr queue;  // goes before the client
  std::set<Place> unread;
  std::map<Place, End> ends;  // of those not passed
  std::vector<rd_kafka_message_t*> buffer = std::vector<rd_kafka_message_t*>(kBatch);

  // Everything below `position` was read.
  void Reached(const Place& place, int64_t position) {
    const auto found = ends.find(place);
    if (found == ends.end()) return;
    End& end = found->second;
    int64_t low = -1;
    int64_t high = -1;
    if (!end.at && rd_kafka_get_watermark_offsets(client.get(), place.first.c_str(), place.second, &low, &high) ==
                       RD_KAFKA_RESP_ERR_NO_ERROR) {
      end.at = std::max(high, end.least);
    }
    if (end.at && position >= *end.at) ends.erase(found);
  }
};

TailReader::TailReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TailReader::~TailReader() {
  impl_->queue.reset();
  (void)rd_kafka_consumer_close(impl_->client.get());  // it is in no group and commits nothing: it has nothing to lose
}

std::vector<TailReader::Start> NewestOf(const std::vector<std::pair<std::string, int32_t>>& topics, int64_t newest) {
  std::vector<TailReader::Start> starts;
  for (const auto& [topic, partitions] : topics) {
    for (int32_t partition = 0; partition < partitions; ++partition) starts.push_back({topic, partition, -newest});
  }
  return starts;
}

absl::StatusOr<std::unique_ptr<TailReader>> TailReader::Create(const ClientSettings& settings,
                                                               const std::vector<Start>& starts) {
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(ConfPtr conf, TailConf(settings));
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(starts.size())));
  for (const Start& start : starts) {
    rd_kafka_topic_partition_list_add(list.get(), start.topic.c_str(), start.partition)->offset =
        start.offset < 0 ? RD_KAFKA_OFFSET_TAIL(-start.offset) : start.offset;
    impl->unread.emplace(start.topic, start.partition);
    impl->ends[{start.topic, start.partition}].least = start.least;
  }
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(impl->client.get(), list.get()), "assign tails"));
  impl->queue.reset(rd_kafka_queue_get_consumer(impl->client.get()));
  return std::unique_ptr<TailReader>(new TailReader(std::move(impl)));
}

bool TailReader::at_end() const { return impl_->unread.empty(); }

bool TailReader::passed_ends() const { return impl_->ends.empty(); }

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
      impl_->Reached({topic, native->partition}, native->offset + 1);
      messages.push_back(std::move(message));
    } else if (native->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      impl_->Reached({topic, native->partition}, native->offset);  // markers and aborted records lie before it
      impl_->unread.erase({topic, native->partition});
    } else if (!topic.empty()) {
      status = ToStatus(native->err, absl::StrFormat("read the end of %s [%d]", topic, native->partition));
    }
  }
  if (!status.ok()) return status;
  return messages;
}

}  // namespace wirefold::kafka
