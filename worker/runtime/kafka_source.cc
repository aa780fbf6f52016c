#include "worker/runtime/kafka_source.h"

#include "common/base/check.h"
#include "worker/runtime/transactor.h"

namespace wirefold {

absl::StatusOr<std::unique_ptr<RawSource>> KafkaSource::Create(const kafka::ClientSettings& client,
                                                               const std::string& group_id, const std::string& topic,
                                                               size_t max_record_bytes, RawListener listener) {
  kafka::GroupListener native;
  native.on_assigned = std::move(listener.on_assigned);
  native.on_revoked = std::move(listener.on_revoked);
  native.on_end = std::move(listener.on_end);
  native.on_error = std::move(listener.on_error);
  native.on_reset = [tell = std::move(listener.on_reset)](int32_t partition, kafka::ResetReason reason, int64_t) {
    tell(partition, reason);
  };
  std::unique_ptr<KafkaSource> source(new KafkaSource());
  WF_ASSIGN_OR_RETURN(source->consumer_,
                      kafka::GroupConsumer::Create(client, group_id, topic, max_record_bytes, std::move(native)));
  return std::unique_ptr<RawSource>(std::move(source));
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> KafkaSource::Committed(const std::vector<int32_t>& partitions,
                                                                          int timeout_ms) {
  return consumer_->Committed(partitions, timeout_ms);
}

absl::StatusOr<std::unique_ptr<GroupGeneration>> KafkaSource::Generation() {
  WF_ASSIGN_OR_RETURN(kafka::GroupGeneration generation, consumer_->Generation());
  return std::make_unique<KafkaGeneration>(std::move(generation));
}

}  // namespace wirefold
