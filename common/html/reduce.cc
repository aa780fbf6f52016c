#include "common/html/reduce.h"

#include <algorithm>
#include <array>

#include "common/base/ascii.h"
#include "common/html/tags.h"

namespace wirefold {
namespace {

// Attributes that something asks for.
constexpr std::string_view kKept[] = {"id",       "class", "role", "itemprop", "property", "name",       "content",
                                      "datetime", "lang",  "rel",  "href",     "hidden",   "aria-hidden"};

// Tags that end SVG and MathML, of which they cannot be.
constexpr std::string_view kEndsForeign[] = {
    "b",      "big",    "blockquote", "body", "br",    "center", "code", "dd",   "div", "dl",    "dt",
    "em",     "h1",     "h2",         "h3",   "h4",    "h5",     "h6",   "head", "hr",  "i",     "img",
    "li",     "menu",   "meta",       "nobr", "ol",    "p",      "pre",  "ruby", "s",   "small", "span",
    "strong", "strike", "sub",        "sup",  "table", "tt",     "u",    "ul",   "var"};

// A shorter script holds no article.
constexpr size_t kMinStateBytes = 500;
// What addresses of authors' pages have in them: "/author/", "/autoren/", "/auteurs/".
constexpr std::string_view kAuthorPage = "/aut";

enum Trait : uint8_t { kEndsTagName = 1, kEndsAttributeName = 2, kEndsBareValue = 4, kBetweenAttributes = 8 };

constexpr std::array<uint8_t, 256> MakeTraits() {
  std::array<uint8_t, 256> traits{};
  for (const char c : kSpace)
    traits[static_cast<uint8_t>(c)] = kEndsTagName | kEndsAttributeName | kEndsBareValue | kBetweenAttributes;
  traits['/'] = kEndsTagName | kEndsAttributeName | kBetweenAttributes;
  traits['>'] = kEndsTagName | kEndsAttributeName | kEndsBareValue;
  traits['='] = kEndsAttributeName;
  return traits;
}
constexpr std::array<uint8_t, 256> kTraits = MakeTraits();

struct Attribute {
  std::string_view name;
  std::string_view value;    // without its quotes
  std::string_view written;  // all of it
};

// "2026-03-02…", or milliseconds since 1970.
bool LooksLikeTime(std::string_view value) {
  const auto digits = static_cast<size_t>(std::find_if_not(value.begin(), value.end(), IsDigit) - value.begin());
  return (digits == 4 && value.size() >= 10 && value[4] == '-' && value[7] == '-') ||
         (digits == value.size() && (digits == 10 || digits == 13));
}

// data-timestamp, data-published-at …
bool NamesTime(std::string_view name) {
  constexpr std::string_view kTimes[] = {"time", "date", "publish"};
  if (name.find("updat") != std::string_view::npos) return false;
  return std::any_of(std::begin(kTimes), std::end(kTimes),
                     [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

bool IsKept(const Attribute& attribute, Tag tag) {
  if (EqualsIgnoringCase(attribute.name, "style")) return attribute.value.find("none") != std::string_view::npos;
  if (EqualsIgnoringCase(attribute.name, "href") && tag != Tag::kLink)
    return attribute.value.find(kAuthorPage) != std::string_view::npos;
  if (EqualsIgnoringCase(attribute.name, "title")) return tag == Tag::kAbbr || LooksLikeTime(attribute.value);
  if (attribute.name.starts_with("data-")) return LooksLikeTime(attribute.value) && NamesTime(attribute.name);
  return IsOneOfIgnoringCase(attribute.name, kKept);
}

class Reduction {
 public:
  Reduction(std::string_view html, NoScript noscript) : html_(html), noscript_(noscript) {
    result_.html.reserve(html.size() / 2);
  }

  ReducedHtml Run() {
    while (at_ < html_.size()) {
      const size_t open = std::min(html_.find('<', at_), html_.size());
      Copy(at_, open);
      at_ = open;
      if (at_ < html_.size()) Markup();
    }
    return std::move(result_);
  }

 private:
  void Copy(size_t begin, size_t end) { result_.html.append(html_, begin, end - begin); }

  bool Has(size_t at, std::string_view text) const { return html_.substr(at, text.size()) == text; }

  // Behind the next place of `mark`; the end when there is none.
  size_t Behind(std::string_view mark, size_t at) const {
    const size_t found = html_.find(mark, std::min(at, html_.size()));
    return found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  char CharAt(size_t at) const { return at < html_.size() ? html_[at] : '\0'; }

  // At a '<'.
  void Markup() {
    const char next = CharAt(at_ + 1);
    if (IsLetter(next)) return StartTag();
    if (next == '/' && IsLetter(CharAt(at_ + 2))) return EndTag();
    if (next == '!' || next == '?' || next == '/') return Comment();
    result_.html += html_[at_++];
  }

  // A comment, or what counts as one; the doctype stays.
  void Comment() {
    const size_t begin = at_;
    at_ = BehindComment(begin);
    if (StartsIgnoringCase(html_.substr(begin, 9), "<!doctype")) Copy(begin, at_);
  }

  size_t BehindComment(size_t begin) const {
    if (!Has(begin, "<!--")) return Behind(">", begin);
    if (Has(begin, "<!-->")) return begin + 5;
    if (Has(begin, "<!--->")) return begin + 6;
    for (size_t at = begin + 4;; ++at) {
      at = html_.find("--", at);
      if (at == std::string_view::npos) return html_.size();
      if (CharAt(at + 2) == '>') return at + 3;
      if (CharAt(at + 2) == '!' && CharAt(at + 3) == '>') return at + 4;
    }
  }

  std::string_view NameAt(size_t at) const {
    size_t end = at;
    while (end < html_.size() && (kTraits[static_cast<uint8_t>(html_[end])] & kEndsTagName) == 0) ++end;
    return html_.substr(at, end - at);
  }

  // The attribute that begins at `at`, its value included.
  Attribute AttributeAt(size_t begin) const {
    size_t at = begin + 1;  // a leading '=' is part of a name
    while (at < html_.size() && (kTraits[static_cast<uint8_t>(html_[at])] & kEndsAttributeName) == 0) ++at;
    Attribute attribute{html_.substr(begin, at - begin), {}, html_.substr(begin, at - begin)};
    while (at < html_.size() && IsSpace(html_[at])) ++at;
    if (CharAt(at) != '=') return attribute;
    ++at;
    while (at < html_.size() && IsSpace(html_[at])) ++at;
    size_t end = at;
    if (CharAt(at) == '"' || CharAt(at) == '\'') {
      end = std::min(html_.find(html_[at], at + 1), html_.size());
      attribute.value = html_.substr(at + 1, end - std::min(at + 1, end));
      end = std::min(end + 1, html_.size());
    } else {
      while (end < html_.size() && (kTraits[static_cast<uint8_t>(html_[end])] & kEndsBareValue) == 0) ++end;
      attribute.value = html_.substr(at, end - at);
    }
    attribute.written = html_.substr(begin, end - begin);
    return attribute;
  }

  // Calls visit(attribute) for those of the start tag whose name ends at `at`. Behind the tag; a tag without an end,
  // which is none, goes up to the end.
  template <typename Visit>
  size_t VisitAttributes(size_t at, const Visit& visit, bool* closed = nullptr) const {
    while (at < html_.size() && html_[at] != '>') {
      if ((kTraits[static_cast<uint8_t>(html_[at])] & kBetweenAttributes) != 0) {
        ++at;
        continue;
      }
      const Attribute attribute = AttributeAt(at);
      visit(attribute);
      at += attribute.written.size();
    }
    if (closed != nullptr) *closed = at < html_.size();
    return std::min(at + 1, html_.size());
  }

  void StartTag() {
    const std::string_view name = NameAt(at_ + 1);
    const TagRow& row = RowOf(name);
    switch (row.kind) {
      case Kind::kScript:
        return Script(name);
      case Kind::kNoScript:
        if (noscript_ == NoScript::kRead) {
          at_ = BehindTag(name);
          return;
        }
        return DropContent(name, row.kind);
      case Kind::kRaw:
        return DropContent(name, row.kind);
      case Kind::kForeign:
        return DropForeign(name);
      case Kind::kGone:
        at_ = BehindTag(name);
        return;
      case Kind::kTitle:
        CopyTag(name, row);
        return CopyRawText(name);
      case Kind::kBlock:
      case Kind::kFormatting:
      case Kind::kLoose:
        return CopyTag(name, row);
    }
  }

  // `name` is that of the start tag at hand.
  size_t BehindTag(std::string_view name) const {
    return VisitAttributes(at_ + 1 + name.size(), [](const Attribute&) {});
  }

  void CopyTag(std::string_view name, const TagRow& row) {
    const size_t length = result_.html.size();
    result_.html += '<';
    result_.html += name;
    int kept = 0;
    bool closed = false;
    at_ = VisitAttributes(
        at_ + 1 + name.size(),
        [&](const Attribute& attribute) {
          if (!IsKept(attribute, row.tag) || ++kept > kMaxAttributes) return;
          result_.html += ' ';
          result_.html += attribute.written;
        },
        &closed);
    result_.html += '>';
    if (!closed || IsTooDeep(row.kind)) result_.html.resize(length);
  }

  // Counts the element.
  bool IsTooDeep(Kind kind) {
    if (kind == Kind::kBlock) return ++open_ > kMaxOpenElements;
    if (kind == Kind::kFormatting) return ++formatting_ > kMaxOpenFormatting;
    return false;
  }

  void EndTag() {
    const size_t begin = at_;
    const std::string_view name = NameAt(begin + 2);
    at_ = Behind(">", begin + 2 + name.size());
    const Kind kind = RowOf(name).kind;
    int* open = kind == Kind::kBlock ? &open_ : kind == Kind::kFormatting ? &formatting_ : nullptr;
    const int limit = kind == Kind::kBlock ? kMaxOpenElements : kMaxOpenFormatting;
    if (open != nullptr && *open > 0 && (*open)-- > limit) return;
    if (kind == Kind::kGone || html_[at_ - 1] != '>') return;
    result_.html += "</";
    result_.html += name;
    result_.html += '>';
  }

  // Where the end tag of content that is no markup begins; the end when there is none.
  size_t EndOfRawText(std::string_view name, size_t at) const {
    for (;; at += 2) {
      at = html_.find("</", at);
      if (at == std::string_view::npos) return html_.size();
      const size_t end = at + 2 + name.size();
      if (end >= html_.size()) return html_.size();
      if (!EqualsIgnoringCase(html_.substr(at + 2, name.size()), name)) continue;
      if ((kTraits[static_cast<uint8_t>(html_[end])] & kEndsTagName) != 0) return at;
    }
  }

  void CopyRawText(std::string_view name) {
    const size_t end = Behind(">", EndOfRawText(name, at_));
    result_.html.append(html_, at_, end - at_);
    at_ = end;
  }

  void Script(std::string_view name) {
    std::string_view type;
    at_ = VisitAttributes(at_ + 1 + name.size(), [&](const Attribute& attribute) {
      if (EqualsIgnoringCase(attribute.name, "type")) type = attribute.value;
    });
    const size_t end = EndOfRawText(name, at_);
    const std::string_view content = html_.substr(at_, end - at_);
    // Behind it may be a charset.
    if (EqualsIgnoringCase(type.substr(0, type.find_first_of("; ")), "application/ld+json")) {
      result_.json_ld.push_back(content);
    } else if (content.size() >= kMinStateBytes) {
      result_.state.push_back(content);
    }
    at_ = Behind(">", end);
  }

  void DropContent(std::string_view name, Kind kind) {
    at_ = BehindTag(name);
    if (kind == Kind::kNoScript && noscript_never_ends_) return;
    const size_t end = EndOfRawText(name, at_);
    // Its content is markup: without an end it is what follows.
    noscript_never_ends_ |= kind == Kind::kNoScript && end == html_.size();
    if (kind == Kind::kRaw || !noscript_never_ends_) at_ = Behind(">", end);
  }

  // SVG or MathML, up to its end tag or to a tag that cannot be in it.
  void DropForeign(std::string_view outer) {
    int depth = 0;
    for (;; at_ = std::min(html_.find('<', at_), html_.size())) {
      if (at_ == html_.size()) return;
      const bool is_end = CharAt(at_ + 1) == '/';
      const std::string_view name = NameAt(at_ + (is_end ? 2 : 1));
      if (name.starts_with('!') || name.starts_with('?')) {
        at_ = Has(at_, "<![CDATA[") ? Behind("]]>", at_) : BehindComment(at_);
      } else if (!is_end && !name.empty() && IsLetter(name.front())) {
        if (IsOneOfIgnoringCase(name, kEndsForeign)) return;
        const size_t begin = at_;
        at_ = BehindTag(name);
        const bool holds_nothing = html_[at_ - 1] == '>' && at_ - begin >= 2 && html_[at_ - 2] == '/';
        if (EqualsIgnoringCase(name, outer) && !holds_nothing) ++depth;
        if (depth == 0) return;
      } else if (is_end && EqualsIgnoringCase(name, outer)) {
        at_ = Behind(">", at_);
        if (--depth == 0) return;
      } else {
        ++at_;
      }
    }
  }

  std::string_view html_;
  NoScript noscript_;
  size_t at_ = 0;
  ReducedHtml result_;
  int open_ = 0;
  int formatting_ = 0;
  bool noscript_never_ends_ = false;
};

}  // namespace

ReducedHtml Reduce(std::string_view html, NoScript noscript) { return Reduction(html, noscript).Run(); }

}  // namespace wirefold
