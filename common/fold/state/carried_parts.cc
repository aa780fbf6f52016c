#include "common/fold/state/carried_parts.h"

#include <utility>

#include "common/base/check.h"

namespace wirefold {

uint32_t CarriedParts::Keep(const CarriedPart& part) {
  if (part == CarriedPart()) return 0;
  if (first_free_ == 0) {
    parts_.push_back(part);
    return static_cast<uint32_t>(parts_.size() - 1);
  }
  --free_;
  const uint32_t number = std::exchange(first_free_, parts_[first_free_].story);
  parts_[number] = part;
  return number;
}

void CarriedParts::Release(uint32_t number) {
  if (number == 0) return;
  WF_CHECK(number < parts_.size());
  ++free_;
  parts_[number] = {.story = std::exchange(first_free_, number)};
}

}  // namespace wirefold
