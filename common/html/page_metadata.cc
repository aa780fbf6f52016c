#include "common/html/page_metadata.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/spaces.h"
#include "common/html/byline_finder.h"

namespace wirefold {
namespace {

// Names of <meta>, by their letters alone. In each the likelier ones first.
constexpr std::string_view kPublished[] = {"articlepublishedtime",
                                           "datepublished",
                                           "publishdate",
                                           "publisheddate",
                                           "date",
                                           "pubdate",
                                           "dcdate",
                                           "dcdateissued",
                                           "dctermsissued",
                                           "dctermscreated",
                                           "parselypubdate",
                                           "sailthrudate",
                                           "ogpublishedtime",
                                           "publicationdate",
                                           "prismpublicationdate"};
constexpr std::string_view kAuthors[] = {"author",    "articleauthor",  "parselyauthor",
                                         "dccreator", "sailthruauthor", "byl"};
// Those for news first: what is for all machines is often for the whole site.
constexpr std::string_view kKeywords[] = {"newskeywords", "articletag", "parselytags", "sailthrutags", "keywords"};
constexpr size_t kMaxNameBytes = 200;

bool IsOneOf(std::string_view word, std::string_view list) {
  for (size_t at = 0; at < list.size();) {
    const size_t end = std::min(list.find(' ', at), list.size());
    if (EqualsIgnoringCase(list.substr(at, end - at), word)) return true;
    at = end + 1;
  }
  return false;
}

// "You, Xiaoying" → "Xiaoying You".
std::string InReadingOrder(std::string name) {
  const size_t comma = name.find(", ");
  if (comma == std::string::npos || name.find_first_of(" ,") != comma ||
      name.find_first_of(" ,", comma + 2) < name.size())
    return name;
  return name.substr(comma + 2) + " " + name.substr(0, comma);
}

// An address, a number of a content system and the like are no name.
bool IsName(std::string_view text) {
  return text.size() <= kMaxNameBytes && text.find("://") == std::string_view::npos &&
         text.find('@') == std::string_view::npos && !std::all_of(text.begin(), text.end(), IsDigit);
}

class Metadata : public DomVisitor {
 public:
  explicit Metadata(HtmlPage& page) : page_(page) {}

  void Read(const Dom& dom) {
    dom.Walk(*this);
    page_.json_ld.assign(dom.json_ld().begin(), dom.json_ld().end());
    page_.og_title = First("ogtitle");
    page_.site = First("ogsitename");
    page_.summary = !First("ogdescription").empty() ? First("ogdescription") : First("description");
    if (page_.url.empty()) page_.url = First("ogurl");
    for (const std::string_view name : kPublished) {
      if (std::string value = First(name); !value.empty()) page_.published.push_back(std::move(value));
    }
    for (int rank = kTimeRanks; rank-- > 0;) {
      if (!times_[rank].empty()) page_.published.push_back(times_[rank]);
    }
    for (const std::string_view name : {"articlemodifiedtime", "ogupdatedtime", "datemodified"}) {
      if (page_.modified.empty()) page_.modified = First(name);
    }
    if (page_.modified.empty()) page_.modified = std::move(times_[kModifiedTime]);
    page_.access = !First("articlecontenttier").empty() ? First("articlecontenttier") : First("isaccessibleforfree");
    for (const std::string_view name : kKeywords) {
      if (page_.keywords.empty()) page_.keywords = All(name);
    }
    ReadAuthors();
    page_.bylines = bylines_.Take();
  }

  bool Enter(const DomElement& element) override {
    switch (element.tag) {
      case Tag::kHtml:
        page_.language = element.Attribute("lang").value_or("");
        break;
      case Tag::kMeta:
        Note(element);
        break;
      case Tag::kLink:
        if (page_.url.empty() && IsOneOf("canonical", element.Attribute("rel").value_or(""))) {
          page_.url = element.Attribute("href").value_or("");
        }
        break;
      case Tag::kTitle:
        if (page_.title.empty() && text_ == nullptr) text_ = &page_.title;
        break;
      case Tag::kH1:
        if (page_.first_h1.empty() && text_ == nullptr) text_ = &page_.first_h1;
        break;
      case Tag::kTime:
      case Tag::kAbbr:
        NoteTime(element);
        break;
      default:
        NoteOtherTime(element);
        if (const auto content = element.Attribute("content"); content && !IsMarkedAuthor(element)) Note(element);
        break;
    }
    bylines_.Enter(element);
    ++depth_;
    if (picture_depth_ == 0 && IsPicture(element)) picture_depth_ = depth_;
    return true;
  }

