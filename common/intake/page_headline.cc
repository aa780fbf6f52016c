#include "common/intake/page_headline.h"

#include <algorithm>
#include <optional>
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

// The last part of a title, behind a mark that titles are made with. Nothing: it has no parts.
std::optional<size_t> LastPart(std::string_view title, size_t& begin) {
  size_t cut = std::string_view::npos;
  for (const std::string_view between : kBetween) {
    const size_t at = title.rfind(between);
    if (at == std::string_view::npos || at == 0 || (cut != std::string_view::npos && at < cut)) continue;
    cut = at;
    begin = at + between.size();
  }
  return cut == std::string_view::npos ? std::nullopt : std::optional(cut);
}

// "A headline | CBC News", of the site CBC.
void CutSiteByName(std::string& title, std::string_view site) {
  constexpr size_t kMinSiteBytes = 3;
  size_t begin = 0;
  const std::optional<size_t> cut = LastPart(title, begin);
  if (!cut || site.size() < kMinSiteBytes || title.size() - begin > 2 * site.size() + kMinSiteBytes) return;
  if (StartsIgnoringCase(std::string_view(title).substr(begin), site)) title.resize(*cut);
}

// A title that nothing else repeats: behind its last mark is the site, when that is short.
void CutShortEnd(std::string& title) {
  constexpr size_t kMaxBlanks = 4;
  size_t begin = 0;
  const std::optional<size_t> cut = LastPart(title, begin);
  if (!cut) return;
  const std::string_view end = std::string_view(title).substr(begin);
  const auto blanks = static_cast<size_t>(std::count(end.begin(), end.end(), ' '));
  if (blanks <= kMaxBlanks && 3 * end.size() <= 2 * *cut) title.resize(*cut);
}

void CutSite(std::string& title, std::string_view site) {
  if (site.empty()) return;
  for (const std::string_view between : kBetween) {
    const std::string end = std::string(between) + std::string(site);
    if (!EndsIgnoringCase(title, end)) continue;
    title.resize(title.size() - end.size());
    return;
  }
  CutSiteByName(title, site);
}

// "The Post: A headline", where the rest alone is the page's <h1>.
void CutSiteBefore(std::string& title, std::string_view site, std::string_view h1) {
  if (site.empty() || h1.empty() || !StartsIgnoringCase(title, site)) return;
  size_t at = site.size();
  while (at < title.size() && !IsAlphanumeric(title[at]) && static_cast<uint8_t>(title[at]) < 0x80) ++at;
  if (at > site.size() && Same(std::string_view(title).substr(at), h1)) title.erase(0, at);
}

}  // namespace

std::string ChooseHeadline(PageTitles titles) {
  for (std::string* one : {&titles.json_ld, &titles.og, &titles.title}) CutSite(*one, titles.site);
  for (std::string* one : {&titles.json_ld, &titles.og, &titles.title}) CutSiteBefore(*one, titles.site, titles.h1);
  for (std::string* one : {&titles.json_ld, &titles.og}) {
    for (const std::string* other : {&titles.h1, &titles.json_ld, &titles.og}) CutBehind(*one, *other);
  }
  CutBehind(titles.title, titles.h1);
  const auto& [json_ld, og, h1, title, site] = titles;
  if (json_ld.empty() && og.empty()) {
    if (!h1.empty()) return h1;
    CutShortEnd(titles.title);
    return titles.title;
  }
  if (json_ld.empty()) return og;
  const bool disputed = !og.empty() && !Same(json_ld, og) && (Same(h1, og) || Same(h1, json_ld));
  return disputed && Begins(title, json_ld) && !Begins(title, og) ? og : json_ld;
}

}  // namespace wirefold
