#include "common/html/find_article.h"

#include <algorithm>
#include <optional>
#include <set>

#include "common/base/ascii.h"
#include "common/base/spaces.h"
#include "common/html/block_kinds.h"
#include "common/html/element_names.h"
#include "common/html/landmarks.h"

namespace wirefold {
namespace {

constexpr size_t kMaxLineBytes = 120;  // of a byline, a date
constexpr size_t kMaxLines = 40;       // blocks below the headline that are looked at for them
constexpr size_t kMinCards = 3;        // links to further articles with a few words each
constexpr size_t kMaxCardBytes = 400;  // of prose in one of them, in the mean
constexpr size_t kMaxCardBlocks = 8;
constexpr size_t kMaxCaptionBytes = 500;
constexpr size_t kMaxCaptions = 64;
constexpr size_t kMaxHeadlineBytes = 300;
constexpr int kMaxLeadDepth = 2;
constexpr size_t kMinAlone = 3;           // paragraphs each in an element of its own
constexpr double kSiblingShare = 0.15;    // of the best element's score: a sibling with more is part of the article
constexpr double kDeclaredWorth = 2;      // of prose that the page declares to be its article or main part
constexpr double kWorthOutside = 0.3;     // of prose above the headline, and below the next one
constexpr size_t kMinArticleBytes = 500;  // of prose between two headlines
constexpr double kParentShare = 1.25;     // a parent with so many times the text holds the article's other parts

bool EndsClimb(std::string_view tag) { return tag == "article" || tag == "main" || tag == "body"; }

// Elements that are parts of an article, never all of it.
bool IsPart(std::string_view tag) {
  return tag == "ul" || tag == "ol" || tag == "li" || tag == "dl" || tag == "p" || tag == "blockquote" || tag == "tr" ||
         tag == "tbody" || tag == "table" || tag == "figure";
}

class Finder {
 public:
  Finder(const Blocks& page, const std::vector<std::string>& headlines)
      : elements_(page.elements), blocks_(page.blocks) {
    ReadNames();
    headline_ = HeadlineIn(blocks_, headlines);
    FindNextArticle();
  }

  FoundArticle Find() {
    Exclude();
    Score();
    best_ = Best();
    ExcludeCards();
    FindLeads();
    Take();
    DropHeadsOfNothing();
    return {std::move(taken_), std::move(captions_), headline_ ? FirstLine(blocks_[*headline_].text) : "", Lines()};
  }

 private:
  void ReadNames() {
    says_.resize(elements_.size());
    for (size_t i = 1; i < elements_.size(); ++i) {
      says_[i] = elements_[i].names == elements_[i - 1].names ? says_[i - 1] : NamesSay(elements_[i].names);
    }
  }

  // A further <h1> behind enough prose begins another article; not one between paragraphs, which is a sub-heading.
  void FindNextArticle() {
    end_ = blocks_.size();
    if (!headline_) return;
    size_t prose = 0;
    uint32_t around = 0;  // of the last prose
    for (size_t i = *headline_ + 1; i < blocks_.size(); ++i) {
      const Block& block = blocks_[i];
      const uint32_t parent = elements_[block.element].parent;
      if (IsProse(block)) {
        prose += block.text.size();
        around = parent;
      } else if (prose >= kMinArticleBytes && BeginsOtherTexts(block)) {
        end_ = i;
        return;
      } else if (elements_[block.element].tag == "h1" && block.text.size() <= kMaxHeadlineBytes &&
                 prose >= kMinArticleBytes && parent != around && block.text != blocks_[*headline_].text) {
        end_ = i;
        return;
      }
    }
  }

