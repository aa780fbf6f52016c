#include "common/fold/state/names.h"

#include "common/base/check.h"
#include "common/fold/state/heap.h"

namespace wirefold {

uint32_t TextTable::Add(std::string_view text) {
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const uint32_t number = free_.back();
  free_.pop_back();
  entries_[number] = {std::string(text), 1};
  heap_bytes_ += heap::OfString(entries_[number].text);
  ++all_uses_;
  return number;
}

bool TextTable::Release(uint32_t number) {
  Entry& entry = entries_[number];
  WF_CHECK(entry.uses > 0);
  --all_uses_;
  if (--entry.uses > 0) return false;
  heap_bytes_ -= heap::OfString(entry.text);
  entry.text = std::string();
  free_.push_back(number);
  return true;
}

uint64_t TextTable::bytes() const { return heap::OfDeque(entries_) + heap::OfVector(free_) + heap_bytes_; }

uint32_t NameTable::Acquire(std::string_view name) {
  if (auto found = numbers_.find(name); found != numbers_.end()) {
    texts_.Share(found->second);
    return found->second;
  }
  const uint32_t number = texts_.Add(name);
  numbers_.emplace(std::string_view(texts_[number]), number);
  return number;
}

void NameTable::Release(uint32_t number) {
  if (texts_.uses(number) == 1) numbers_.erase(std::string_view(texts_[number]));
  texts_.Release(number);
}

uint32_t NameTable::Find(std::string_view name) const {
  auto found = numbers_.find(name);
  return found == numbers_.end() ? 0 : found->second;
}

uint64_t NameTable::bytes() const { return texts_.bytes() + heap::OfHashTable(numbers_); }

}  // namespace wirefold
