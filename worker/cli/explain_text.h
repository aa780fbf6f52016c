// What `explain` found, for a terminal or a file: one article with its findings below, or two texts side by side. No
// byte of an article drives the terminal.
#pragma once

#include <cstddef>
#include <string>

#include "common/explain/explained_pair.h"

namespace wirefold {

struct TextStyle {
  bool colours = false;
  size_t width = 100;  // columns of the terminal
};

std::string ExplainText(const ExplainedArticle& article, const TextStyle& style);
std::string ExplainText(const ExplainedPair& pair, const TextStyle& style);

}  // namespace wirefold
