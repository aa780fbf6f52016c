// Tags: the names of HTML's elements that something is asked of, and what. One table for what stands before the tree
// builder (reduce.h) and for what reads its tree. For common/html.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wirefold {

enum class Tag : uint8_t {
  kOther,  // any name that is not below: inline, as an unknown element is
  kA,
  kAbbr,
  kArticle,
  kAside,
  kBlockquote,
  kBody,
  kBold,
  kBr,
  kCaption,
  kDd,
  kDiv,
  kDt,
  kFigcaption,
  kFigure,
  kFooter,
  kForm,
  kH1,
  kH2,
  kH3,
  kH4,
  kH5,
  kH6,
  kHead,
  kHeader,
  kHtml,
  kLi,
  kLink,
  kMain,
  kMeta,
  kNav,
  kP,
  kPre,
  kScript,
  kSection,
  kSpan,
  kTable,
  kTd,
  kTh,
  kTime,
  kTitle,
  kTr,
  kOtherBlock,  // ends a paragraph, and nothing else is asked of it
  kCount
};

// What the tree builder may see of an element, and how it counts for the bounds on depth.
enum class Kind : uint8_t {
  kBlock,       // may nest without end
  kFormatting,  // is opened again in what follows, when it was not closed
  kLoose,       // holds nothing, or closes its like: cannot nest without another element between
  kTitle,       // its content is text, not markup
  kScript,      // its content is not markup; that of JSON is kept apart
  kRaw,         // its content is not markup, and nobody reads it
  kNoScript,    // its content is markup that nobody reads
  kForeign,     // SVG and MathML: as above, with rules of their own
  kGone,        // holds nothing and says nothing
};

// How text in an element is read.
enum class Flow : uint8_t {
  kInline,
  kBlock,    // ends the block before and behind it
  kSkipped,  // no text of the page
};

struct TagRow {
  std::string_view name;
  Tag tag;
  Kind kind;
  Flow flow;
};

