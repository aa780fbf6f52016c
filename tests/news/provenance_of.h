// What is found in an English text with these authors, by the rules and names that are built in.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/news/attribute.h"
#include "common/news/clean.h"

namespace wirefold {

inline Provenance Of(const std::string& text, std::vector<std::string> by = {}) {
  Article article;
  article.language = "en";
  article.body = text;
  article.by = std::move(by);
  return Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
}

}  // namespace wirefold
