// KeptOrigin: a story's origin as it is kept: the evidence (1 byte), the length of the agency's id (1), the id, and the
// id of the article whose credit it is; the latter is empty for the story's first seen article.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/fold/verdict.h"

namespace wirefold {

// A StoryOrigin as it is read: views of somebody's texts. All of it is empty when there is none.
struct OriginView {
  std::string_view agency_id;
  uint8_t evidence = 0;
  std::string_view article_id;
  bool operator==(const OriginView&) const = default;
};

OriginView ViewOfOrigin(const StoryOrigin& origin);
StoryOrigin ToOrigin(const OriginView& view);

// Requires an agency of kMaxAgencyIdBytes at most.
std::string PackOrigin(const OriginView& origin);
// Views of `packed`.
OriginView UnpackOrigin(std::string_view packed);

}  // namespace wirefold
