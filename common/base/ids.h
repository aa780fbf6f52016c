// Strong types for places in Kafka and in text. Plain values: comparable, printable by the caller.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace wirefold {

// Half-open range of bytes of a UTF-8 text; of the decoded input text where nothing else is said.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
  auto operator<=>(const ByteSpan&) const = default;
};

// Where a raw record stands. Together with the content hash it identifies a claim.
struct RecordCoordinates {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  auto operator<=>(const RecordCoordinates&) const = default;
};

// Offset in the claims log; orders all claims.
enum class ClaimOffset : int64_t {};
// A story; derived from the log id and the offset of the claim that opened it.
enum class StoryId : uint64_t {};

}  // namespace wirefold