  void Leave(Tag tag, Flow /*flow*/) override {
    bylines_.Leave();
    if (picture_depth_ == depth_) picture_depth_ = 0;
    --depth_;
    if ((tag == Tag::kTitle && text_ == &page_.title) || (tag == Tag::kH1 && text_ == &page_.first_h1)) {
      if (text_->ends_with(' ')) text_->pop_back();
      text_ = nullptr;
      if (tag == Tag::kH1) bylines_.PassHeadline();
    }
  }

  void Text(std::string_view text) override {
    bylines_.Text(text);
    if (text_ != nullptr) AppendFolded(text, *text_);
  }

 private:
  // By how much a <time> is likely that of publication.
  enum TimeRank { kModifiedTime, kBeforeHeadline, kBehindHeadline, kPublishedTime, kTimeRanks };

  // Of each rank the first counts.
  void NoteTime(const DomElement& element) {
    const std::string_view names[] = {element.Attribute("itemprop").value_or(""),
                                      element.Attribute("class").value_or("")};
    const auto say = [&](std::string_view part) {
      return std::any_of(std::begin(names), std::end(names),
                         [&](std::string_view name) { return name.find(part) != std::string_view::npos; });
    };
    const TimeRank rank = say("ublish")                     ? kPublishedTime
                          : say("odified") || say("pdated") ? kModifiedTime
                          : page_.first_h1.empty()          ? kBeforeHeadline
                                                            : kBehindHeadline;
    // <abbr class="published" title="2024-01-10T09:30:00Z">, of microformats.
    if (element.tag == Tag::kAbbr && rank != kPublishedTime && rank != kModifiedTime) return;
    const auto value = element.Attribute(element.tag == Tag::kAbbr ? "title" : "datetime");
    if (times_[rank].empty() && value && HoldsDigit(*value)) times_[rank] = *value;
  }

  // <relative-time datetime=…>; right below the headline: <span title="2026-03-02T08:15:00Z">, data-timestamp.
  void NoteOtherTime(const DomElement& element) {
    if (element.attributes.empty()) return;
    if (element.Attribute("datetime")) return NoteTime(element);
    if (!page_.data_time.empty() || !bylines_.IsBelowHeadline()) return;
    for (const DomAttribute& one : element.attributes) {
      if (one.name != "title" && !one.name.starts_with("data-")) continue;
      page_.data_time = one.value;
      return;
    }
  }

  static bool IsPicture(const DomElement& element) {
    const std::string_view prop = element.Attribute("itemprop").value_or("");
    return element.tag == Tag::kFigure || prop == "image" || prop == "associatedMedia" || prop == "video";
  }

  static bool HoldsDigit(std::string_view text) { return std::any_of(text.begin(), text.end(), IsDigit); }

  void Note(const DomElement& element) {
    const auto name = element.Attribute("property") ? element.Attribute("property")
                      : element.Attribute("name")   ? element.Attribute("name")
                                                    : element.Attribute("itemprop");
    const auto content = element.Attribute("content");
    if (!name || !content || content->empty()) return;
    // Of several the first counts: "dc:date dc:created".
    std::string key;
    for (const char c : name->substr(0, name->find(' '))) {
      if (IsLetter(c)) key += ToLower(c);
    }
    // Of a picture: who made it.
    if (picture_depth_ > 0 && key == "author") return;
    if (key.starts_with("schema")) key.erase(0, std::string_view("schema").size());
    meta_.emplace_back(std::move(key), *content);
  }

  std::string First(std::string_view name) const {
    const auto found = std::find_if(meta_.begin(), meta_.end(), [&](const auto& one) { return one.first == name; });
    return found == meta_.end() ? "" : found->second;
  }

  std::vector<std::string> All(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : meta_) {
      if (key == name) values.push_back(value);
    }
    return values;
  }

  // All of the first name that says any; else of one that ends so: "cXenseParse:author".
  void ReadAuthors() {
    for (const std::string_view name : kAuthors) {
      if (AddAuthors([&](std::string_view key) { return key == name; })) return;
    }
    AddAuthors([](std::string_view key) { return key.ends_with("author"); });
  }

  template <typename Matches>
  bool AddAuthors(const Matches& matches) {
    for (const auto& [key, value] : meta_) {
      if (matches(key) && IsName(value)) page_.by.push_back(key == "dccreator" ? InReadingOrder(value) : value);
    }
    return !page_.by.empty();
  }

  HtmlPage& page_;
  std::vector<std::pair<std::string, std::string>> meta_;
  std::array<std::string, kTimeRanks> times_;
  std::string* text_ = nullptr;  // which field is being read
  BylineFinder bylines_;
  size_t depth_ = 0;
  size_t picture_depth_ = 0;  // of the picture at hand; none: 0
};

}  // namespace

void ReadPageMetadata(const Dom& dom, HtmlPage& page) { Metadata(page).Read(dom); }

}  // namespace wirefold
