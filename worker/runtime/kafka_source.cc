#include "worker/runtime/kafka_source.h"

#include "common/base/check.h"
#include "worker/runtime/transactor.h"

namespace wirefold {

absl::StatusOr<std::unique_ptr<RawSource>> KafkaSource::Create(const kafka::ClientSettings& client,
                                                               const std::string& group_id, const std::string& topic,
                                                               size_t max_record_bytes, kafka::Admin& admin,
                                                               RawListener listener) {
  kafka::GroupListener native;
  native.on_assigned = std::move(listener.on_assigned);
  native.on_revoked = std::move(listener.on_revoked);
  native.on_end = std::move(listener.on_end);
  native.on_error = [tell = std::move(listener.on_error)](const absl::Status& error) { tell(-1, error); };
  std::unique_ptr<KafkaSource> source(new KafkaSource(topic, admin));
  WF_ASSIGN_OR_RETURN(source->consumer_,
                      kafka::GroupConsumer::Create(client, group_id, topic, max_record_bytes, std::move(native)));
  return std::unique_ptr<RawSource>(std::move(source));
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> KafkaSource::Committed(const std::vector<int32_t>& partitions,
                                                                          int timeout_ms) {
  WF_ASSIGN_OR_RETURN(auto told, consumer_->Committed(partitions, timeout_ms));
  std::map<int32_t, CommittedOffset> committed;
  for (const auto& [partition, offset] : told) committed[partition] = {offset, ""};
  return committed;
}

absl::StatusOr<std::pair<int64_t, int64_t>> KafkaSource::Bounds(int32_t partition, int timeout_ms) {
  return admin_.Watermarks(topic_, partition, timeout_ms);
}

absl::Status KafkaSource::StartAt(int32_t, int64_t) { return absl::UnimplementedError("StartAt"); }

absl::StatusOr<std::unique_ptr<GroupGeneration>> KafkaSource::Generation() {
  WF_ASSIGN_OR_RETURN(kafka::GroupGeneration generation, consumer_->Generation());
  return std::make_unique<KafkaGeneration>(std::move(generation));
}

}  // namespace wirefold
