// ByteQueue: bytes that are appended at the end and given back from the front. What is appended at once lies in one
// piece.
//
//   char* room = queue.Reserve(most);
//   uint64_t at = queue.Append(written);
//   queue.At(at)                          // a view from there on
//   queue.ReleaseBelow(position);
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>

namespace wirefold {

class ByteQueue {
 public:
  // Room for `most` bytes, at most kMaxPiece, at the end.
  char* Reserve(size_t most);
  // Appends what was written to the first `size` bytes of the room that was reserved last. Returns where they are.
  uint64_t Append(size_t size);
  // From `position` to the end of its chunk.
  std::string_view At(uint64_t position) const;
  // Bytes below `position` are not asked for any more.
  void ReleaseBelow(uint64_t position);
  uint64_t bytes() const { return chunks_.size() * kChunk; }

  static constexpr size_t kMaxPiece = size_t{1} << 16;

 private:
  static constexpr uint64_t kChunk = uint64_t{1} << 18;
  std::deque<std::unique_ptr<char[]>> chunks_;
  uint64_t first_chunk_ = 0;
  uint64_t end_ = 0;
};

}  // namespace wirefold
