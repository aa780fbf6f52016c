// Clean: takes furniture (comment forms, related links, shortcodes, standfirst tags) out of an article's text and
// records every byte that went. Rules are data: config/lexicon/furniture.tsv. Says nothing about credits (attribute.h).
//
//   const FurnitureRules& rules = FurnitureRules::BuiltIn();
//   CleanArticle clean = Clean(article, rules);
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/news/article.h"

namespace wirefold {

// Compiled rules. Immutable and safe to share between threads.
class FurnitureRules {
 public:
  // The rules compiled into the program.
  static const FurnitureRules& BuiltIn();
  // Rules from a table in the form of config/lexicon/furniture.tsv. InvalidArgument names the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<FurnitureRules>> Parse(std::string_view table);
  ~FurnitureRules();
  std::string_view version() const;  // hash of the table, 16 hexadecimal digits

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit FurnitureRules(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Pure; linear in the text.
CleanArticle Clean(const Article& article, const FurnitureRules& rules);

}  // namespace wirefold
