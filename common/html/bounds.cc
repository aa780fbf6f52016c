#include "common/html/bounds.h"

#include <algorithm>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

enum class TagKind { kBlock, kFormatting, kNotCounted, kRawText };

// Tags that hold nothing, or that close their like: they cannot nest without another element between them.
constexpr std::string_view kNotCounted[] = {
    "area", "base",  "br",     "col",   "dd", "dt",    "embed", "hr", "img",   "input", "li",  "link", "meta", "option",
    "p",    "param", "source", "tbody", "td", "tfoot", "th",    "tr", "thead", "track", "wbr", "html", "body", "head"};
constexpr std::string_view kFormatting[] = {"a",    "b", "big",   "code",   "em",     "font", "i",
                                            "nobr", "s", "small", "strike", "strong", "tt",   "u"};
constexpr std::string_view kRawText[] = {"script", "style",  "textarea", "title",
                                         "xmp",    "iframe", "noembed",  "noframes"};

template <size_t n>
bool IsOneOf(std::string_view name, const std::string_view (&names)[n]) {
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view one) { return EqualsIgnoringCase(name, one); });
}

TagKind KindOf(std::string_view name) {
  if (IsOneOf(name, kNotCounted)) return TagKind::kNotCounted;
  if (IsOneOf(name, kFormatting)) return TagKind::kFormatting;
  if (IsOneOf(name, kRawText)) return TagKind::kRawText;
  return TagKind::kBlock;
}

class Filter {
 public:
  explicit Filter(std::string_view html) : html_(html) { out_.reserve(html.size()); }

  std::string Run() {
    for (size_t at = 0; at < html_.size();) {
      const size_t open = std::min(html_.find('<', at), html_.size());
      out_ += html_.substr(at, open - at);
      at = open;
      if (at == html_.size()) break;
      const char next = at + 1 < html_.size() ? html_[at + 1] : '\0';
      if (IsLetter(next)) {
        at = StartTag(at);
      } else if (next == '/' && at + 2 < html_.size() && IsLetter(html_[at + 2])) {
        at = EndTag(at);
      } else if (html_.substr(at).starts_with("<!--")) {
        at = Copy(at, Behind("-->", at + 4));
      } else {
        at = Copy(at, at + 1);
      }
    }
    return std::move(out_);
  }

 private:
  size_t Behind(std::string_view mark, size_t at) const {
    const size_t found = html_.find(mark, at);
    return found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  size_t Copy(size_t begin, size_t end) {
    out_ += html_.substr(begin, end - begin);
    return end;
  }

  std::string_view NameAt(size_t at) const {
    size_t end = at;
    while (end < html_.size() && !IsSpace(html_[end]) && html_[end] != '>' && html_[end] != '/') ++end;
    return html_.substr(at, end - at);
  }

  // Behind the attribute that begins at `at`, its value included.
  size_t BehindAttribute(size_t at) const {
    const auto ends_name = [](char c) { return IsSpace(c) || c == '=' || c == '>' || c == '/'; };
    ++at;  // a leading '=' is part of a name
    while (at < html_.size() && !ends_name(html_[at])) ++at;
    size_t value = at;
    while (value < html_.size() && IsSpace(html_[value])) ++value;
    if (value == html_.size() || html_[value] != '=') return at;
    ++value;
    while (value < html_.size() && IsSpace(html_[value])) ++value;
    if (value == html_.size()) return value;
    if (html_[value] == '"' || html_[value] == '\'') {
      return Behind(html_.substr(value, 1), value + 1);
    }
    while (value < html_.size() && !IsSpace(html_[value]) && html_[value] != '>') ++value;
    return value;
  }

  size_t StartTag(size_t begin) {
    const std::string_view name = NameAt(begin + 1);
    size_t at = begin + 1 + name.size();
    size_t kept_end = at;  // of the attributes that stay
    int attributes = 0;
    while (at < html_.size() && html_[at] != '>') {
      if (IsSpace(html_[at]) || html_[at] == '/') {
        ++at;
        continue;
      }
      at = BehindAttribute(at);
      if (++attributes <= kMaxAttributes) kept_end = at;
    }
    if (at < html_.size()) ++at;
    const TagKind kind = KindOf(name);
    if (kind == TagKind::kBlock && ++open_ > kMaxOpenElements) return at;
    if (kind == TagKind::kFormatting && ++formatting_ > kMaxOpenFormatting) return at;
    if (attributes <= kMaxAttributes) {
      Copy(begin, at);
    } else {
      Copy(begin, kept_end);
      out_ += '>';
    }
    return kind == TagKind::kRawText ? RawText(name, at) : at;
  }

  size_t EndTag(size_t begin) {
    const std::string_view name = NameAt(begin + 2);
    const size_t end = Behind(">", begin + 2 + name.size());
    const TagKind kind = KindOf(name);
    int* open = kind == TagKind::kBlock ? &open_ : kind == TagKind::kFormatting ? &formatting_ : nullptr;
    const int limit = kind == TagKind::kBlock ? kMaxOpenElements : kMaxOpenFormatting;
    if (open != nullptr && *open > 0 && (*open)-- > limit) return end;
    return Copy(begin, end);
  }

  // What is up to the element's end tag is no markup.
  size_t RawText(std::string_view name, size_t at) {
    size_t end = at;
    for (;;) {
      end = html_.find("</", end);
      if (end == std::string_view::npos) return Copy(at, html_.size());
      if (EqualsIgnoringCase(html_.substr(end + 2, name.size()), name)) return Copy(at, Behind(">", end));
      end += 2;
    }
  }

  std::string_view html_;
  std::string out_;
  int open_ = 0;
  int formatting_ = 0;
};

}  // namespace

std::string WithinBounds(std::string_view html) { return Filter(html).Run(); }

}  // namespace wirefold
