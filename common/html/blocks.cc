#include "common/html/blocks.h"

#include <algorithm>
#include <optional>

#include "common/base/ascii.h"
#include "common/html/byline_finder.h"
#include "common/html/dom.h"

namespace wirefold {
namespace {

std::optional<BlockClass> ClassOf(Tag tag) {
  switch (tag) {
    case Tag::kH1:
    case Tag::kH2:
    case Tag::kH3:
    case Tag::kH4:
    case Tag::kH5:
    case Tag::kH6:
      return BlockClass::kHeading;
    case Tag::kFigcaption:
    case Tag::kFigure:
    case Tag::kCaption:
      return BlockClass::kCaption;
    case Tag::kBlockquote:
      return BlockClass::kQuote;
    case Tag::kLi:
    case Tag::kDd:
    case Tag::kDt:
      return BlockClass::kListItem;
    case Tag::kTr:
      return BlockClass::kTable;
    case Tag::kPre:
      return BlockClass::kCode;
    default:
      return std::nullopt;
  }
}

constexpr size_t kMaxCellBytes = 300;  // of a row of data, up to and with a cell

// Advertising, and what is embedded: posts of others, buttons to share.
bool IsForeign(const DomElement& element) {
  if (element.tag != Tag::kOther || !element.name.starts_with("amp-")) return false;
  constexpr std::string_view kForeign[] = {"ad", "twitter", "instagram", "facebook", "tiktok", "social", "sticky-ad"};
  const std::string_view what = element.name.substr(4);
  return std::any_of(std::begin(kForeign), std::end(kForeign),
                     [&](std::string_view one) { return what.starts_with(one); });
}

bool IsHidden(const DomElement& element) {
  // React streams parts of a page so; its script shows them.
  if (element.Attribute("id").value_or("").starts_with("S:")) return false;
  if (element.Attribute("hidden")) return true;
  // Hidden from those who listen. Of a paragraph: until they pay.
  if (element.Attribute("aria-hidden").value_or("") == "true" && element.tag != Tag::kP) return true;
  std::string style(element.Attribute("style").value_or(""));
  style.erase(std::remove(style.begin(), style.end(), ' '), style.end());
  return style.find("display:none") != std::string::npos;
}

std::string NamesOf(const DomElement& element) {
  constexpr size_t kMaxNameBytes = 200;  // of one attribute
  std::string names;
  for (const char* attribute : {"id", "class", "role", "itemprop"}) {
    const std::optional<std::string_view> value = element.Attribute(attribute);
    if (!value || value->empty()) continue;
    if (!names.empty()) names += ' ';
    names += value->substr(0, kMaxNameBytes);
  }
  std::transform(names.begin(), names.end(), names.begin(), ToLower);
  return names;
}

class BlockMaker : public DomVisitor {
 public:
  Blocks Run(const Dom& dom) {
    result_.elements.push_back({0, "#", ""});
    places_.emplace_back();
    dom.Walk(*this);
    Flush();
    return std::move(result_);
  }

  bool Enter(const DomElement& element) override {
    if (element.tag == Tag::kBr) Break();
    const bool skipped = element.flow == Flow::kSkipped && !IsBylineFooter(element);
    if (skipped || IsForeign(element) || IsHidden(element)) return false;
    if (element.tag == Tag::kTd || element.tag == Tag::kTh) pending_space_ = true;
    const bool block = element.flow == Flow::kBlock || element.tag == Tag::kFooter;
    if (block) Flush();
    Place place = places_.back();
    if (element.tag == Tag::kA) place.link = true;
    if (element.tag == Tag::kBold) place.bold = true;
    if (element.tag == Tag::kPre) place.preformatted = true;
    if (block || element.tag == Tag::kTd) EnterBlock(element, place);
    places_.push_back(place);
    return true;
  }

  void Leave(Tag tag, Flow flow) override {
    // A cell of several lines, or of prose, is there for the layout.
    const bool cell = tag == Tag::kTd || tag == Tag::kTh;
    const bool layout = text_.size() > kMaxCellBytes || text_.find('\n') != std::string::npos || broke_;
    if (flow == Flow::kBlock || tag == Tag::kFooter || (cell && layout)) Flush();
    if (cell) broke_ = false;
    places_.pop_back();
  }

