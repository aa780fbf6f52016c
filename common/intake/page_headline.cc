#include "common/intake/page_headline.h"

#include <algorithm>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/spaces.h"

namespace wirefold {
namespace {

constexpr std::string_view kBetween[] = {" | ", " - ", " – ", " — ", " · ", " * ", "：", "｜", " » "};

bool Same(std::string_view a, std::string_view b) { return EssenceOf(a) == EssenceOf(b); }
bool Begins(std::string_view text, std::string_view with) {
  return !with.empty() && EssenceOf(text).starts_with(EssenceOf(with));
}

// The text up to what another title holds too, when a separator stands there.
void CutBehind(std::string& title, std::string_view other) {
  if (other.empty() || title.size() <= other.size() || !EqualsIgnoringCase(title.substr(0, other.size()), other))
    return;
  const std::string_view rest = std::string_view(title).substr(other.size());
  const bool between = std::any_of(std::begin(kBetween), std::end(kBetween), [&](std::string_view one) {
    return rest.starts_with(one) || (" " + std::string(rest)).starts_with(one);
  });
  if (between) title.resize(other.size());
}

void CutSite(std::string& title, std::string_view site) {
  if (site.empty()) return;
  for (const std::string_view between : kBetween) {
    const std::string end = std::string(between) + std::string(site);
    if (!EndsIgnoringCase(title, end)) continue;
    title.resize(title.size() - end.size());
    return;
  }
}

}  // namespace

std::string ChooseHeadline(PageTitles titles) {
  for (std::string* one : {&titles.json_ld, &titles.og, &titles.title}) CutSite(*one, titles.site);
  for (std::string* one : {&titles.json_ld, &titles.og}) {
    for (const std::string* other : {&titles.h1, &titles.json_ld, &titles.og}) CutBehind(*one, *other);
  }
  CutBehind(titles.title, titles.h1);
  const auto& [json_ld, og, h1, title, site] = titles;
  if (json_ld.empty() && og.empty()) return !h1.empty() ? h1 : title;
  if (json_ld.empty()) return og;
  const bool disputed = !og.empty() && !Same(json_ld, og) && (Same(h1, og) || Same(h1, json_ld));
  return disputed && Begins(title, json_ld) && !Begins(title, og) ? og : json_ld;
}

}  // namespace wirefold
