// Blocks: the text of HTML as a reader sees it, block by block. Nothing is fetched, executed or resolved. The parser is
// lexbor (HTML5), behind dom.h.
//
//   TextOfHtml("<p>One&nbsp;two.</p><p>Three<br>four.</p>")  // "One two.\n\nThree\nfour."
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

class Dom;

enum class BlockClass : uint8_t { kProse, kHeading, kCaption, kQuote, kListItem, kTable, kCode };

struct Block {
  BlockClass block_class = BlockClass::kProse;
  std::string text;         // white space folded; "\n" where the page breaks the line
  uint32_t link_bytes = 0;  // of the text, within links
  bool bold = false;        // all of it
  uint32_t element = 0;     // the innermost block element that holds it: index in Blocks::elements
};

// A block element of the page, in document order: a parent is before its children.
struct Element {
  uint32_t parent = 0;  // index; the first is its own parent
  std::string tag;
  std::string names;  // id, classes and role, lower case, separated by spaces
};

struct Blocks {
  std::vector<Element> elements;
  std::vector<Block> blocks;
};

// Linear, for whatever input (reduce.h). Scripts, styles, forms, navigation and hidden elements have no blocks.
Blocks BlocksOfHtml(std::string_view html);
Blocks BlocksOf(const Dom& dom);

// The blocks but captions, separated by empty lines. For HTML in a field of a record.
std::string TextOfHtml(std::string_view html);

// Whether a text is HTML: an end tag, a line break, an image or a tag with attributes of a known element is in it.
// "a < b", "<3" and "the <p> tag" are none.
bool LooksLikeHtml(std::string_view text);

}  // namespace wirefold
