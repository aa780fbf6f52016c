// BlockQueue: values that are appended at the end, leave from the front, and stay where they are meanwhile, in blocks
// of some 64 KiB. For the millions of claims of a window: a std::deque takes a block of 512 bytes from the allocator
// for every few of them.
//
//   BlockQueue<KeptClaim> claims;
//   claims.push_back(kept);
//   claims[0]                       // the front
//   claims.pop_front();
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <type_traits>

namespace wirefold {

template <typename T>
class BlockQueue {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](size_t i) { return At(begin_ + i); }
  const T& operator[](size_t i) const { return At(begin_ + i); }
  const T& front() const { return At(begin_); }

  void push_back(const T& value) {
    if (begin_ + size_ == blocks_.size() * kPerBlock) {
      blocks_.push_back(std::make_unique_for_overwrite<T[]>(kPerBlock));
    }
    At(begin_ + size_++) = value;
  }
  // Requires a value.
  void pop_front() {
    --size_;
    if (++begin_ < kPerBlock) return;
    begin_ = 0;
    blocks_.pop_front();
  }

  uint64_t bytes() const { return blocks_.size() * (kPerBlock * sizeof(T) + sizeof(void*)); }

 private:
  static constexpr size_t kPerBlock = std::bit_floor((size_t{1} << 16) / sizeof(T));
  T& At(size_t place) const { return blocks_[place / kPerBlock][place % kPerBlock]; }

  std::deque<std::unique_ptr<T[]>> blocks_;
  size_t begin_ = 0;  // of the front, in the first block
  size_t size_ = 0;
};

}  // namespace wirefold