  void Text(std::string_view text) override {
    const Place& place = places_.back();
    for (const char c : text) {
      if (place.preformatted && c == '\n') {
        Break();
        continue;
      }
      if (IsSpace(c)) {
        pending_space_ = true;
        continue;
      }
      if (pending_space_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
      pending_space_ = false;
      text_ += c;
      if (place.link) ++link_bytes_;
      if (!place.bold) all_bold_ = false;
    }
  }

 private:
  struct Place {
    uint32_t element = 0;
    BlockClass block_class = BlockClass::kProse;
    bool link = false;
    bool bold = false;
    bool preformatted = false;
  };

  void EnterBlock(const DomElement& element, Place& place) {
    if (const std::optional<BlockClass> own = ClassOf(element.tag); own && place.block_class != BlockClass::kCaption) {
      place.block_class = *own;
    } else if (element.tag == Tag::kP && place.block_class == BlockClass::kHeading) {
      place.block_class = BlockClass::kProse;  // the heading was never closed
    }
    result_.elements.push_back({place.element, std::string(element.name), NamesOf(element)});
    place.element = static_cast<uint32_t>(result_.elements.size() - 1);
  }

  // The second in a row ends the block.
  void Break() {
    if (text_.ends_with('\n')) {
      broke_ = true;
      return Flush();
    }
    pending_space_ = false;
    if (!text_.empty()) text_ += '\n';
  }

  void Flush() {
    const Place& place = places_.back();
    pending_space_ = false;
    while (text_.ends_with('\n')) text_.pop_back();
    if (!text_.empty()) {
      result_.blocks.push_back({place.block_class, std::move(text_), link_bytes_, all_bold_, place.element});
    }
    text_.clear();
    link_bytes_ = 0;
    all_bold_ = true;
  }

  Blocks result_;
  std::vector<Place> places_;  // of the elements around, inmost last
  std::string text_;
  uint32_t link_bytes_ = 0;
  bool all_bold_ = true;  // no letter of it is not
  bool pending_space_ = false;
  bool broke_ = false;  // a line break ended a block since the last cell
};

constexpr std::string_view kKnownTags[] = {
    "a",    "article", "b",     "blockquote", "body",   "br",     "center",  "code",   "dd",     "div",
    "dl",   "dt",      "em",    "figcaption", "figure", "font",   "footer",  "h1",     "h2",     "h3",
    "h4",   "h5",      "h6",    "header",     "hr",     "html",   "i",       "iframe", "img",    "li",
    "main", "ol",      "p",     "picture",    "pre",    "script", "section", "span",   "strong", "style",
    "sub",  "sup",     "table", "tbody",      "td",     "th",     "tr",      "u",      "ul",     "video"};

}  // namespace

Blocks BlocksOf(const Dom& dom) { return BlockMaker().Run(dom); }

Blocks BlocksOfHtml(std::string_view html) { return BlocksOf(Dom(html)); }

std::string TextOfHtml(std::string_view html) {
  std::string text;
  for (const Block& block : BlocksOfHtml(html).blocks) {
    if (block.block_class == BlockClass::kCaption) continue;
    if (!text.empty()) text += "\n\n";
    text += block.text;
  }
  return text;
}

bool LooksLikeHtml(std::string_view text) {
  for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const bool end_tag = text.substr(at + 1).starts_with('/');
    const size_t begin = at + (end_tag ? 2 : 1);
    size_t end = begin;
    while (end < text.size() && end < begin + 12 && IsAlphanumeric(text[end])) ++end;
    const std::string_view name = text.substr(begin, end - begin);
    if (name.empty() || end == text.size()) continue;
    if (std::none_of(std::begin(kKnownTags), std::end(kKnownTags),
                     [&](std::string_view one) { return EqualsIgnoringCase(one, name); })) {
      continue;
    }
    const char behind = text[end];
    if (end_tag ? behind == '>' : behind == '/') return true;
    if (!end_tag && behind == '>' && (EqualsIgnoringCase(name, "br") || EqualsIgnoringCase(name, "hr"))) return true;
    if (!end_tag && text.substr(std::min(text.size(), text.find_first_not_of(" \t\r\n", end))).starts_with("/>"))
      return true;  // "<br />"
    // With an attribute; a name without '=' is prose: "<a few".
    if (!end_tag && IsSpace(behind) && text.substr(end, 40).find('=') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace wirefold
