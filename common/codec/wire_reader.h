// WireReader: takes protobuf's wire format apart, value by value. Every method returns false on truncated or malformed
// input; the output and the reader are then unspecified.
//
//   WireReader in(bytes);
//   uint64_t tag;
//   while (!in.empty() && in.Varint(tag)) …
//
// Also the framing of files and pipes of records: each after its length, as a varint (AppendDelimited).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/codec/wire_writer.h"

namespace wirefold {

inline constexpr size_t kMaxVarintBytes = 10;

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  bool empty() const { return rest_.empty(); }
  size_t left() const { return rest_.size(); }  // bytes

  // Of 64 bits.
  bool Varint(uint64_t& value) {
    value = 0;
    for (size_t i = 0; i < std::min(rest_.size(), kMaxVarintBytes); ++i) {
      const auto byte = static_cast<uint8_t>(rest_[i]);
      value |= uint64_t{byte & 0x7FU} << (7 * i);
      if (byte >= 0x80) continue;
      rest_.remove_prefix(i + 1);
      return i < 9 || byte <= 1;
    }
    return false;
  }

  // Passes over these bytes when they are the next ones; else stays where it is.
  bool Skip(std::string_view bytes) {
    if (!rest_.starts_with(bytes)) return false;
    rest_.remove_prefix(bytes.size());
    return true;
  }

  bool Skip(uint8_t byte) {
    if (rest_.empty() || static_cast<uint8_t>(rest_[0]) != byte) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // `size` bytes as they are.
  bool Bytes(uint64_t size, std::string_view& value) {
    if (size > rest_.size()) return false;
    value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  // Little-endian, as wide as `value`.
  template <typename Unsigned>
  bool Fixed(Unsigned& value) {
    std::string_view bytes;
    if (!Bytes(sizeof(value), bytes)) return false;
    value = 0;
    for (size_t i = 0; i < sizeof(value); ++i) value |= Unsigned{static_cast<uint8_t>(bytes[i])} << (8 * i);
    return true;
  }

  // A length and as many bytes.
  bool Delimited(std::string_view& value) {
    uint64_t size = 0;
    return Varint(size) && Bytes(size, value);
  }

 private:
  std::string_view rest_;
};

inline void AppendDelimited(std::string_view record, std::string& out) {
  WireWriter(out).Varint(record.size());
  out += record;
}

}  // namespace wirefold
