#include "common/html/block_kinds.h"

#include <algorithm>
#include <iterator>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

constexpr double kLinkShare = 0.5;       // of a block's text in links: more is navigation
constexpr double kLongLinkShare = 0.55;  // the same for a long block

}  // namespace

bool IsBlank(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (IsSpace(text[at])) {
      ++at;
    } else if (text.substr(at).starts_with("\xC2\xA0")) {
      at += 2;
    } else if (text.substr(at).starts_with("\xE2\x80\x8B")) {
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

bool EndsAsSentence(std::string_view text) {
  constexpr std::string_view kEnds[] = {".", "!", "?", "…", "。", "！", "？", "”", "\"", "»", "।", "؟"};
  return std::any_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) { return text.ends_with(end); });
}

double LinkShare(const Block& block) { return block.link_bytes / static_cast<double>(block.text.size()); }

bool IsNavigation(const Block& block) {
  return LinkShare(block) >= (block.text.size() >= kLongProseBytes ? kLongLinkShare : kLinkShare);
}

bool IsProse(const Block& block) {
  if (block.block_class == BlockClass::kCaption || block.block_class == BlockClass::kHeading) return false;
  return block.text.size() >= kMinProseBytes && !IsNavigation(block);
}

}  // namespace wirefold
