#include "common/news/find_flags.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "common/base/ascii.h"
#include "common/news/language_forms.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr std::string_view kOpinionPaths[] = {"/opinion/",    "/opinions/", "/editorial/", "/op-ed/",
                                              "/commentary/", "/meinung/",  "/kommentar/", "/tribune/",
                                              "/opinie/",     "/opinione/", "/opiniao/"};
constexpr std::string_view kLivePaths[] = {"/live-updates/", "/liveblog/", "/live-blog/", "/liveticker/",
                                           "/live-news/"};
constexpr std::string_view kReleasePaths[] = {"/press-release/", "/press-releases/", "/news-releases/"};

// The part of an address behind its host, and with a '/' at its end.
std::string PathOf(std::string_view url) {
  const size_t host = url.find("//");
  const size_t path = host == std::string_view::npos ? std::string_view::npos : url.find('/', host + 2);
  if (path == std::string_view::npos) return "";
  return FoldCase(url.substr(path, url.find_first_of("?#", path) - path)) + "/";
}

template <size_t N>
bool HasOneOf(std::string_view text, const std::string_view (&parts)[N]) {
  return std::any_of(std::begin(parts), std::end(parts),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

// "OPINION | ", "Correction: ", "CORRECTED-": a label and the mark behind it. `folded`: FoldCase of the headline.
bool IsLabelled(std::string_view folded, FormKind label) {
  const FoundPhrase found = LanguageForms::BuiltIn().phrases().AtOfBits(folded, 0, label);
  if (!found) return false;
  const size_t at = SkipBlanks(folded, found.end);
  const char32_t mark = CodePointAt(folded, at).value;
  const bool dash = IsDash(mark);
  // "Live-in", "column - ": a hyphen behind a blank, or right before the next word in what wires write.
  constexpr uint32_t kOfWires = kCorrectionLabel | kAdvisoryLabel | kWithdrawnLabel;
  return mark == ':' || mark == '|' || mark == 0xFF1A || (dash && (at > found.end || (label & kOfWires) != 0));
}

// Labels of two words and more say it wherever they stand: "Storm: live updates".
bool SaysLive(std::string_view folded) {
  for (size_t at = 0; at < folded.size(); at = std::min(folded.find(' ', at), folded.size() - 1) + 1) {
    const FoundPhrase found = LanguageForms::BuiltIn().phrases().AtOfBits(folded, at, kLiveLabel);
    if (found && folded.substr(found.begin, found.end - found.begin).find_first_of(" -") != std::string::npos)
      return true;
  }
  return false;
}

// Agencies that pass on what companies and authorities write.
bool IsOfReleases(std::string_view agency_id) {
  constexpr std::string_view kIds[] = {"prnewswire",   "businesswire",  "globenewswire", "accesswire",
                                       "einpresswire", "mediaoutreach", "acnnewswire",   "presseportal"};
  return std::find(std::begin(kIds), std::end(kIds), agency_id) != std::end(kIds);
}

// What producers and pages write of an article that is not free to read.
bool IsClosed(std::string_view access) {
  return EqualsIgnoringCase(access, "false") || EqualsIgnoringCase(access, "locked");
}

// IPTC's statuses of what must not be published, and schema.org's.
bool IsWithdrawn(std::string_view status) {
  constexpr std::string_view kStatuses[] = {"canceled", "cancelled", "withheld", "withdrawn", "retracted", "killed"};
  // "stat:canceled", "http://cv.iptc.org/newscodes/pubstatusg2/canceled"
  const std::string folded = FoldCase(status.substr(status.find_last_of(":/") + 1));
  return IsOneOf(folded, kStatuses);
}

}  // namespace

std::vector<ArticleFlag> FindFlags(const Article& article, const Provenance& provenance) {
  std::vector<ArticleFlag> flags;
  const std::string path = PathOf(article.url);
  const std::string headline = FoldCase(TrimBlanks(article.headline));
  if (IsLabelled(headline, kLiveLabel) || SaysLive(headline) || HasOneOf(path, kLivePaths))
    flags.push_back(ArticleFlag::kLiveBlog);
  const bool released = std::any_of(provenance.credits.begin(), provenance.credits.end(),
                                    [](const Credit& credit) { return IsOfReleases(credit.agency_id); });
  if (released || HasOneOf(path, kReleasePaths)) flags.push_back(ArticleFlag::kPressRelease);
  if (IsLabelled(headline, kOpinionLabel) || HasOneOf(path, kOpinionPaths)) flags.push_back(ArticleFlag::kOpinion);
  if (IsLabelled(headline, kCorrectionLabel)) flags.push_back(ArticleFlag::kCorrection);
  if (IsClosed(article.access)) flags.push_back(ArticleFlag::kPaywalled);
  if (provenance.credits_disagree) flags.push_back(ArticleFlag::kCreditsDisagree);
  if (IsLabelled(headline, kAdvisoryLabel)) flags.push_back(ArticleFlag::kAdvisory);
  if (IsLabelled(headline, kWithdrawnLabel) || IsWithdrawn(article.status)) flags.push_back(ArticleFlag::kWithdrawn);
  return flags;
}

}  // namespace wirefold
