// Clean: takes furniture (comment forms, related links, shortcodes, standfirst tags) out of an article's text and
// records every byte that went. Says nothing about credits (attribute.h).
//
//   CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
#pragma once

#include "common/news/article.h"
#include "common/news/furniture_rules.h"

namespace wirefold {

// Pieces that are taken out of one article, at most. An article has a few dozen; what a hostile text has beyond is
// kept, and ArticleFlag::kPartlyCleaned says so.
inline constexpr size_t kMaxRemoved = 4096;

// Pure; linear in the text (tests/fuzz/linear_test.cc).
CleanArticle Clean(const Article& article, const FurnitureRules& rules);

}  // namespace wirefold
