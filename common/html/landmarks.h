// Landmarks of a page: which of its blocks is the article's headline, and which one begins what readers wrote of it, or
// what is said of its author. For common/html.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/html/blocks.h"

namespace wirefold {

// The first heading that says what one of the page's titles does; else the first block that begins with a line of it,
// in pages whose headline is but large or bold.
std::optional<size_t> HeadlineIn(const std::vector<Block>& blocks, const std::vector<std::string>& titles);

// "Comments (3)", "About the author": a heading of what follows an article.
bool BeginsOtherTexts(const Block& block);

std::string FirstLine(const std::string& text);

}  // namespace wirefold
