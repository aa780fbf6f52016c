#include "worker/kafka/message.h"

#include <librdkafka/rdkafka.h>

#include <utility>

namespace wirefold::kafka {

Message::Message(rd_kafka_message_s* message) : native_(message) {}
Message::Message(PlainMessage plain) : plain_(std::make_unique<PlainMessage>(std::move(plain))) {}
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;
Message::~Message() = default;

void Message::Destroy::operator()(rd_kafka_message_s* message) const { rd_kafka_message_destroy(message); }

int32_t Message::partition() const { return plain_ ? plain_->partition : native_->partition; }
int64_t Message::offset() const { return plain_ ? plain_->offset : native_->offset; }

std::optional<int64_t> Message::timestamp_ms() const {
  if (plain_) return plain_->timestamp_ms;
  rd_kafka_timestamp_type_t type;
  const int64_t timestamp = rd_kafka_message_timestamp(native_.get(), &type);
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || timestamp < 0) return std::nullopt;
  return timestamp;
}

TimestampType Message::timestamp_type() const {
  if (plain_) return plain_->timestamp_type;
  rd_kafka_timestamp_type_t type;
  rd_kafka_message_timestamp(native_.get(), &type);
  switch (type) {
    case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME:
      return TimestampType::kLogAppendTime;
    case RD_KAFKA_TIMESTAMP_CREATE_TIME:
      return TimestampType::kCreateTime;
    default:
      return TimestampType::kNone;
  }
}

std::optional<std::string_view> Message::key() const {
  if (plain_) return plain_->key;
  if (native_->key == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(native_->key), native_->key_len);
}

std::optional<std::string_view> Message::value() const {
  if (plain_) return plain_->value;
  if (native_->payload == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(native_->payload), native_->len);
}

std::vector<Header> Message::headers() const {
  if (plain_) return plain_->headers;
  std::vector<Header> headers;
  rd_kafka_headers_t* native = nullptr;
  if (rd_kafka_message_headers(native_.get(), &native) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0; rd_kafka_header_get_all(native, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    headers.push_back({name, std::string(static_cast<const char*>(value), value == nullptr ? 0 : size)});
  }
  return headers;
}

size_t Message::bytes() const {
  size_t sum = key().value_or("").size() + value().value_or("").size();
  for (const Header& header : headers()) sum += header.name.size() + header.value.size();
  return sum;
}

}  // namespace wirefold::kafka
