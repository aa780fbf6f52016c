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
  stories_[story] = {id, 0, {}, {}};
  WF_CHECK(numbers_.emplace(static_cast<uint64_t>(id), story).second);
  return story;
}

void Stories::Add(uint32_t story, uint32_t copy_number, uint64_t claim) {
  const Member member{story, copy_number, claim};
  WF_CHECK(members_.insert(member).second);
  Story& into = stories_[story];
  if (into.members == 0 || member < into.first) into.first = member;
  if (into.members == 0 || member > into.last) into.last = member;
  ++into.members;
}

void Stories::Remove(uint32_t story, uint32_t copy_number, uint64_t claim) {
  const Member member{story, copy_number, claim};
  const auto found = members_.find(member);
  WF_CHECK(found != members_.end());
  const auto behind = members_.erase(found);
  Story& from = stories_[story];
  if (--from.members == 0) {
    numbers_.erase(static_cast<uint64_t>(from.id));
    free_.push_back(story);
    return;
  }
  if (member == from.first) from.first = *behind;
  if (member == from.last) from.last = *std::prev(behind);
}

uint64_t Stories::bytes() const {
  return heap::OfHashTable(numbers_) + heap::OfDeque(stories_) + heap::OfVector(free_) + members_.size() * 24;
}

}  // namespace wirefold
