#include "worker/kafka/topic_offsets.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/list_offsets.h"

namespace wirefold::kafka {
namespace {

using Answers = std::map<int32_t, absl::StatusOr<int64_t>>;

absl::StatusOr<Answers> Ask(rd_kafka_t* client, const std::string& topic, const std::vector<int32_t>& partitions,
                            rd_kafka_OffsetSpec_t which, rd_kafka_IsolationLevel_t isolation, int timeout_ms) {
  QueuePtr queue(rd_kafka_queue_new(client));
  WF_RETURN_IF_ERROR(AskOffsets(client, topic, partitions, which, isolation, timeout_ms, queue.get()));
  const EventPtr event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (event == nullptr) return absl::UnavailableError("offsets of " + topic + ": no answer in time");
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_event_error(event.get()), "offsets of " + topic));
  return OffsetsIn(event.get(), topic);
}

absl::StatusOr<int64_t> Of(const Answers& answers, const std::string& topic, int32_t partition) {
  const auto found = answers.find(partition);
  if (found == answers.end()) {
    return absl::UnavailableError(absl::StrFormat("offsets of %s [%d]: not in the answer", topic, partition));
  }
  return found->second;
}

}  // namespace

struct TopicOffsets::Impl {
  Client client;
};

TopicOffsets::TopicOffsets(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TopicOffsets::~TopicOffsets() = default;

absl::StatusOr<std::unique_ptr<TopicOffsets>> TopicOffsets::Create(const ClientSettings& settings) {
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings, ClientKind::kAdmin, {}, {}));
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_PRODUCER, std::move(conf)));
  return std::unique_ptr<TopicOffsets>(new TopicOffsets(std::move(impl)));
}

absl::StatusOr<std::map<int32_t, absl::StatusOr<PartitionOffsets>>> TopicOffsets::Read(
    const std::string& topic, const std::vector<int32_t>& partitions, int timeout_ms) {
  std::map<int32_t, absl::StatusOr<PartitionOffsets>> offsets;
  if (partitions.empty()) return offsets;
  impl_->client.KeepBrokers();
  rd_kafka_t* client = impl_->client.get();
  const auto ask = [&](rd_kafka_OffsetSpec_t which, rd_kafka_IsolationLevel_t isolation) {
    return Ask(client, topic, partitions, which, isolation, timeout_ms);
  };
  // The ends in this order, so that none is below the one before it: they only grow.
  WF_ASSIGN_OR_RETURN(const Answers first,
                      ask(RD_KAFKA_OFFSET_SPEC_EARLIEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED));
  WF_ASSIGN_OR_RETURN(const Answers stable, ask(RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED));
  WF_ASSIGN_OR_RETURN(const Answers end, ask(RD_KAFKA_OFFSET_SPEC_LATEST, RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED));
  const auto of = [&](int32_t partition) -> absl::StatusOr<PartitionOffsets> {
    PartitionOffsets told;
    WF_ASSIGN_OR_RETURN(told.first, Of(first, topic, partition));
    WF_ASSIGN_OR_RETURN(told.stable_end, Of(stable, topic, partition));
    WF_ASSIGN_OR_RETURN(told.end, Of(end, topic, partition));
    return told;
  };
  for (const int32_t partition : partitions) offsets.emplace(partition, of(partition));
  return offsets;
}

}  // namespace wirefold::kafka
