// The claims topic on Kafka: a reader and an appender of its one partition.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/ports/claims_topic.h"

namespace wirefold {

class KafkaClaimsReader : public ClaimsReader {
 public:
  static absl::StatusOr<std::unique_ptr<ClaimsReader>> Create(const kafka::ClientSettings& client,
                                                              const std::string& topic, int64_t from_offset);
  absl::StatusOr<Batch> Read(size_t max, int timeout_ms) override;
  int64_t position() const override { return reader_->position(); }
  int64_t end() const override { return reader_->HighWatermark(); }

 private:
  explicit KafkaClaimsReader(std::unique_ptr<kafka::LogReader> reader) : reader_(std::move(reader)) {}

  const std::unique_ptr<kafka::LogReader> reader_;
  std::vector<kafka::Message> messages_;  // of the last batch; they end before the reader
};

class KafkaClaimsAppender : public ClaimsAppender {
 public:
  static absl::StatusOr<std::unique_ptr<ClaimsAppender>> Create(const kafka::ClientSettings& client, std::string topic,
                                                                const kafka::ProducerLimits& limits);
  absl::Status Append(std::string_view bytes) override;
  absl::Status Poll() override { return producer_->Poll(0); }
  uint64_t acknowledged() const override { return producer_->Delivered(); }
  int64_t acknowledged_end() const override { return producer_->DeliveredEnd(); }
  absl::Status Reconnect() override;
  absl::Status Flush(int timeout_ms) override { return producer_->Flush(timeout_ms); }

 private:
  KafkaClaimsAppender(kafka::ClientSettings client, std::string topic, kafka::ProducerLimits limits);

  const kafka::ClientSettings client_;
  const std::string topic_;
  const kafka::ProducerLimits limits_;
  std::unique_ptr<kafka::Producer> producer_;
  std::vector<std::future<void>> former_;  // each destroys a failed producer: that can take its time
};

}  // namespace wirefold
