// CarriedParts: what claims carry (verdict.h), by small numbers, of those claims that carry anything but what they
// began with. Number 0 is the part of all others: each of these opened its story, is alone in it, names its own article
// and has no origin.
//
//   uint32_t number = parts.Keep({.story = story, .copy_number = 2, .first_seen = text, .origin = 0});
//   parts[number].story
//   parts.Release(number);
#pragma once

#include <cstdint>

#include "common/fold/state/block_queue.h"

namespace wirefold {

struct CarriedPart {
  uint32_t story = 0;        // number in Stories; 0: the one that the claim opened, and it is its only member
  uint32_t copy_number = 1;  // of the claim, in the story
  uint32_t first_seen = 0;   // number of the first seen article's id; 0: the claim's own
  uint32_t origin = 0;       // number of the story's origin, as it is carried; 0: none
  bool operator==(const CarriedPart&) const = default;
};

class CarriedParts {
 public:
  CarriedParts() { parts_.push_back({}); }

  // 0 for the part that claims begin with.
  uint32_t Keep(const CarriedPart& part);
  // Requires a number that Keep returned, and that was not released since. Nothing for 0.
  void Release(uint32_t number);
  const CarriedPart& operator[](uint32_t number) const { return parts_[number]; }

  uint64_t size() const { return parts_.size() - 1 - free_; }  // without part 0
  uint64_t bytes() const { return parts_.bytes(); }

 private:
  BlockQueue<CarriedPart> parts_;
  uint32_t first_free_ = 0;  // the free ones are a chain: `story` of each is the number of the next; 0 ends it
  uint64_t free_ = 0;
};

}  // namespace wirefold
