// Stories: the stories that have more than one member in the window, or had, by small numbers; and their members by
// copy number. A claim alone in the story that it opened is not here.
//
//   uint32_t story = stories.Find(id);                 // 0: none
//   stories.Add(story, copy_number, claim);
//   stories.Last(story).copy_number                    // the greatest
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "common/base/ids.h"

namespace wirefold {

class Stories {
 public:
  struct Member {
    uint32_t story = 0;
    uint32_t copy_number = 0;
    uint64_t claim = 0;
    auto operator<=>(const Member&) const = default;
  };

  uint32_t Find(StoryId id) const;
  // Requires that it is not there. It needs a member before it can be asked for one.
  uint32_t Open(StoryId id);
  StoryId operator[](uint32_t story) const { return stories_[story].id; }

  void Add(uint32_t story, uint32_t copy_number, uint64_t claim);
  // The last member takes the story with it.
  void Remove(uint32_t story, uint32_t copy_number, uint64_t claim);
  bool Holds(const Member& member) const { return members_.contains(member); }
  bool HasMembers(uint32_t story) const { return stories_[story].members > 0; }
  // The members of the lowest and of the greatest copy number; among equals the older and the newer claim.
  const Member& First(uint32_t story) const { return stories_[story].first; }
  const Member& Last(uint32_t story) const { return stories_[story].last; }

  // Calls visit(member) for the `most` members of the greatest copy numbers, these first.
  template <typename Visit>
  void VisitLast(uint32_t story, size_t most, Visit visit) const {
    auto member = members_.upper_bound(stories_[story].last);
    for (size_t i = 0; i < most && member != members_.begin(); ++i) {
      --member;
      if (member->story != story) return;
      visit(*member);
    }
  }

  size_t size() const { return numbers_.size(); }
  size_t members() const { return members_.size(); }
  uint64_t bytes() const;

 private:
  struct Story {
    StoryId id{};
    uint32_t members = 0;
    // Of `members_`, asked for at every comparison: the tree would be a cache miss for each of its levels.
    Member first;
    Member last;
  };

  absl::flat_hash_map<uint64_t, uint32_t> numbers_;
  std::deque<Story> stories_{1};  // number 0 is no story
  std::vector<uint32_t> free_;
  absl::btree_set<Member> members_;
};

}  // namespace wirefold
