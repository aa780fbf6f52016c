#include "common/fold/state/stories.h"

#include <iterator>

#include "common/base/check.h"
#include "common/fold/state/heap.h"

namespace wirefold {

uint32_t Stories::Find(StoryId id) const {
  auto found = numbers_.find(static_cast<uint64_t>(id));
  return found == numbers_.end() ? 0 : found->second;
}

uint32_t Stories::Open(StoryId id) {
  if (free_.empty()) {
    free_.push_back(static_cast<uint32_t>(stories_.size()));
    stories_.emplace_back();
  }
  const uint32_t story = free_.back();
  free_.pop_back();
  stories_[story] = {id, 0};
  WF_CHECK(numbers_.emplace(static_cast<uint64_t>(id), story).second);
  return story;
}

void Stories::Add(uint32_t story, uint32_t copy_number, uint64_t claim) {
  WF_CHECK(members_.insert({story, copy_number, claim}).second);
  ++stories_[story].members;
}

void Stories::Remove(uint32_t story, uint32_t copy_number, uint64_t claim) {
  WF_CHECK(members_.erase({story, copy_number, claim}) == 1);
  if (--stories_[story].members > 0) return;
  numbers_.erase(static_cast<uint64_t>(stories_[story].id));
  free_.push_back(story);
}

Stories::Member Stories::First(uint32_t story) const {
  const auto first = members_.lower_bound({story, 0, 0});
  WF_CHECK(first != members_.end() && first->story == story);
  return *first;
}

Stories::Member Stories::Last(uint32_t story) const {
  const auto behind = members_.lower_bound({story + 1, 0, 0});
  WF_CHECK(behind != members_.begin() && std::prev(behind)->story == story);
  return *std::prev(behind);
}

uint64_t Stories::bytes() const {
  return heap::OfHashTable(numbers_) + heap::OfDeque(stories_) + heap::OfVector(free_) + members_.size() * 24;
}

}  // namespace wirefold
