#include "common/news/furniture_rules.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/lines.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kMaxRuleLine = 250;       // bytes; a longer line is prose
constexpr size_t kMaxRuleParagraph = 600;  // of rules that may take sentences
constexpr int kSentenceWords = 7;          // a line that ends like a sentence and has as many words is none of a rule's
constexpr int64_t kSetBytes = 64 << 20;    // memory of the automaton of all rules

// Earlier rules win.
constexpr std::string_view kTables[] = {
    "furniture.tsv",    "furniture_en.tsv", "furniture_de.tsv", "furniture_es.tsv", "furniture_fr.tsv",
    "furniture_it.tsv", "furniture_pt.tsv", "furniture_nl.tsv", "furniture_ru.tsv", "furniture_uk.tsv",
    "furniture_pl.tsv", "furniture_tr.tsv", "furniture_sv.tsv", "furniture_no.tsv", "furniture_da.tsv",
    "furniture_fi.tsv", "furniture_cs.tsv", "furniture_ro.tsv", "furniture_hu.tsv", "furniture_el.tsv",
    "furniture_ar.tsv", "furniture_fa.tsv", "furniture_hi.tsv", "furniture_zh.tsv", "furniture_ja.tsv",
    "furniture_ko.tsv", "furniture_id.tsv", "furniture_vi.tsv", "furniture_th.tsv"};
constexpr size_t kMaxTagBytes = 120;  // a standfirst tag stands in the last bytes of its line

// "ALSO READ:", "Read more |", "Also Read –": whether such a mark in the line stands behind the last word of such a
// label.
bool MayHoldLabel(std::string_view line) {
  for (const std::string_view mark : {":", "|", "-", "\xE2\x80\x93"}) {
    for (size_t at = line.find(mark); at != std::string_view::npos; at = line.find(mark, at + 1)) {
      std::string_view before = line.substr(0, at);
      if (!before.empty() && IsSpace(before.back())) before.remove_suffix(1);
      for (const std::string_view word : {"also", "read", "more", "related"}) {
        if (EndsIgnoringCase(before, word)) return true;
      }
    }
  }
  return false;
}

// Words without which the other span rules match nothing.
bool MayHoldPhrase(std::string_view line) {
  for (const std::string_view needle :
       {"ADVERTISEMENT", "Click here", "continues below", "function", "window.", "var "}) {
    if (line.find(needle) != std::string_view::npos) return true;
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

constexpr std::pair<std::string_view, FurnitureRule::Takes> kKinds[] = {
    {"line", FurnitureRule::Takes::kLine},           {"label", FurnitureRule::Takes::kLine},
    {"paragraph", FurnitureRule::Takes::kParagraph}, {"tail", FurnitureRule::Takes::kTail},
    {"list", FurnitureRule::Takes::kList},           {"keep", FurnitureRule::Takes::kNothing}};

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
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.first == takes; });
  if (kind == std::end(kKinds)) return "\"" + takes + "\" is none of line, label, paragraph, tail, list, span, keep";
  rule.takes = kind->second;
  std::string error;
  // A label, its mark and what it labels. A hyphen between letters is no mark.
  lines.Add(takes == "label" ? "(?:" + pattern + ")(?:\\s?[:|>]+\\s?|\\s-+\\s)\\S.*" : pattern, &error);
  return error;
}

RE2::Options WithoutCase() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kSetBytes);
  return options;
}

}  // namespace

// All patterns of whole lines as one automaton.
struct FurnitureRules::LineSet {
  RE2::Set patterns{WithoutCase(), RE2::ANCHOR_BOTH};
  std::vector<size_t> rules;  // index of a pattern → of its rule
};

FurnitureRules::FurnitureRules() : lines_(std::make_unique<LineSet>()) {}
FurnitureRules::~FurnitureRules() = default;

std::vector<FurnitureTable> BuiltInFurnitureTables() {
  std::vector<FurnitureTable> tables;
  for (const std::string_view name : kTables) tables.push_back({name, EmbeddedFile(name)});
  return tables;
}

const FurnitureRules& FurnitureRules::BuiltIn() {
  static const FurnitureRules& rules = *[] {
    absl::StatusOr<std::unique_ptr<FurnitureRules>> parsed = Parse(BuiltInFurnitureTables());
    WF_CHECK_OK(parsed.status());
    return parsed->release();
  }();
  return rules;
}

absl::StatusOr<std::unique_ptr<FurnitureRules>> FurnitureRules::Parse(std::span<const FurnitureTable> tables) {
  std::unique_ptr<FurnitureRules> parsed(new FurnitureRules());
  std::string all;
  for (const FurnitureTable& table : tables) {
    all += table.text;
    absl::StatusOr<std::vector<TableRow>> rows = ReadTable(table.text, 6);
    if (!rows.ok())
      return absl::InvalidArgumentError(std::string(table.name) + ", " + std::string(rows.status().message()));
    for (const TableRow& row : *rows) {
      FurnitureRule rule{.id = row.cells[0], .category = row.cells[1], .span = nullptr};
      const std::string error = CompileRow(row, rule, parsed->lines_->patterns);
      if (!error.empty()) {
        return absl::InvalidArgumentError(
            absl::StrFormat("%s, line %d, rule %s: %s", std::string(table.name), row.line, rule.id, error));
      }
      if (rule.takes != FurnitureRule::Takes::kSpan) parsed->lines_->rules.push_back(parsed->rules_.size());
      parsed->rules_.push_back(std::move(rule));
    }
  }
  parsed->version_ = absl::StrFormat("%016x", Hash64(all));
  if (!parsed->lines_->patterns.Compile()) {
    return absl::InvalidArgumentError("furniture rules: the line patterns are too large together");
  }
  return parsed;
}

const FurnitureRule* FurnitureRules::RuleOfLine(std::string_view line, Scratch& scratch) const {
  if (line.size() > kMaxRuleParagraph) return nullptr;
  FoldLine(line, scratch.folded);
  scratch.matched.clear();
  if (!lines_->patterns.Match(re2::StringPiece(scratch.folded), &scratch.matched)) return nullptr;
  std::sort(scratch.matched.begin(), scratch.matched.end());
  const bool prose =
      line.size() > kMaxRuleLine || (IsSentence(scratch.folded, kSentenceWords) && !scratch.folded.ends_with('!'));
  for (const int i : scratch.matched) {
    const FurnitureRule& rule = rules_[lines_->rules[static_cast<size_t>(i)]];
    if (rule.takes == FurnitureRule::Takes::kNothing) return nullptr;
    if (!prose || rule.takes == FurnitureRule::Takes::kParagraph) return &rule;
  }
  return nullptr;
}

bool FurnitureRules::MayHoldSpan(std::string_view line) {
  return line.find('[') != std::string_view::npos || MayHoldLabel(line) || MayHoldTag(line) || MayHoldPhrase(line);
}

}  // namespace wirefold
