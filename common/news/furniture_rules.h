// Furniture rules: what page text that is not the article looks like. Data, compiled once:
// config/lexicon/furniture.tsv, which says what the columns mean, and a table for each language beside it.
//
//   const FurnitureRules& rules = FurnitureRules::BuiltIn();
//   const FurnitureRule* rule = rules.RuleOfLine("Leave a Reply", scratch);
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace wirefold {

struct FurnitureRule {
  // What it takes: a whole line that is no sentence; the same, with what its first words label; any whole line; a
  // heading, and the list behind it; the same, but only with a list; a piece of a line; nothing, and no later rule
  // does.
  enum class Takes : uint8_t { kLine, kLabel, kParagraph, kTail, kList, kSpan, kNothing };
  std::string id;
  std::string category;
  Takes takes = Takes::kLine;
  std::unique_ptr<re2::RE2> span;  // kSpan: its first group is what goes
  bool of_user = false;
};

struct FurnitureTable {
  std::string_view name;
  std::string_view text;
  bool of_user = false;  // each of its rules must take its own example
};

// The tables compiled into the program.
std::vector<FurnitureTable> BuiltInFurnitureTables();

// Immutable and safe to share between threads.
class FurnitureRules {
 public:
  // The rules compiled into the program.
  static const FurnitureRules& BuiltIn();
  // Rules from tables in the form of config/lexicon/furniture.tsv; a rule whose id an earlier table has is left out.
  // InvalidArgument names the table, the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<FurnitureRules>> Parse(std::span<const FurnitureTable> tables);
  // A user's table before those of the program.
  static absl::StatusOr<std::unique_ptr<FurnitureRules>> WithTable(std::string_view name, std::string_view text);
  ~FurnitureRules();

  std::string_view version() const { return version_; }  // hash of the tables, 16 hexadecimal digits
  const std::vector<FurnitureRule>& rules() const { return rules_; }

  struct Scratch {
    std::string folded;  // the line that was looked at last (FoldLine)
    std::vector<int> matched;
    std::vector<int> potential;
    std::vector<size_t> rules;
    std::vector<const FurnitureRule*> spans;
  };
  // The first rule of whole lines that takes the line, or null.
  const FurnitureRule* RuleOfLine(std::string_view line, Scratch& scratch) const;
  // Cheap filter: false when no kSpan rule of the program can match in the line.
  static bool MayHoldSpan(std::string_view line);
  // The kSpan rules that may match in the line, in order; in `scratch`.
  std::span<const FurnitureRule* const> SpanRulesOf(std::string_view line, Scratch& scratch) const;

 private:
  class WordedPatterns;
  class LinePatterns;
  FurnitureRules();
  // `ids`: of the rules that there are.
  absl::Status AddTable(const FurnitureTable& table, std::set<std::string>& ids);
  absl::Status CheckExamples(const FurnitureTable& table) const;

  std::string version_;
  std::vector<FurnitureRule> rules_;
  std::unique_ptr<LinePatterns> lines_;            // of rules that take no prose
  std::unique_ptr<LinePatterns> prose_;            // of all others but kSpan rules
  std::unique_ptr<WordedPatterns> span_patterns_;  // of `spans_`
  std::vector<const FurnitureRule*> spans_;
  bool has_user_spans_ = false;
};

}  // namespace wirefold