  // An element of a name that is no article's, and all in it; unless the headline or much of the page's prose is in it.
  void Exclude() {
    size_t all = 0;
    std::vector<size_t> prose(elements_.size(), 0);
    for (const Block& block : blocks_) {
      if (!IsProse(block)) continue;
      prose[block.element] += block.text.size();
      all += block.text.size();
    }
    for (size_t i = elements_.size(); i-- > 1;) prose[elements_[i].parent] += prose[i];
    std::vector<bool> holds_headline(elements_.size(), false);
    if (headline_) {
      for (uint32_t e = blocks_[*headline_].element; e != 0; e = elements_[e].parent) holds_headline[e] = true;
    }
    excluded_.assign(elements_.size(), false);
    for (size_t i = 1; i < elements_.size(); ++i) {
      const std::string_view tag = elements_[i].tag;
      const bool never = tag == "html" || tag == "body" || tag == "main" || tag == "article" || holds_headline[i];
      const bool behind_wall =
          tag == "p" && elements_[i].names.ends_with("paywall");  // an offer has more than a paragraph
      const bool furniture =
          tag == "aside" || tag == "form" || tag == "footer" || ((says_[i] & kSaysFurniture) != 0 && !behind_wall);
      const bool other = (says_[i] & kSaysOther) != 0;
      excluded_[i] = excluded_[elements_[i].parent] ||
                     (!never && ((furniture && 3 * prose[i] <= all) || (other && 10 * prose[i] <= 8 * all)));
    }
  }

  // Prose counts for the element around it, half for the one around that.
  // Within <article> and <main> it counts more: consent and offers stand outside.
  void Score() {
    score_.assign(elements_.size(), 0);
    prose_in_.assign(elements_.size(), 0);
    std::vector<bool> declared(elements_.size(), false);
    for (size_t i = 1; i < elements_.size(); ++i) {
      const Element& element = elements_[i];
      declared[i] = declared[element.parent] || element.tag == "article" || element.tag == "main" ||
                    element.names.find("articlebody") != std::string::npos;
    }
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const Block& block = blocks_[i];
      if (!IsProse(block) || excluded_[block.element]) continue;
      const double worth = static_cast<double>(block.text.size()) * (1 - LinkShare(block)) *
                           (declared[block.element] ? kDeclaredWorth : 1) *
                           ((headline_ && i < *headline_) || i >= end_ ? kWorthOutside : 1);
      ++prose_in_[elements_[block.element].parent];
      const uint32_t own = block.element;  // p, li …
      const std::string_view tag = elements_[own].tag;
      const uint32_t around = tag == "div" || tag == "section" || tag == "td" ? own : elements_[own].parent;
      score_[around] += worth;
      score_[elements_[around].parent] += worth / 2;
    }
  }

