#include "common/html/page.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "common/base/ascii.h"
#include "common/html/dom.h"

namespace wirefold {
namespace {

constexpr size_t kMinProseBytes = 60;   // a shorter block says little of what its element is
constexpr double kLinkShare = 0.5;      // of a block's text in links: more is navigation
constexpr double kSiblingShare = 0.15;  // of the best element's score: a sibling with more is part of the article
constexpr double kDeclaredWorth = 2;    // of prose that the page declares to be its article or main part
constexpr double kParentShare = 1.25;   // a parent with so many times the text holds the article's other parts

// Parts of names (id, class, role) of elements that are not the article.
constexpr std::string_view kNotArticle[] = {
    "comment",    "consent",         "cookie",    "onetrust",      "gdpr",       "donat",
    "newsletter", "subscri",         "promo",     "related",       "recommen",   "share",
    "social",     "sidebar",         "side-bar",  "footer",        "breadcrumb", "advert",
    "sponsor",    "popup",           "modal",     "paywall",       "login",      "playlist",
    "taboola",    "outbrain",        "widget",    "navbar",        "nav-",       "menu",
    "taglist",    "tag-list",        "most-read", "mostread",      "trending",   "byline",
    "author-bio", "authorbio",       "readmore",  "read-more",     "read-next",  "more-from",
    "banner",     "disclaimer",      "toolbar",   "complementary", "navigation", "contentinfo",
    "skip-link",  "visually-hidden", "sr-only",   "print-only"};
// Parts of names that hold the whole page, whatever else they say.
constexpr std::string_view kNeverExcluded[] = {"html", "body", "main", "article"};

// Parts that say of an article's own element only how it is laid out or sold: "paywall-article", "sidebar-grid".
constexpr std::string_view kAdjectives[] = {"sidebar", "side-bar", "paywall", "subscri", "share",  "social",
                                            "advert",  "widget",   "banner",  "login",   "sponsor"};
constexpr std::string_view kOfArticles[] = {"article", "story", "grid", "layout", "page", "main", "body"};

template <size_t n>
bool HasAny(std::string_view name, const std::string_view (&parts)[n]) {
  return std::any_of(std::begin(parts), std::end(parts),
                     [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

bool IsNotArticle(const Element& element) {
  if (std::find(std::begin(kNeverExcluded), std::end(kNeverExcluded), element.tag) != std::end(kNeverExcluded)) {
    return false;
  }
  if (element.tag == "aside" || element.tag == "form") return true;
  for (size_t at = 0; at < element.names.size();) {
    const size_t end = std::min(element.names.find(' ', at), element.names.size());
    const std::string_view name = std::string_view(element.names).substr(at, end - at);
    if (HasAny(name, kNotArticle) && !(HasAny(name, kAdjectives) && HasAny(name, kOfArticles))) return true;
    at = end + 1;
  }
  return false;
}

bool IsProse(const Block& block) {
  if (block.block_class == BlockClass::kCaption || block.block_class == BlockClass::kHeading) return false;
  return block.text.size() >= kMinProseBytes && block.link_bytes < kLinkShare * static_cast<double>(block.text.size());
}

bool EndsClimb(std::string_view tag) { return tag == "article" || tag == "main" || tag == "body"; }

// The essence by which a paragraph is known again.
std::string Folded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (!IsSpace(c)) folded += ToLower(c);
  }
  return folded;
}

class ArticleFinder {
 public:
  explicit ArticleFinder(const Blocks& page) : elements_(page.elements), blocks_(page.blocks) {}

  void Find(HtmlPage& page) {
    Exclude();
    Score();
    const uint32_t best = Best();
    std::set<std::string> seen;
    const std::string title = Folded(page.headline);
    for (const Block& block : blocks_) {
      if (excluded_[block.element] || !IsIn(block.element, best)) continue;
      if (block.block_class == BlockClass::kCaption) continue;
      const bool navigation = block.link_bytes >= kLinkShare * static_cast<double>(block.text.size());
      if (navigation || Folded(block.text) == title) continue;
      if (block.text.size() >= kMinProseBytes && !seen.insert(Folded(block.text)).second) continue;
      page.article.push_back(block);
    }
    // A heading without prose behind it is another block's.
    while (!page.article.empty() && page.article.back().block_class == BlockClass::kHeading) page.article.pop_back();
  }

 private:
  // An element of a name that is no article's, and all in it; unless that is a third of the page's prose.
  void Exclude() {
    size_t all = 0;
    std::vector<size_t> prose(elements_.size(), 0);
    for (const Block& block : blocks_) {
      if (!IsProse(block)) continue;
      prose[block.element] += block.text.size();
      all += block.text.size();
    }
    for (size_t i = elements_.size(); i-- > 1;) prose[elements_[i].parent] += prose[i];
    excluded_.assign(elements_.size(), false);
    for (size_t i = 1; i < elements_.size(); ++i) {
      excluded_[i] = excluded_[elements_[i].parent] || (IsNotArticle(elements_[i]) && 3 * prose[i] <= all);
    }
  }

  // Prose counts for the element around it, half for the one around that.
  // Within <article> and <main> it counts more: consent and offers stand outside.
  void Score() {
    score_.assign(elements_.size(), 0);
    std::vector<bool> declared(elements_.size(), false);
    for (size_t i = 1; i < elements_.size(); ++i) {
      const Element& element = elements_[i];
      declared[i] = declared[element.parent] || element.tag == "article" || element.tag == "main" ||
                    element.names.find("articlebody") != std::string::npos;
    }
    for (const Block& block : blocks_) {
      if (!IsProse(block) || excluded_[block.element]) continue;
      const double links = block.link_bytes / static_cast<double>(block.text.size());
      const double worth =
          static_cast<double>(block.text.size()) * (1 - links) * (declared[block.element] ? kDeclaredWorth : 1);
      const uint32_t own = block.element;  // p, li …
      const uint32_t around =
          elements_[own].tag == "div" || elements_[own].tag == "section" ? own : elements_[own].parent;
      score_[around] += worth;
      score_[elements_[around].parent] += worth / 2;
    }
  }

  uint32_t Best() {
    uint32_t best = 0;
    for (uint32_t i = 0; i < elements_.size(); ++i) {
      if (score_[i] > score_[best]) best = i;
    }
    // All prose below an element, to tell whether the article goes on in the best one's siblings.
    std::vector<double> below(elements_.size(), 0);
    for (const Block& block : blocks_) {
      if (IsProse(block) && !excluded_[block.element]) below[block.element] += static_cast<double>(block.text.size());
    }
    for (size_t i = elements_.size(); i-- > 1;) below[elements_[i].parent] += below[i];
    // Up through elements that hold no more, to one whose other parts are like this one.
    for (uint32_t part = best; part != 0 && !EndsClimb(elements_[part].tag);) {
      const uint32_t parent = elements_[part].parent;
      if (below[parent] >= kParentShare * below[best]) {
        if (!SiblingsAreAlike(part, below)) break;
        best = parent;
      }
      part = parent;
    }
    return best;
  }

  // Whether a sibling of the same tag holds a good share of prose.
  bool SiblingsAreAlike(uint32_t element, const std::vector<double>& below) const {
    for (uint32_t i = elements_[element].parent + 1; i < elements_.size(); ++i) {
      if (i == element || elements_[i].parent != elements_[element].parent || excluded_[i]) continue;
      if (elements_[i].tag == elements_[element].tag && elements_[i].tag != "article" &&
          below[i] > kSiblingShare * below[element]) {
        return true;
      }
    }
    return false;
  }

  bool IsIn(uint32_t element, uint32_t around) const {
    while (element > around) element = elements_[element].parent;
    return element == around;
  }

  const std::vector<Element>& elements_;
  const std::vector<Block>& blocks_;
  std::vector<bool> excluded_;
  std::vector<double> score_;
};

// What the head says, and the first heading and time.
class Metadata : public DomVisitor {
 public:
  explicit Metadata(HtmlPage& page) : page_(page) {}

  void Read(const Dom& dom) {
    dom.Walk(*this);
    page_.json_ld.assign(dom.json_ld().begin(), dom.json_ld().end());
    page_.headline = !Of("og:title").empty() ? WithoutSite(Of("og:title"))
                     : !first_h1_.empty()    ? first_h1_
                                             : WithoutSite(title_);
    page_.site = Of("og:site_name");
    page_.summary = !Of("og:description").empty() ? Of("og:description") : Of("description");
    if (page_.url.empty()) page_.url = Of("og:url");
    for (const char* name : {"article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date",
                             "dc.date.issued", "parsely-pub-date", "sailthru.date", "og:published_time"}) {
      if (page_.published.empty()) page_.published = Of(name);
    }
    if (page_.published.empty()) page_.published = first_time_;
    page_.modified = !Of("article:modified_time").empty() ? Of("article:modified_time") : Of("og:updated_time");
    for (const char* name : {"author", "article:author", "parsely-author", "dc.creator"}) {
      const std::string value = Of(name);
      if (!value.empty() && value.find("://") == std::string::npos && page_.by.empty()) page_.by.push_back(value);
    }
  }

  bool Enter(const DomElement& element) override {
    switch (element.tag()) {
      case Tag::kHtml:
        page_.language = element.Attribute("lang").value_or("");
        break;
      case Tag::kMeta:
        Note(element);
        break;
      case Tag::kLink:
        if (page_.url.empty() && element.Attribute("rel").value_or("") == "canonical") {
          page_.url = element.Attribute("href").value_or("");
        }
        break;
      case Tag::kTitle:
        if (title_.empty() && text_ == nullptr) text_ = &title_;
        break;
      case Tag::kH1:
        if (first_h1_.empty() && text_ == nullptr) text_ = &first_h1_;
        break;
      case Tag::kTime:
        if (first_time_.empty()) first_time_ = element.Attribute("datetime").value_or("");
        break;
      default:
        break;
    }
    return true;
  }

  void Leave(const DomElement& element) override {
    if ((element.tag() == Tag::kTitle && text_ == &title_) || (element.tag() == Tag::kH1 && text_ == &first_h1_)) {
      if (text_->ends_with(' ')) text_->pop_back();
      text_ = nullptr;
    }
  }

  // White space folded.
  void Text(std::string_view text) override {
    if (text_ == nullptr) return;
    for (const char c : text) {
      const bool space = IsSpace(c);
      if (space && (text_->empty() || text_->back() == ' ')) continue;
      *text_ += space ? ' ' : c;
    }
  }

 private:
  void Note(const DomElement& element) {
    const auto name = element.Attribute("property") ? element.Attribute("property")
                      : element.Attribute("name")   ? element.Attribute("name")
                                                    : element.Attribute("itemprop");
    const auto content = element.Attribute("content");
    if (!name || !content || content->empty()) return;
    std::string key(*name);
    std::transform(key.begin(), key.end(), key.begin(), ToLower);
    meta_.try_emplace(std::move(key), *content);  // the first counts
  }

  std::string Of(const std::string& name) const {
    const auto found = meta_.find(name);
    return found == meta_.end() ? "" : found->second;
  }

  // "A headline | The Valley Times" without the site, when the site's name or the first h1 says where it is.
  std::string WithoutSite(std::string title) const {
    if (!first_h1_.empty() && title.size() > first_h1_.size() && title.starts_with(first_h1_)) return first_h1_;
    const std::string site = Of("og:site_name");
    for (const std::string_view between : {" | ", " - ", " – ", " — ", " · "}) {
      if (site.empty()) break;
      const std::string end = std::string(between) + site;
      if (EndsIgnoringCase(title, end)) return title.substr(0, title.size() - end.size());
    }
    return title;
  }

  HtmlPage& page_;
  std::map<std::string, std::string> meta_;
  std::string title_;
  std::string first_h1_;
  std::string first_time_;
  std::string* text_ = nullptr;  // which of these is being read
};

}  // namespace

HtmlPage ReadHtmlPage(std::string_view html) {
  const Dom dom(html);
  HtmlPage page;
  Metadata(page).Read(dom);
  const Blocks blocks = BlocksOf(dom);
  ArticleFinder(blocks).Find(page);
  return page;
}

}  // namespace wirefold
