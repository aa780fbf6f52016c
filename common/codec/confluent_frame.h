// Confluent's wire format for protobuf: 00, the id of the schema (4 bytes, big endian), the index of the message in its
// file (00: the first one), the message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wirefold {

inline constexpr size_t kConfluentFrameBytes = 6;

// What stands before a message that is the first of its file.
std::string ConfluentFrame(uint32_t schema_id);

// The message in such a frame; `value` itself when it has none: no protobuf message begins with 00.
std::string_view WithoutConfluentFrame(std::string_view value);

}  // namespace wirefold
