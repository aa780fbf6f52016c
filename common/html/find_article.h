// FindArticle: which blocks of a page are its article. By the density of text and links, the place of the headline and
// the names of elements, so that unknown sites in any language work. For common/html.
#pragma once

#include <string>
#include <vector>

#include "common/html/blocks.h"

namespace wirefold {

// In order; no captions, no bylines, no paragraph twice. `headlines`: what the page may call its article; the first
// that a heading says is where it begins. Linear.
std::vector<Block> FindArticle(const Blocks& page, const std::vector<std::string>& headlines);

}  // namespace wirefold
