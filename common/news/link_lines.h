// Link lines: lines that are headlines of other articles or a page's own words, told not by what they say but by where
// they stand and what they look like. For clean.cc, behind the rules of furniture_rules.h.
//
//   Two weeks later the ice was gone.            prose
//   Skaters return to the park after a long wait     ┐ taken: two lines like headlines between prose
//   What the council plans for the old boat house    ┘
//   The mayor spoke on Tuesday.                  prose
#pragma once

#include <string_view>
#include <vector>

#include "common/news/furniture_rules.h"

namespace wirefold {

struct TextLine {
  std::string_view text;                // trimmed; never empty
  const FurnitureRule* rule = nullptr;  // that takes the whole line
  bool headline = false;                // the article's own
};

// Whether a line is long and ends as sentences do.
bool IsProse(std::string_view line);

// Whether a line may be the headline of another article: of some length, no sentence, no item of a list, no credit.
// `folded`: FoldLine.
bool IsLinkLike(std::string_view folded);

// Gives rules to lines that have none. Pure; linear.
void FindLinkLines(std::vector<TextLine>& lines);

}  // namespace wirefold
