// A consumed record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct rd_kafka_message_s;

namespace wirefold::kafka {

struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

// Who stamped a record.
enum class TimestampType : uint8_t { kNone, kCreateTime, kLogAppendTime };

// A record as plain values: what a Message is made of where there is no librdkafka (the simulator, tests).
struct PlainMessage {
  int32_t partition = 0;
  int64_t offset = 0;
  std::optional<int64_t> timestamp_ms;
  TimestampType timestamp_type = TimestampType::kCreateTime;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
};

// Owns the record's memory, librdkafka's or plain values: views live as long as the message.
class Message {
 public:
  explicit Message(rd_kafka_message_s* message);
  explicit Message(PlainMessage plain);
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;
  ~Message();
  int32_t partition() const;
  int64_t offset() const;
  std::optional<int64_t> timestamp_ms() const;
  TimestampType timestamp_type() const;
  std::optional<std::string_view> key() const;
  std::optional<std::string_view> value() const;  // nullopt: tombstone
  std::vector<Header> headers() const;
  size_t bytes() const;                                          // key, value and headers
  const rd_kafka_message_s& native() const { return *native_; }  // of one that librdkafka gave

 private:
  struct Destroy {
    void operator()(rd_kafka_message_s* message) const;
  };
  // One of the two.
  std::unique_ptr<rd_kafka_message_s, Destroy> native_;
  std::unique_ptr<PlainMessage> plain_;
};

}  // namespace wirefold::kafka
