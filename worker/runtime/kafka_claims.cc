#include "worker/runtime/kafka_claims.h"

#include <chrono>
#include <optional>
#include <utility>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr double kLingerMs = 1;

}  // namespace

absl::StatusOr<std::unique_ptr<ClaimsReader>> KafkaClaimsReader::Create(const kafka::ClientSettings& client,
                                                                        const std::string& topic, int64_t from_offset) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::LogReader> reader,
                      kafka::LogReader::Create(client, topic, 0, from_offset, kafka::Isolation::kReadUncommitted));
  return std::unique_ptr<ClaimsReader>(new KafkaClaimsReader(std::move(reader)));
}

absl::StatusOr<ClaimsReader::Batch> KafkaClaimsReader::Read(size_t max, int timeout_ms) {
  WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch read, reader_->Poll(max, timeout_ms));
  messages_ = std::move(read.messages);
  Batch batch;
  batch.trouble = std::move(read.trouble);
  for (const kafka::Message& message : messages_) {
    batch.records.push_back({message.offset(), message.timestamp_ms().value_or(0),
                             message.timestamp_type() == kafka::TimestampType::kLogAppendTime,
                             message.value().value_or("")});
  }
  return batch;
}

KafkaClaimsAppender::KafkaClaimsAppender(kafka::ClientSettings client, std::string topic, kafka::ProducerLimits limits)
    : client_(std::move(client)), topic_(std::move(topic)), limits_(limits) {}

absl::StatusOr<std::unique_ptr<ClaimsAppender>> KafkaClaimsAppender::Create(const kafka::ClientSettings& client,
                                                                            std::string topic,
                                                                            const kafka::ProducerLimits& limits) {
  std::unique_ptr<KafkaClaimsAppender> appender(new KafkaClaimsAppender(client, std::move(topic), limits));
  WF_RETURN_IF_ERROR(appender->Reconnect());
  return std::unique_ptr<ClaimsAppender>(std::move(appender));
}

absl::Status KafkaClaimsAppender::Append(std::string_view bytes) {
  kafka::Outgoing outgoing;
  outgoing.topic = topic_;
  outgoing.partition = 0;
  outgoing.value = bytes;
  return producer_->Produce(outgoing);
}

absl::Status KafkaClaimsAppender::Reconnect() {
  std::erase_if(former_, [](const auto& former) {
    return former.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  if (producer_ != nullptr) {
    former_.push_back(std::async(std::launch::async, [old = std::move(producer_)]() mutable { old.reset(); }));
  }
  WF_ASSIGN_OR_RETURN(producer_, kafka::Producer::Create(client_, std::nullopt, kLingerMs, limits_));
  return absl::OkStatus();
}

}  // namespace wirefold