  uint32_t Best() {
    uint32_t best = 0;
    for (uint32_t i = 0; i < elements_.size(); ++i) {
      if (score_[i] > score_[best]) best = i;
    }
    while (IsPart(elements_[best].tag)) best = elements_[best].parent;
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

  // Whether a sibling of the same tag holds a good share of prose; one of the same names, when the headline was found.
  bool SiblingsAreAlike(uint32_t element, const std::vector<double>& below) const {
    const bool has_headline = headline_ && IsIn(blocks_[*headline_].element, element);
    for (uint32_t i = elements_[element].parent + 1; i < elements_.size(); ++i) {
      if (i == element || elements_[i].parent != elements_[element].parent || excluded_[i]) continue;
      if (has_headline && (elements_[i].names.empty() || elements_[i].names != elements_[element].names)) continue;
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

  // Whether the block's own element, or the one around it, has a trait; of those within the best one.
  bool Says(const Block& block, uint8_t trait) const {
    const uint32_t own = block.element;
    if (own <= best_) return false;
    if ((says_[own] & trait) != 0) return true;
    const uint32_t around = elements_[own].parent;
    return around > best_ && (says_[around] & trait) != 0;
  }

  bool IsCaption(const Block& block) const {
    return block.block_class == BlockClass::kCaption ||
           (block.text.size() <= kMaxCaptionBytes && Says(block, kSaysCaption));
  }

  bool IsArticleText(const Block& block) const {
    if (excluded_[block.element] || IsBlank(block.text) || IsNavigation(block) || IsCaption(block)) return false;
    return block.text.size() > kMaxLineBytes || !Says(block, kSaysByline);
  }

  // Further articles below: three and more headings that are links, each with a few words in an element of its own, and
  // no other prose behind the first of them.
  void ExcludeCards() {
    std::vector<uint32_t> cards;
    size_t before = 0;  // bytes of prose
    size_t within = 0;
    for (size_t i = headline_ ? *headline_ + 1 : 0; i < end_; ++i) {
      const Block& block = blocks_[i];
      if (!IsIn(block.element, best_) || excluded_[block.element]) continue;
      if (const uint32_t card = block.block_class == BlockClass::kHeading && IsNavigation(block) ? CardOf(i) : 0) {
        cards.push_back(card);
      } else if (IsProse(block) && !(!cards.empty() && IsIn(block.element, cards.back()))) {
        if (!cards.empty()) return;
        before += block.text.size();
      } else if (IsProse(block)) {
        within += block.text.size();
      }
    }
    if (cards.size() < kMinCards || within > kMaxCardBytes * cards.size() || before < within) return;
    for (const uint32_t card : cards) excluded_[card] = true;
    for (size_t i = cards.front(); i < elements_.size(); ++i) {
      if (excluded_[elements_[i].parent]) excluded_[i] = true;
    }
  }

  // The element around a heading and the words behind it; 0: it is around another heading, or the article.
  uint32_t CardOf(size_t heading) const {
    uint32_t card = elements_[blocks_[heading].element].parent;
    for (int i = 0; i < 2 && elements_[card].parent > best_; ++i) {
      if (heading + 1 < blocks_.size() && IsIn(blocks_[heading + 1].element, card)) break;
      card = elements_[card].parent;
    }
    if (card <= best_ || (headline_ && IsIn(blocks_[*headline_].element, card))) return 0;
    for (size_t i = heading + 1; i < std::min(blocks_.size(), heading + kMaxCardBlocks); ++i) {
      if (!IsIn(blocks_[i].element, card)) return card;
      if (blocks_[i].block_class == BlockClass::kHeading) return 0;
    }
    return heading + kMaxCardBlocks < blocks_.size() ? 0 : card;
  }

  void TakeCaption(const Block& block) {
    if (excluded_[block.element] || IsBlank(block.text) || IsNavigation(block) || !IsCaption(block)) return;
    if (captions_.size() < kMaxCaptions &&
        std::find(captions_.begin(), captions_.end(), block.text) == captions_.end()) {
      captions_.push_back(block.text);
    }
  }

  void Take() {
    std::set<std::string> seen;
    const std::string headline = headline_ ? EssenceOf(blocks_[*headline_].text) : "";
    const bool best_is_next = end_ < blocks_.size() && !IsIn(blocks_[end_].element, best_);
    const size_t end = best_is_next ? blocks_.size() : end_;
    size_t prose = 0;
    for (size_t i = Begin(); i < end; ++i) {
      const Block& block = blocks_[i];
      if (i == headline_ || (!IsIn(block.element, best_) && !leads_.contains(i))) continue;
      if (IsNavigation(block) && i > 0) DropHeadOfList(blocks_[i - 1]);
      TakeCaption(block);
      if (!IsArticleText(block) || IsTeaser(i)) continue;
      if (EssenceOf(block.text) == headline) continue;
      if (block.text.size() >= kMinProseBytes && !seen.insert(EssenceOf(block.text)).second) continue;
      if (prose >= kMinArticleBytes && Says(block, kSaysTeaser)) continue;
      if (IsProse(block)) prose += block.text.size();
      taken_.push_back(block);
    }
  }

  // How many elements are around a paragraph that stands between the headline and the best element, up to one that
  // holds both; 0: it is no such paragraph, or those elements are none of an article.
  int LeadDepth(size_t i) const {
    const Block& block = blocks_[i];
    if (!headline_ || i <= *headline_ || block.element >= best_ || !IsProse(block) || excluded_[block.element])
      return 0;
    int depth = 0;
    for (uint32_t e = block.element; e != 0 && elements_[e].tag != "body"; e = elements_[e].parent, ++depth) {
      if (IsIn(best_, e)) return depth;
      const bool paragraph = elements_[e].tag == "p" || elements_[e].tag == "div";
      if (depth == kMaxLeadDepth || !paragraph || (says_[e] & ~(kSaysStandfirst | kSaysTeaser)) != 0) return 0;
    }
    return 0;
  }

  // An article's beginning stands around its best element when only the rest is in an element of its own. One paragraph
  // that is alone in an element may be anything.
  void FindLeads() {
    std::vector<size_t> alone;
    bool begun = false;
    for (size_t i = 0; i < blocks_.size() && blocks_[i].element < best_; ++i) {
      const Block& block = blocks_[i];
      // "By Ada Quist on Monday, 3 March 2024 at 5:29 p.m."
      if (!begun && block.text.size() <= kMaxLineBytes) continue;
      const int depth = LeadDepth(i);
      begun |= depth > 0;
      if (depth == 0) continue;
      if (depth == 1 && elements_[block.element].tag == "p") {
        leads_.insert(i);
      } else {
        alone.push_back(i);
      }
    }
    if (alone.size() >= kMinAlone) leads_.insert(alone.begin(), alone.end());
  }

  // What stands above the headline is not the article, unless most of it does.
  size_t Begin() const {
    if (!headline_ || !IsIn(blocks_[*headline_].element, best_)) return 0;
    size_t above = 0;
    size_t all = 0;
    for (size_t i = 0; i < blocks_.size(); ++i) {
      if (!IsIn(blocks_[i].element, best_) || !IsProse(blocks_[i])) continue;
      all += blocks_[i].text.size();
      if (i < *headline_) above += blocks_[i].text.size();
    }
    return 3 * above <= all ? *headline_ : 0;
  }

  // "Top stories:" right before links.
  void DropHeadOfList(const Block& before) {
    if (taken_.empty() || taken_.back().text != before.text || before.block_class == BlockClass::kHeading) return;
    if (before.text.size() < kMinProseBytes && !EndsAsSentence(before.text)) taken_.pop_back();
  }

  // A few words between links, with no other prose beside them.
  bool IsTeaser(size_t i) const {
    const Block& block = blocks_[i];
    if (block.text.size() >= kLongProseBytes || i == 0 || i + 1 == blocks_.size()) return false;
    if (!IsNavigation(blocks_[i - 1]) || !IsNavigation(blocks_[i + 1])) return false;
    return prose_in_[elements_[block.element].parent] <= 1;
  }

  // Below the headline up to the second paragraph, since one may be a standfirst; then the block right above it.
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    if (!headline_) return lines;
    const std::string& head = blocks_[*headline_].text;
    if (const size_t line = head.find('\n'); line != std::string::npos) lines.push_back(head.substr(line + 1));
    int paragraphs = 0;
    const size_t end = std::min(end_, *headline_ + 1 + kMaxLines);
    for (size_t i = *headline_ + 1; i < end && paragraphs < 2; ++i) {
      const Block& block = blocks_[i];
      if (IsProse(block) && block.text.size() > kMaxLineBytes) ++paragraphs;
      if (IsLine(block)) lines.push_back(block.text);
    }
    if (*headline_ > 0 && IsLine(blocks_[*headline_ - 1])) lines.push_back(blocks_[*headline_ - 1].text);
    return lines;
  }

  // A site's header tells today's date.
  bool IsLine(const Block& block) const {
    if (block.text.size() > kMaxLineBytes || block.block_class == BlockClass::kCaption) return false;
    if (block.block_class == BlockClass::kHeading && &block > &blocks_[*headline_]) return false;
    for (uint32_t e = block.element; e != 0; e = elements_[e].parent) {
      if ((says_[e] & kSaysOther) != 0 || elements_[e].tag == "aside") return false;
      if (elements_[e].tag == "header" && !IsIn(blocks_[*headline_].element, e)) return false;
    }
    return true;
  }

  // A heading without prose behind it is another block's.
  void DropHeadsOfNothing() {
    while (!taken_.empty() && taken_.back().block_class == BlockClass::kHeading) taken_.pop_back();
  }

  const std::vector<Element>& elements_;
  const std::vector<Block>& blocks_;
  std::vector<uint8_t> says_;
  std::optional<size_t> headline_;  // its block
  size_t end_ = 0;                  // the block that begins another article
  std::vector<bool> excluded_;
  std::vector<double> score_;
  std::vector<uint32_t> prose_in_;  // how many blocks of prose are children of an element
  uint32_t best_ = 0;
  std::set<size_t> leads_;  // blocks before it that are the article's
  std::vector<Block> taken_;
  std::vector<std::string> captions_;
};

}  // namespace

FoundArticle FindArticle(const Blocks& page, const std::vector<std::string>& headlines) {
  return Finder(page, headlines).Find();
}

}  // namespace wirefold
