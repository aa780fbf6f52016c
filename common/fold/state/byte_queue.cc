#include "common/fold/state/byte_queue.h"

#include "common/base/check.h"

namespace wirefold {

char* ByteQueue::Reserve(size_t most) {
  WF_CHECK(most <= kMaxPiece);
  if (end_ / kChunk != (end_ + most) / kChunk) end_ = (end_ / kChunk + 1) * kChunk;
  if (chunks_.empty()) first_chunk_ = end_ / kChunk;
  while (first_chunk_ + chunks_.size() <= end_ / kChunk) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
  }
  return &chunks_[end_ / kChunk - first_chunk_][end_ % kChunk];
}

uint64_t ByteQueue::Append(size_t size) {
  const uint64_t at = end_;
  end_ += size;
  return at;
}

std::string_view ByteQueue::At(uint64_t position) const {
  return {&chunks_[position / kChunk - first_chunk_][position % kChunk], kChunk - position % kChunk};
}

void ByteQueue::ReleaseBelow(uint64_t position) {
  while (!chunks_.empty() && (first_chunk_ + 1) * kChunk <= position) {
    chunks_.pop_front();
    ++first_chunk_;
  }
}

}  // namespace wirefold
