// Texts that many claims share, by small numbers that count their uses; a number is free again after the last.
//
//   NameTable: equal names have one number (publishers, topics).
//   TextTable: whoever knows that a text is kept already shares its number (article ids, of which few are equal).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace wirefold {

// Number 0 is no text.
class TextTable {
 public:
  uint32_t Add(std::string_view text);  // used once
  void Share(uint32_t number) {
    ++entries_[number].uses;
    ++all_uses_;
  }
  // True when that was the last use.
  bool Release(uint32_t number);
  const std::string& operator[](uint32_t number) const { return entries_[number].text; }
  uint64_t uses(uint32_t number) const { return entries_[number].uses; }
  uint64_t all_uses() const { return all_uses_; }
  uint64_t bytes() const;

 private:
  struct Entry {
    std::string text;
    uint64_t uses = 0;
  };
  std::deque<Entry> entries_{1};
  std::vector<uint32_t> free_;
  uint64_t all_uses_ = 0;
  uint64_t heap_bytes_ = 0;  // of the texts
};

class NameTable {
 public:
  uint32_t Acquire(std::string_view name);
  void Release(uint32_t number);
  // 0 when no claim uses that name.
  uint32_t Find(std::string_view name) const;
  const std::string& operator[](uint32_t number) const { return texts_[number]; }
  uint64_t uses(uint32_t number) const { return texts_.uses(number); }
  uint64_t all_uses() const { return texts_.all_uses(); }
  uint64_t bytes() const;

 private:
  absl::flat_hash_map<std::string_view, uint32_t> numbers_;  // views of texts_: a deque's entries stay where they are
  TextTable texts_;
};

}  // namespace wirefold