// Sorted by name.
inline constexpr auto kTagRows = std::to_array<TagRow>({
    {"a", Tag::kA, Kind::kFormatting, Flow::kInline},
    {"abbr", Tag::kAbbr, Kind::kBlock, Flow::kInline},
    {"address", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"area", Tag::kOther, Kind::kGone, Flow::kInline},
    {"article", Tag::kArticle, Kind::kBlock, Flow::kBlock},
    {"aside", Tag::kAside, Kind::kBlock, Flow::kBlock},
    {"audio", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"b", Tag::kBold, Kind::kFormatting, Flow::kInline},
    {"base", Tag::kOther, Kind::kGone, Flow::kInline},
    {"big", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"blockquote", Tag::kBlockquote, Kind::kBlock, Flow::kBlock},
    {"body", Tag::kBody, Kind::kLoose, Flow::kBlock},
    {"br", Tag::kBr, Kind::kLoose, Flow::kInline},
    {"button", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"canvas", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"caption", Tag::kCaption, Kind::kBlock, Flow::kBlock},
    {"center", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"code", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"col", Tag::kOther, Kind::kGone, Flow::kInline},
    {"colgroup", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"dd", Tag::kDd, Kind::kLoose, Flow::kBlock},
    {"details", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"dialog", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"dir", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"div", Tag::kDiv, Kind::kBlock, Flow::kBlock},
    {"dl", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"dt", Tag::kDt, Kind::kLoose, Flow::kBlock},
    {"em", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"embed", Tag::kOther, Kind::kGone, Flow::kInline},
    {"fieldset", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"figcaption", Tag::kFigcaption, Kind::kBlock, Flow::kBlock},
    {"figure", Tag::kFigure, Kind::kBlock, Flow::kBlock},
    {"font", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"footer", Tag::kFooter, Kind::kBlock, Flow::kSkipped},
    {"form", Tag::kForm, Kind::kBlock, Flow::kBlock},
    {"h1", Tag::kH1, Kind::kBlock, Flow::kBlock},
    {"h2", Tag::kH2, Kind::kBlock, Flow::kBlock},
    {"h3", Tag::kH3, Kind::kBlock, Flow::kBlock},
    {"h4", Tag::kH4, Kind::kBlock, Flow::kBlock},
    {"h5", Tag::kH5, Kind::kBlock, Flow::kBlock},
    {"h6", Tag::kH6, Kind::kBlock, Flow::kBlock},
    {"head", Tag::kHead, Kind::kLoose, Flow::kSkipped},
    {"header", Tag::kHeader, Kind::kBlock, Flow::kBlock},
    {"hgroup", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"hr", Tag::kOtherBlock, Kind::kLoose, Flow::kBlock},
    {"html", Tag::kHtml, Kind::kLoose, Flow::kBlock},
    {"i", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"iframe", Tag::kOther, Kind::kRaw, Flow::kSkipped},
    {"img", Tag::kOther, Kind::kGone, Flow::kInline},
    {"input", Tag::kOther, Kind::kGone, Flow::kInline},
    {"legend", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"li", Tag::kLi, Kind::kLoose, Flow::kBlock},
    {"link", Tag::kLink, Kind::kLoose, Flow::kInline},
    {"main", Tag::kMain, Kind::kBlock, Flow::kBlock},
    {"math", Tag::kOther, Kind::kForeign, Flow::kSkipped},
    {"menu", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"meta", Tag::kMeta, Kind::kLoose, Flow::kInline},
    {"nav", Tag::kNav, Kind::kBlock, Flow::kSkipped},
    {"nobr", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"noembed", Tag::kOther, Kind::kRaw, Flow::kSkipped},
    {"noframes", Tag::kOther, Kind::kRaw, Flow::kSkipped},
    {"noscript", Tag::kOther, Kind::kNoScript, Flow::kSkipped},
    {"object", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"ol", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"option", Tag::kOther, Kind::kLoose, Flow::kInline},
    {"p", Tag::kP, Kind::kLoose, Flow::kBlock},
    {"param", Tag::kOther, Kind::kGone, Flow::kInline},
    {"picture", Tag::kOther, Kind::kBlock, Flow::kInline},
    {"pre", Tag::kPre, Kind::kBlock, Flow::kBlock},
    {"s", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"script", Tag::kScript, Kind::kScript, Flow::kSkipped},
    {"section", Tag::kSection, Kind::kBlock, Flow::kBlock},
    {"select", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"small", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"source", Tag::kOther, Kind::kGone, Flow::kInline},
    {"span", Tag::kSpan, Kind::kBlock, Flow::kInline},
    {"strike", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"strong", Tag::kBold, Kind::kFormatting, Flow::kInline},
    {"style", Tag::kOther, Kind::kRaw, Flow::kSkipped},
    {"summary", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"svg", Tag::kOther, Kind::kForeign, Flow::kSkipped},
    {"table", Tag::kTable, Kind::kBlock, Flow::kBlock},
    {"tbody", Tag::kOtherBlock, Kind::kLoose, Flow::kBlock},
    {"td", Tag::kTd, Kind::kLoose, Flow::kInline},  // cells of a row are one block
    {"template", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"textarea", Tag::kOther, Kind::kRaw, Flow::kSkipped},
    {"tfoot", Tag::kOtherBlock, Kind::kLoose, Flow::kBlock},
    {"th", Tag::kTh, Kind::kLoose, Flow::kInline},
    {"thead", Tag::kOtherBlock, Kind::kLoose, Flow::kBlock},
    {"time", Tag::kTime, Kind::kBlock, Flow::kInline},
    {"title", Tag::kTitle, Kind::kTitle, Flow::kSkipped},
    {"tr", Tag::kTr, Kind::kLoose, Flow::kBlock},
    {"track", Tag::kOther, Kind::kGone, Flow::kInline},
    {"tt", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"u", Tag::kOther, Kind::kFormatting, Flow::kInline},
    {"ul", Tag::kOtherBlock, Kind::kBlock, Flow::kBlock},
    {"video", Tag::kOther, Kind::kBlock, Flow::kSkipped},
    {"wbr", Tag::kOther, Kind::kGone, Flow::kInline},
    {"xmp", Tag::kOther, Kind::kRaw, Flow::kSkipped},
});

// Of any name, in whatever case.
const TagRow& RowOf(std::string_view name);

}  // namespace wirefold
