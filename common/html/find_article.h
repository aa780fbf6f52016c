// FindArticle: which blocks of a page are its article. By the density of text and links, the place of the headline and
// the names of elements, so that unknown sites in any language work. For common/html.
#pragma once

#include <string>
#include <vector>

#include "common/html/blocks.h"

namespace wirefold {

struct FoundArticle {
  std::vector<Block> blocks;          // in order; no captions, no bylines, no paragraph twice
  std::vector<std::string> captions;  // of pictures within the article, in order, none twice; the first 64
  std::string headline;               // as its heading says it; empty: none was found
  std::vector<std::string> lines;     // short ones around it, where bylines and dates stand; the likeliest first
};

// `headlines`: what the page may call its article; the first that a heading says is where it begins. Linear.
FoundArticle FindArticle(const Blocks& page, const std::vector<std::string>& headlines);

}  // namespace wirefold
