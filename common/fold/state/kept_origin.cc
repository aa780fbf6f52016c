#include "common/fold/state/kept_origin.h"

#include "common/base/check.h"

namespace wirefold {

OriginView ViewOfOrigin(const StoryOrigin& origin) {
  if (origin.credit.agency_id.empty()) return {};
  return {origin.credit.agency_id, origin.credit.evidence, origin.article_id};
}

StoryOrigin ToOrigin(const OriginView& view) {
  return {{std::string(view.agency_id), view.evidence}, std::string(view.article_id)};
}

std::string PackOrigin(const OriginView& origin) {
  WF_CHECK(origin.agency_id.size() <= kMaxAgencyIdBytes);
  std::string packed;
  packed.reserve(2 + origin.agency_id.size() + origin.article_id.size());
  packed += static_cast<char>(origin.evidence);
  packed += static_cast<char>(origin.agency_id.size());
  packed.append(origin.agency_id).append(origin.article_id);
  return packed;
}

OriginView UnpackOrigin(std::string_view packed) {
  const size_t size = static_cast<uint8_t>(packed[1]);
  return {packed.substr(2, size), static_cast<uint8_t>(packed[0]), packed.substr(2 + size)};
}

}  // namespace wirefold
