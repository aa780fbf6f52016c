// Furniture rules: what page text that is not the article looks like. Data, compiled once:
// config/lexicon/furniture.tsv.
//
//   const FurnitureRules& rules = FurnitureRules::BuiltIn();
//   const FurnitureRule* rule = rules.RuleOfLine("Leave a Reply", scratch);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace wirefold {

struct FurnitureRule {
  enum class Takes : uint8_t { kLine, kTail, kSpan };  // a whole line; a line and all after it; a piece of a line
  std::string id;
  std::string category;
  Takes takes = Takes::kLine;
  std::unique_ptr<re2::RE2> span;  // kSpan: its first group is what goes
};

// Immutable and safe to share between threads.
class FurnitureRules {
 public:
  // The rules compiled into the program.
  static const FurnitureRules& BuiltIn();
  // Rules from a table in the form of config/lexicon/furniture.tsv. InvalidArgument names the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<FurnitureRules>> Parse(std::string_view table);
  ~FurnitureRules();

  std::string_view version() const { return version_; }  // hash of the table, 16 hexadecimal digits
  const std::vector<FurnitureRule>& rules() const { return rules_; }

  // The first kLine or kTail rule that the whole line matches, or null. `matched` is memory to work in.
  const FurnitureRule* RuleOfLine(std::string_view line, std::vector<int>& matched) const;
  // Cheap filter: false when no kSpan rule can match in the line.
  static bool MayHoldSpan(std::string_view line);

 private:
  struct LineSet;
  FurnitureRules();

  std::string version_;
  std::vector<FurnitureRule> rules_;
  std::unique_ptr<LineSet> lines_;
};

}  // namespace wirefold
