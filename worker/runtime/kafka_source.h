// The raw topic on Kafka: a group's member as a RawSource.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/ports/raw_source.h"

namespace wirefold {

class KafkaSource : public RawSource {
 public:
  static absl::StatusOr<std::unique_ptr<RawSource>> Create(const kafka::ClientSettings& client,
                                                           const std::string& group_id, const std::string& topic,
                                                           size_t max_record_bytes, RawListener listener);
  absl::Status Serve() override { return consumer_->Serve(); }
  absl::StatusOr<std::optional<kafka::Message>> Poll(int timeout_ms) override { return consumer_->Poll(timeout_ms); }
  absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions,
                                                               int timeout_ms) override;
  absl::StatusOr<std::pair<int64_t, int64_t>> Bounds(int32_t partition, int timeout_ms) override {
    return consumer_->Bounds(partition, timeout_ms);
  }
  absl::Status StartAt(int32_t partition, int64_t offset) override { return consumer_->StartAt(partition, offset); }
  void Hold(int32_t partition, bool held) override { consumer_->Hold(partition, held); }
  absl::StatusOr<std::unique_ptr<GroupGeneration>> Generation() override;
  void AskStableEnds(const std::vector<int32_t>& partitions) override { consumer_->AskStableEnds(partitions); }
  std::map<int32_t, int64_t> TakeStableEnds() override { return consumer_->TakeStableEnds(); }
  void Close() override { consumer_->Close(); }

 private:
  KafkaSource() = default;

  std::unique_ptr<kafka::GroupConsumer> consumer_;
};

}  // namespace wirefold
