#include "common/html/element_names.h"

#include <algorithm>
#include <array>
#include <vector>

namespace wirefold {
namespace {

constexpr std::string_view kOther[] = {"comment",     "disqus",     "consent",   "cookie",    "onetrust",
                                       "gdpr",        "newsletter", "related",   "recommen",  "playlist",
                                       "taboola",     "outbrain",   "most-read", "mostread",  "most-popular",
                                       "mostpopular", "trending",   "read-next", "more-from", "read-more",
                                       "readmore",    "donat",      "signup",    "sign-up",   "vjs-"};
constexpr std::string_view kFurniture[] = {
    "subscri",         "promo",         "share",      "social",      "sidebar",
    "side-bar",        "footer",        "breadcrumb", "advert",      "sponsor",
    "popup",           "modal",         "paywall",    "login",       "widget",
    "navbar",          "nav-",          "menu",       "taglist",     "tag-list",
    "byline",          "author-bio",    "authorbio",  "banner",      "disclaimer",
    "toolbar",         "complementary", "navigation", "contentinfo", "skip-link",
    "visually-hidden", "sr-only",       "print-only", "factbox",     "fact-box",
    "infobox",         "info-box",      "author-box", "authorbox",   "about-author",
    "about-the-author"};
constexpr std::string_view kCaption[] = {"caption", "credit",  "photo",     "image-",   "img-",    "-image",
                                         "-img",    "legende", "bildunter", "carousel", "gallery", "slideshow"};
constexpr std::string_view kByline[] = {"byline", "author", "dateline", "timestamp", "pubdate", "publish", "posted",
                                        "-date",  "date-",  "_date",    "date_",     "-time",   "time-",   "_meta",
                                        "meta_",  "-meta",  "meta-",    "autor",     "datum"};
constexpr std::string_view kStandfirst[] = {"summary",  "standfirst", "lead",    "intro",      "deck",  "dek",
                                            "subtitle", "subhead",    "excerpt", "abstract",   "chapo", "sapo",
                                            "vorspann", "entradilla", "bajada",  "teaser-text"};

constexpr std::string_view kTeaser[] = {"excerpt", "teaser"};

// Of an article's own element these say only how it is laid out or sold: "paywall-article", "sidebar-grid".
constexpr std::string_view kAdjectives[] = {"sidebar", "side-bar", "paywall", "subscri", "share",  "social",
                                            "advert",  "widget",   "banner",  "login",   "sponsor"};
constexpr std::string_view kOfArticles[] = {"article", "story", "grid", "layout", "page", "main", "body"};

// Of one name.
enum Kind : uint8_t {
  kOtherPart,
  kFurniturePart,
  kCaptionPart,
  kBylinePart,
  kStandfirstPart,
  kTeaserPart,
  kAdjective,
  kOfArticle,
  kKinds
};

struct Part {
  std::string_view text;
  uint8_t kind;
};

// All parts, by the first two bytes of each: names are long, and few parts begin at any place of one.
class Parts {
 public:
  Parts() {
    Add(kOther, kOtherPart);
    Add(kFurniture, kFurniturePart);
    Add(kCaption, kCaptionPart);
    Add(kByline, kBylinePart);
    Add(kStandfirst, kStandfirstPart);
    Add(kTeaser, kTeaserPart);
    Add(kAdjectives, kAdjective);
    Add(kOfArticles, kOfArticle);
  }

  // A bit for each kind that is in the name.
  uint8_t In(std::string_view name) const {
    uint8_t kinds = 0;
    for (size_t at = 0; at + 1 < name.size(); ++at) {
      for (const Part& part : by_beginning_[SlotOf(name[at], name[at + 1])]) {
        if (name.substr(at).starts_with(part.text)) kinds |= static_cast<uint8_t>(1 << part.kind);
      }
    }
    return kinds;
  }

 private:
  static size_t SlotOf(char first, char second) {
    return (static_cast<uint8_t>(first) * 37u + static_cast<uint8_t>(second)) % kSlots;
  }

  template <size_t n>
  void Add(const std::string_view (&parts)[n], Kind kind) {
    for (const std::string_view part : parts) by_beginning_[SlotOf(part[0], part[1])].push_back({part, kind});
  }

  static constexpr size_t kSlots = 1024;
  std::array<std::vector<Part>, kSlots> by_beginning_;
};

uint8_t NameSays(std::string_view name) {
  static const Parts& parts = *new Parts;
  const uint8_t kinds = parts.In(name);
  const auto has = [&](Kind kind) { return (kinds >> kind & 1) != 0; };
  uint8_t traits = 0;
  if (has(kOtherPart) || name == "hidden" || name == "d-none") traits |= kSaysOther;
  // "paywalled": the text behind the wall, not the offer before it.
  const bool article = (has(kAdjective) && has(kOfArticle)) || name == "paywalled";
  if (name == "bio") traits |= kSaysFurniture;
  if (has(kFurniturePart) && !article) traits |= kSaysFurniture;
  if (has(kCaptionPart)) traits |= kSaysCaption;
  if (has(kBylinePart) || name == "date" || name == "dates" || name == "time" || name == "meta") traits |= kSaysByline;
  if (has(kStandfirstPart)) traits |= kSaysStandfirst;
  if (has(kTeaserPart)) traits |= kSaysTeaser;
  return traits;
}

}  // namespace

uint8_t NamesSay(std::string_view names) {
  uint8_t traits = 0;
  for (size_t at = 0; at < names.size();) {
    const size_t end = std::min(names.find(' ', at), names.size());
    traits |= NameSays(names.substr(at, end - at));
    at = end + 1;
  }
  return traits;
}

}  // namespace wirefold
