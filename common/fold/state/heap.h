// What standard containers hold of the heap, as glibc's allocator counts it: for IndexStats::bytes, which a test
// compares with the allocator's own figure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace wirefold::heap {

// A block of the allocator that holds so many bytes: 8 of its own, in steps of 16, at least 32.
constexpr uint64_t Block(uint64_t bytes) { return bytes == 0 ? 0 : std::max<uint64_t>(32, (bytes + 8 + 15) / 16 * 16); }

// 15 characters stay inside the string.
inline uint64_t OfString(const std::string& text) { return text.capacity() <= 15 ? 0 : Block(text.capacity() + 1); }

template <typename T>
uint64_t OfVector(const std::vector<T>& values) {
  return Block(values.capacity() * sizeof(T));
}

// libstdc++ keeps a deque in blocks of 512 bytes, or of one element when that is larger, and a map of pointers to them.
template <typename T>
uint64_t OfDeque(const std::deque<T>& values) {
  constexpr size_t kPerBlock = sizeof(T) < 512 ? 512 / sizeof(T) : 1;
  const uint64_t blocks = values.size() / kPerBlock + 1;
  return blocks * (Block(kPerBlock * sizeof(T)) + sizeof(void*));
}

// Abseil's tables: a control byte for each slot and the slots, in one block; the capacity is what they have room for.
template <typename Table>
uint64_t OfHashTable(const Table& table) {
  return table.capacity() == 0 ? 0 : Block(table.capacity() * (sizeof(typename Table::value_type) + 1) + 24);
}

}  // namespace wirefold::heap
