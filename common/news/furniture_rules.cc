#include "common/news/furniture_rules.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kMaxRuleLine = 250;  // bytes; a longer line is prose
constexpr size_t kMaxTagBytes = 120;  // a standfirst tag stands in the last bytes of its line

// "ALSO READ:", "Read more |": whether a ':' or '|' in the line stands behind the last word of such a label.
bool MayHoldLabel(std::string_view line) {
  for (const char mark : {':', '|'}) {
    for (size_t at = line.find(mark); at != std::string_view::npos; at = line.find(mark, at + 1)) {
      std::string_view before = line.substr(0, at);
      if (!before.empty() && IsSpace(before.back())) before.remove_suffix(1);
      if (EndsIgnoringCase(before, "also") || EndsIgnoringCase(before, "read") || EndsIgnoringCase(before, "more")) {
        return true;
      }
    }
  }
  return false;
}

// "….reports Valley Lite News": names end in a letter or digit, prose hardly ever does.
bool MayHoldTag(std::string_view line) {
  const std::string_view end = line.substr(line.size() - std::min(line.size(), kMaxTagBytes));
  const char last = end.empty() ? '.' : end.back();
  if (last == '.' || last == '"' || last == '?' || last == '!') return false;
  return end.find("reports ") != std::string_view::npos || end.find("writes ") != std::string_view::npos;
}

// Reads a row's pattern into `rule` or into `lines`; returns what is wrong with it.
std::string CompileRow(const TableRow& row, FurnitureRule& rule, RE2::Set& lines) {
  const std::string& takes = row.cells[2];
  const std::string& pattern = row.cells[3];
  if (takes == "span") {
    rule.takes = FurnitureRule::Takes::kSpan;
    rule.span = std::make_unique<RE2>(pattern, RE2::Quiet);
    if (!rule.span->ok()) return rule.span->error();
    if (rule.span->NumberOfCapturingGroups() < 1) return "a span rule needs a group";
    if (!FurnitureRules::MayHoldSpan(row.cells[4])) return "MayHoldSpan does not know lines like its example";
    return "";
  }
  if (takes != "line" && takes != "tail") return "\"" + takes + "\" is none of line, tail, span";
  rule.takes = takes == "tail" ? FurnitureRule::Takes::kTail : FurnitureRule::Takes::kLine;
  std::string error;
  lines.Add(pattern, &error);
  return error;
}

RE2::Options WithoutCase() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

}  // namespace

// All kLine and kTail patterns as one automaton.
struct FurnitureRules::LineSet {
  RE2::Set patterns{WithoutCase(), RE2::ANCHOR_BOTH};
  std::vector<size_t> rules;  // index of a pattern → of its rule
};

FurnitureRules::FurnitureRules() : lines_(std::make_unique<LineSet>()) {}
FurnitureRules::~FurnitureRules() = default;

const FurnitureRules& FurnitureRules::BuiltIn() {
  static const FurnitureRules& rules = *[] {
    absl::StatusOr<std::unique_ptr<FurnitureRules>> parsed = Parse(EmbeddedFile("furniture.tsv"));
    WF_CHECK_OK(parsed.status());
    return parsed->release();
  }();
  return rules;
}

absl::StatusOr<std::unique_ptr<FurnitureRules>> FurnitureRules::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table, 6));
  std::unique_ptr<FurnitureRules> parsed(new FurnitureRules());
  parsed->version_ = absl::StrFormat("%016x", Hash64(table));
  for (const TableRow& row : rows) {
    FurnitureRule rule{.id = row.cells[0], .category = row.cells[1], .span = nullptr};
    const std::string error = CompileRow(row, rule, parsed->lines_->patterns);
    if (!error.empty()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("furniture rules, line %d, rule %s: %s", row.line, rule.id, error));
    }
    if (rule.takes != FurnitureRule::Takes::kSpan) parsed->lines_->rules.push_back(parsed->rules_.size());
    parsed->rules_.push_back(std::move(rule));
  }
  if (!parsed->lines_->patterns.Compile()) {
    return absl::InvalidArgumentError("furniture rules: the line patterns are too large together");
  }
  return parsed;
}

const FurnitureRule* FurnitureRules::RuleOfLine(std::string_view line, std::vector<int>& matched) const {
  if (line.size() > kMaxRuleLine) return nullptr;
  matched.clear();
  if (!lines_->patterns.Match(re2::StringPiece(line.data(), line.size()), &matched)) return nullptr;
  const int first = *std::min_element(matched.begin(), matched.end());
  return &rules_[lines_->rules[static_cast<size_t>(first)]];
}

bool FurnitureRules::MayHoldSpan(std::string_view line) {
  return line.find('[') != std::string_view::npos || MayHoldLabel(line) || MayHoldTag(line);
}

}  // namespace wirefold
