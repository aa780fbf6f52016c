#include "common/html/blocks.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "common/base/ascii.h"
#include "common/html/bounds.h"
#include "common/html/dom.h"

namespace wirefold {
namespace {

bool IsSkipped(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
      return true;
    default:
      return false;
  }
}

// Ends a block before and behind it.
bool IsBlock(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_ACRONYM:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DATA:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_NOBR:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRIKE:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TT:
    case GUMBO_TAG_U:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_TD:  // cells of a row are one block
    case GUMBO_TAG_TH:
    case GUMBO_TAG_UNKNOWN:
      return false;
    default:
      return true;
  }
}

std::optional<BlockClass> ClassOf(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
      return BlockClass::kHeading;
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_CAPTION:
      return BlockClass::kCaption;
    case GUMBO_TAG_BLOCKQUOTE:
      return BlockClass::kQuote;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
      return BlockClass::kListItem;
    case GUMBO_TAG_TR:
      return BlockClass::kTable;
    case GUMBO_TAG_PRE:
      return BlockClass::kCode;
    default:
      return std::nullopt;
  }
}

bool IsHidden(const GumboElement& element) {
  if (AttributeOf(element, "hidden") || AttributeOf(element, "aria-hidden").value_or("") == "true") return true;
  std::string style(AttributeOf(element, "style").value_or(""));
  style.erase(std::remove(style.begin(), style.end(), ' '), style.end());
  return style.find("display:none") != std::string::npos;
}

class Walk {
 public:
  Blocks Run(const GumboNode& root) {
    result_.elements.push_back({0, "#", ""});
    Visit(root, {});
    Flush({});
    return std::move(result_);
  }

 private:
  struct Place {
    uint32_t element = 0;
    BlockClass block_class = BlockClass::kProse;
    bool link = false;
    bool preformatted = false;
  };

  // As deep as bounds.h lets elements nest.
  void Visit(const GumboNode& node, Place place) {
    switch (node.type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE:
      case GUMBO_NODE_CDATA:
        return Append(node.v.text.text, place);
      case GUMBO_NODE_ELEMENT:
        break;
      case GUMBO_NODE_DOCUMENT:
        return VisitChildren(node.v.document.children, place);
      default:
        return;
    }
    const GumboElement& element = node.v.element;
    const GumboTag tag = element.tag;
    if (IsSkipped(tag) || IsHidden(element)) return;
    if (tag == GUMBO_TAG_BR) {
      Break();
      return;
    }
    if (tag == GUMBO_TAG_A) place.link = true;
    if (tag == GUMBO_TAG_PRE) place.preformatted = true;
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) pending_space_ = true;
    if (!IsBlock(tag)) return VisitChildren(element.children, place);
    Flush(outer_);
    const Place before = outer_;
    if (const std::optional<BlockClass> own = ClassOf(tag); own && place.block_class != BlockClass::kCaption) {
      place.block_class = *own;
    }
    result_.elements.push_back({place.element, TagName(element), NamesOf(element)});
    place.element = static_cast<uint32_t>(result_.elements.size() - 1);
    outer_ = place;
    VisitChildren(element.children, place);
    Flush(place);
    outer_ = before;
  }

  void VisitChildren(const GumboVector& children, const Place& place) {
    for (unsigned i = 0; i < children.length; ++i) Visit(*static_cast<const GumboNode*>(children.data[i]), place);
  }

  void Append(std::string_view text, const Place& place) {
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
    }
  }

  void Break() {
    pending_space_ = false;
    if (!text_.empty()) text_ += '\n';
  }

  // Ends the block: two line breaks in a row end it too.
  void Flush(const Place& place) {
    pending_space_ = false;
    for (size_t at = 0; at < text_.size();) {
      const size_t end = std::min(text_.find("\n\n", at), text_.size());
      std::string_view piece = std::string_view(text_).substr(at, end - at);
      while (!piece.empty() && piece.front() == '\n') piece.remove_prefix(1);
      while (!piece.empty() && piece.back() == '\n') piece.remove_suffix(1);
      if (!piece.empty()) {
        const auto links = std::min<size_t>(link_bytes_, piece.size());
        result_.blocks.push_back({place.block_class, std::string(piece), static_cast<uint32_t>(links), place.element});
        link_bytes_ -= static_cast<uint32_t>(links);
      }
      at = end + 2;
    }
    text_.clear();
    link_bytes_ = 0;
  }

  Blocks result_;
  Place outer_;  // of the text at hand
  std::string text_;
  uint32_t link_bytes_ = 0;
  bool pending_space_ = false;
};

constexpr std::string_view kKnownTags[] = {
    "a",    "article", "b",     "blockquote", "body",   "br",     "center",  "code",   "dd",     "div",
    "dl",   "dt",      "em",    "figcaption", "figure", "font",   "footer",  "h1",     "h2",     "h3",
    "h4",   "h5",      "h6",    "header",     "hr",     "html",   "i",       "iframe", "img",    "li",
    "main", "ol",      "p",     "picture",    "pre",    "script", "section", "span",   "strong", "style",
    "sub",  "sup",     "table", "tbody",      "td",     "th",     "tr",      "u",      "ul",     "video"};

}  // namespace

Blocks BlocksOf(const Dom& dom) { return Walk().Run(dom.document()); }

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
    // With an attribute; a name without '=' is prose: "<a few".
    if (!end_tag && IsSpace(behind) && text.substr(end, 40).find('=') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace wirefold
