#include "common/html/byline_finder.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/spaces.h"

namespace wirefold {
namespace {

constexpr size_t kMinBytes = 3;
constexpr size_t kMaxBytes = 100;
constexpr size_t kMaxFound = 64;
constexpr size_t kMaxOpen = 8;
constexpr size_t kTogetherBytes = 300;  // of text between the names of one byline

// Parts of classes that speak of another author, or of something of his.
constexpr std::string_view kNotTheName[] = {"comment", "image", "img",    "avatar", "bio",    "desc",  "photo",
                                            "media",   "quote", "relat",  "card",   "teaser", "date",  "title",
                                            "cover",   "role",  "social", "follow", "job",    "login", "reply"};

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// "By" without a name.
bool IsLabel(std::string_view text) {
  while (text.ends_with(':') || text.ends_with(' ')) text.remove_suffix(1);
  constexpr std::string_view kLabels[] = {"by", "von", "par",    "por",     "di",    "de",
                                          "af", "av",  "author", "authors", "autor", "text"};
  return std::any_of(std::begin(kLabels), std::end(kLabels),
                     [&](std::string_view label) { return EqualsIgnoringCase(text, label); });
}

}  // namespace

BylineFinder::Mark BylineFinder::MarkOf(const DomElement& element) {
  if (element.attributes.empty()) return kNone;
  if (Has(element.Attribute("rel").value_or(""), "author")) return kRel;
  if (element.Attribute("itemprop").value_or("") == "author") return kItemprop;
  std::string classes(element.Attribute("class").value_or(""));
  std::transform(classes.begin(), classes.end(), classes.begin(), ToLower);
  if (!Has(classes, "author") && !Has(classes, "byline") && !Has(classes, "autor")) return kNone;
  const bool other = std::any_of(std::begin(kNotTheName), std::end(kNotTheName),
                                 [&](std::string_view part) { return Has(classes, part); });
  return other ? kNone : kClass;
}

void BylineFinder::Enter(const DomElement& element) {
  ++depth_;
  if (element.tag == Tag::kMeta || element.tag == Tag::kLink || element.tag == Tag::kBody) return;
  // No byline is in a footer, a menu.
  if (element.flow == Flow::kSkipped && element.tag != Tag::kHead && skipped_depth_ == 0) skipped_depth_ = depth_;
  if (skipped_depth_ != 0) return;
  if (found_.size() >= kMaxFound || open_.size() >= kMaxOpen) return;
  if (const Mark mark = MarkOf(element); mark != kNone) open_.push_back({depth_, mark, text_.size(), false});
  if (!open_.empty() && element.flow != Flow::kInline && !text_.empty()) text_ += ' ';
}

void BylineFinder::Text(std::string_view text) {
  bytes_ += text.size();
  if (open_.empty() || text_.size() > kMaxOpen * kMaxBytes) return;
  AppendFolded(text, text_);
}

void BylineFinder::PassHeadline() { headline_ = bytes_; }

void BylineFinder::Leave() {
  if (!open_.empty() && open_.back().depth == depth_) {
    const Open closed = open_.back();
    open_.pop_back();
    std::string_view text = std::string_view(text_).substr(std::min(closed.begin, text_.size()));
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with(',')) text.remove_suffix(1);
    const bool is_name = text.size() >= kMinBytes && text.size() <= kMaxBytes &&
                         std::none_of(text.begin(), text.end(), IsDigit) && !Has(text, "@") && !Has(text, "/") &&
                         !IsLabel(text);
    // The innermost element says it best.
    if (is_name && !closed.holds_found) found_.push_back({closed.mark, bytes_, std::string(text)});
    if (!open_.empty()) open_.back().holds_found |= is_name || closed.holds_found;
    if (open_.empty()) text_.clear();
  }
  if (skipped_depth_ == depth_) skipped_depth_ = 0;
  --depth_;
}

std::vector<std::string> BylineFinder::Take() {
  std::vector<std::string> taken;
  for (const Mark mark : {kRel, kItemprop, kClass}) {
    for (const bool behind : {true, false}) {
      size_t last = 0;
      for (const Found& one : found_) {
        if (one.mark != mark || (behind && one.at < headline_)) continue;
        if (!taken.empty() && one.at > last + kTogetherBytes) break;
        last = one.at;
        if (std::find(taken.begin(), taken.end(), one.text) == taken.end()) taken.push_back(one.text);
      }
      if (!taken.empty()) return taken;
    }
  }
  return taken;
}

}  // namespace wirefold
