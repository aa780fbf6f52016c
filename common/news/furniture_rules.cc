#include "common/news/furniture_rules.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/base/printable.h"
#include "common/news/letters.h"
#include "common/news/lines.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kMaxRuleLine = 250;       // bytes; a longer line is prose
constexpr size_t kMaxRuleParagraph = 600;  // of rules that may take sentences
constexpr int kLabelledWords = 4;          // of a sentence behind a label, with the label
constexpr int kSentenceWords = 7;          // a line that ends like a sentence and has as many words is none of a rule's
constexpr size_t kColumns = 6;
constexpr size_t kShownIdBytes = 60;
constexpr size_t kShownExampleBytes = 120;
constexpr int64_t kSetBytes = 64 << 20;  // memory of the automaton of all rules

// Earlier rules win.
constexpr std::string_view kTables[] = {
    "furniture.tsv",    "furniture_en.tsv", "furniture_de.tsv", "furniture_es.tsv", "furniture_fr.tsv",
    "furniture_it.tsv", "furniture_pt.tsv", "furniture_nl.tsv", "furniture_ru.tsv", "furniture_uk.tsv",
    "furniture_pl.tsv", "furniture_tr.tsv", "furniture_sv.tsv", "furniture_no.tsv", "furniture_da.tsv",
    "furniture_fi.tsv", "furniture_cs.tsv", "furniture_ro.tsv", "furniture_hu.tsv", "furniture_el.tsv",
    "furniture_ar.tsv", "furniture_fa.tsv", "furniture_hi.tsv", "furniture_bn.tsv", "furniture_zh.tsv",
    "furniture_ja.tsv", "furniture_ko.tsv", "furniture_id.tsv", "furniture_vi.tsv", "furniture_th.tsv"};
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

// Parts without which the other span rules match nothing. Each begins with what is rare in prose, since that is what is
// looked for.
bool MayHoldPhrase(std::string_view line) {
  for (const std::string_view needle : {"VERTISEMENT", "Click here", "below", "(function", "="}) {
    if (line.find(needle) != std::string_view::npos) return true;
  }
  return false;
}

// "The vote was … Continue reading": an ellipsis near the end and words behind it.
bool MayEndInLink(std::string_view line) {
  constexpr size_t kReach = 100;
  const std::string_view end = line.substr(line.size() - std::min(line.size(), kReach));
  return !end.ends_with("...") &&
         (end.find("...") != std::string_view::npos || end.find("\xE2\x80\xA6") < end.size() - 3);
}

// "….reports Valley Lite News": names end in a letter or digit, prose hardly ever does.
bool MayHoldTag(std::string_view line) {
  const std::string_view end = line.substr(line.size() - std::min(line.size(), kMaxTagBytes));
  const char last = end.empty() ? '.' : end.back();
  if (last == '.' || last == '"' || last == '?' || last == '!') return false;
  return end.find("reports ") != std::string_view::npos || end.find("writes ") != std::string_view::npos;
}

// "Related: his brother owns the mill.": a short sentence that goes on in small letters, where a title would not.
bool LabelsSentence(std::string_view folded) {
  const size_t mark = folded.find(':');
  if (mark == std::string_view::npos || !IsSentence(folded, kLabelledWords)) return false;
  return IsLowerLetter(CodePointAt(folded, SkipBlanks(folded, mark + 1)).value);
}

constexpr std::pair<std::string_view, FurnitureRule::Takes> kKinds[] = {
    {"line", FurnitureRule::Takes::kLine},           {"label", FurnitureRule::Takes::kLabel},
    {"paragraph", FurnitureRule::Takes::kParagraph}, {"tail", FurnitureRule::Takes::kTail},
    {"list", FurnitureRule::Takes::kList},           {"keep", FurnitureRule::Takes::kNothing}};

// What stands between the '|' of a pattern that are in no group. A pattern with flags for all that follows is one.
std::vector<std::string> AlternativesOf(std::string_view pattern) {
  static const RE2& flags = *new RE2("\\(\\?[a-zA-Z-]+\\)");
  if (RE2::PartialMatch(re2::StringPiece(pattern.data(), pattern.size()), flags)) return {std::string(pattern)};
  std::vector<std::string> alternatives(1);
  int groups = 0;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '|' && groups == 0 && !in_class) {
      alternatives.emplace_back();
      continue;
    }
    alternatives.back() += c;
    if (c == '\\' && i + 1 < pattern.size()) {
      alternatives.back() += pattern[++i];
    } else if (in_class) {
      in_class = c != ']';
    } else {
      in_class = c == '[';
      groups += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
  }
  return alternatives;
}

// Whether a pattern may begin with anything: then all of a line is read to know that it does not match.
bool BeginsWithAnything(std::string_view pattern) {
  static const RE2& anything = *new RE2("(?:^|\\(|\\||\\(\\?:)\\.[*+{]");
  return RE2::PartialMatch(re2::StringPiece(pattern.data(), pattern.size()), anything);
}

RE2::Options WithoutCase() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kSetBytes);
  return options;
}

// The indices of the patterns that match. Most lines match none, and RE2 takes memory for the list before it looks: so
// it is asked first whether there are any.
void ListMatches(const RE2::Set& set, re2::StringPiece line, std::vector<int>& matched) {
  if (!set.Match(line, nullptr) || !set.Match(line, &matched)) matched.clear();
}

// Whether a rule has a say about lines that may be sentences.
bool IsOfProse(const FurnitureRule& rule) {
  return rule.takes == FurnitureRule::Takes::kParagraph || rule.takes == FurnitureRule::Takes::kNothing;
}

// Reads a row's kind, and the pattern of a span rule, into `rule`; returns what is wrong with it.
std::string ReadKind(const TableRow& row, FurnitureRule& rule) {
  const std::string& takes = row.cells[2];
  if (takes == "span") {
    rule.takes = FurnitureRule::Takes::kSpan;
    rule.span = std::make_unique<RE2>(row.cells[3], RE2::Quiet);
    if (!rule.span->ok()) return rule.span->error();
    if (rule.span->NumberOfCapturingGroups() < 1) return "a span rule needs a group";
    if (!rule.of_user && !FurnitureRules::MayHoldSpan(row.cells[4])) {
      return "MayHoldSpan does not know lines like its example";
    }
    return "";
  }
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.first == takes; });
  if (kind == std::end(kKinds)) return "\"" + takes + "\" is none of line, label, paragraph, tail, list, span, keep";
  rule.takes = kind->second;
  return "";
}

}  // namespace

// Patterns that are tried one by one, and only on lines that hold the words without which they match nothing.
class FurnitureRules::WordedPatterns {
 public:
  // Requires that RE2 takes the pattern.
  void Add(const std::string& pattern, const RE2::Options& options) {
    int index = 0;
    patterns_.Add(pattern, options, &index);
  }

  // False: the words are too large together.
  bool Compile() {
    if (patterns_.NumRegexps() == 0) return true;
    std::vector<std::string> words;
    patterns_.Compile(&words);
    for (const std::string& one : words) words_.Add(RE2::QuoteMeta(one), nullptr);
    patterns_.AllPotentials({}, &wordless_);
    return words_.Compile();
  }

  // The indices of those that may match, in order, are in scratch.potential then.
  void FindPotential(re2::StringPiece line, Scratch& scratch) const {
    scratch.potential.clear();
    if (patterns_.NumRegexps() == 0) return;
    ListMatches(words_, line, scratch.matched);
    if (scratch.matched.empty()) {
      scratch.potential = wordless_;
    } else {
      patterns_.AllPotentials(scratch.matched, &scratch.potential);
    }
  }

  const RE2& operator[](int index) const { return patterns_.GetRE2(index); }

 private:
  re2::FilteredRE2 patterns_;
  RE2::Set words_{WithoutCase(), RE2::UNANCHORED};
  std::vector<int> wordless_;  // patterns that may match without any of the words
};

// The patterns of whole lines, alternative by alternative. Those that begin with what they mean are one automaton: the
// first words of a line tell it that none matches. Those that may begin with anything would keep it busy to the line's
// end, with ever new states.
class FurnitureRules::LinePatterns {
 public:
  // Returns what is wrong with the pattern. `rule`: its index.
  std::string Add(const std::string& pattern, size_t rule, bool of_user) {
    for (const std::string& one : AlternativesOf(pattern)) {
      std::string error;
      if (BeginsWithAnything(one)) {
        error = RE2(one, WithoutCase()).error();
        if (!error.empty()) return error;
        anywhere_.Add("\\A(?:" + one + ")\\z", WithoutCase());
        anywhere_rules_.push_back({rule, of_user});
        anywhere_of_user_ = anywhere_of_user_ || of_user;
      } else if (first_.Add(one, &error) >= 0) {
        first_rules_.push_back(rule);
      }
      if (!error.empty()) return error;
    }
    return "";
  }

  // False: they are too large together.
  bool Compile() { return first_.Compile() && anywhere_.Compile(); }

  // Adds the indices of the rules that match scratch.folded, some twice, to scratch.rules. Of a long line few patterns
  // of the program that may begin with anything are worth their time: none is tried.
  void Match(bool is_long, Scratch& scratch) const {
    const re2::StringPiece line(scratch.folded);
    ListMatches(first_, line, scratch.matched);
    for (const int i : scratch.matched) scratch.rules.push_back(first_rules_[static_cast<size_t>(i)]);
    if (is_long && !anywhere_of_user_) return;
    anywhere_.FindPotential(line, scratch);
    for (const int i : scratch.potential) {
      const Anywhere& one = anywhere_rules_[static_cast<size_t>(i)];
      if ((one.of_user || !is_long) && RE2::PartialMatch(line, anywhere_[i])) scratch.rules.push_back(one.rule);
    }
  }

 private:
  struct Anywhere {
    size_t rule;
    bool of_user;
  };

  RE2::Set first_{WithoutCase(), RE2::ANCHOR_BOTH};
  std::vector<size_t> first_rules_;  // index of a pattern → of its rule
  WordedPatterns anywhere_;
  std::vector<Anywhere> anywhere_rules_;  // likewise
  bool anywhere_of_user_ = false;         // one of them is a user's
};

FurnitureRules::FurnitureRules()
    : lines_(std::make_unique<LinePatterns>()),
      prose_(std::make_unique<LinePatterns>()),
      span_patterns_(std::make_unique<WordedPatterns>()) {}
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

absl::StatusOr<std::unique_ptr<FurnitureRules>> FurnitureRules::WithTable(std::string_view name,
                                                                          std::string_view text) {
  std::vector<FurnitureTable> tables = BuiltInFurnitureTables();
  tables.insert(tables.begin(), {name, text, /*of_user=*/true});
  return Parse(tables);
}

absl::Status FurnitureRules::AddTable(const FurnitureTable& table, std::set<std::string>& ids) {
  const std::string name(table.name);
  absl::StatusOr<std::vector<TableRow>> rows = ReadTable(table.text, kColumns);
  if (!rows.ok()) return absl::InvalidArgumentError(name + ", " + std::string(rows.status().message()));
  const auto wrong = [&](const TableRow& row, const std::string& what) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s, line %d, rule %s: %s", name, row.line, Printable(row.cells[0], kShownIdBytes), what));
  };
  std::set<std::string> own;
  for (const TableRow& row : *rows) {
    if (!own.insert(row.cells[0]).second) return wrong(row, "a rule of this table has the same id");
    if (!ids.insert(row.cells[0]).second) continue;
    FurnitureRule rule{.id = row.cells[0], .category = row.cells[1], .span = nullptr, .of_user = table.of_user};
    std::string error = ReadKind(row, rule);
    if (error.empty() && rule.takes != FurnitureRule::Takes::kSpan) {
      // A label, its mark and what it labels. A hyphen between letters is no mark.
      const bool is_label = rule.takes == FurnitureRule::Takes::kLabel;
      LinePatterns& patterns = IsOfProse(rule) ? *prose_ : *lines_;
      error = patterns.Add(is_label ? "(?:" + row.cells[3] + ")(?:\\s?[:|>]+\\s?|\\s-+\\s)\\S.*" : row.cells[3],
                           rules_.size(), rule.of_user);
    }
    if (!error.empty()) return wrong(row, error);
    rules_.push_back(std::move(rule));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<FurnitureRules>> FurnitureRules::Parse(std::span<const FurnitureTable> tables) {
  std::unique_ptr<FurnitureRules> parsed(new FurnitureRules());
  std::string all;
  std::set<std::string> ids;
  for (const FurnitureTable& table : tables) {
    all += table.text;
    WF_RETURN_IF_ERROR(parsed->AddTable(table, ids));
  }
  parsed->version_ = absl::StrFormat("%016x", Hash64(all));
  if (!parsed->lines_->Compile() || !parsed->prose_->Compile()) {
    return absl::InvalidArgumentError("furniture rules: the line patterns are too large together");
  }
  for (const FurnitureRule& rule : parsed->rules_) {
    if (rule.takes != FurnitureRule::Takes::kSpan) continue;
    parsed->span_patterns_->Add(rule.span->pattern(), RE2::Quiet);  // ReadKind compiled it
    parsed->spans_.push_back(&rule);
    parsed->has_user_spans_ = parsed->has_user_spans_ || rule.of_user;
  }
  if (!parsed->span_patterns_->Compile()) {
    return absl::InvalidArgumentError("furniture rules: the words of the span patterns are too large together");
  }
  for (const FurnitureTable& table : tables) {
    if (table.of_user) WF_RETURN_IF_ERROR(parsed->CheckExamples(table));
  }
  return parsed;
}

// A rule that does not do what its author thinks is found here and not in his articles.
absl::Status FurnitureRules::CheckExamples(const FurnitureTable& table) const {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table.text, kColumns));
  Scratch scratch;
  for (const TableRow& row : rows) {
    const auto takes = [&](const std::string& line) {
      if (row.cells[2] == "span") return RE2::PartialMatch(line, row.cells[3]);
      const FurnitureRule* rule = RuleOfLine(line, scratch);
      return rule != nullptr && rule->id == row.cells[0];
    };
    const bool keeps = row.cells[2] == "keep";
    const bool takes_example = keeps ? RuleOfLine(row.cells[4], scratch) == nullptr : takes(row.cells[4]);
    if (takes_example && (keeps || !takes(row.cells[5]))) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("%s, line %d, rule %s: it %s (\"%s\")", std::string(table.name), row.line, row.cells[0],
                        takes_example ? "takes its near miss" : "does not take its example",
                        Printable(row.cells[takes_example ? 5 : 4], kShownExampleBytes)));
  }
  return absl::OkStatus();
}

const FurnitureRule* FurnitureRules::RuleOfLine(std::string_view line, Scratch& scratch) const {
  if (line.size() > kMaxRuleParagraph) return nullptr;
  FoldLine(line, scratch.folded);
  const bool is_long = line.size() > kMaxRuleLine;
  const bool prose = is_long || (IsSentence(scratch.folded, kSentenceWords) && !scratch.folded.ends_with('!'));
  scratch.rules.clear();
  prose_->Match(is_long, scratch);
  if (!prose) lines_->Match(is_long, scratch);
  std::sort(scratch.rules.begin(), scratch.rules.end());
  for (const size_t i : scratch.rules) {
    const FurnitureRule& rule = rules_[i];
    if (rule.takes == FurnitureRule::Takes::kNothing) return nullptr;
    if (rule.takes == FurnitureRule::Takes::kLabel && LabelsSentence(scratch.folded)) continue;
    return &rule;
  }
  return nullptr;
}

std::span<const FurnitureRule* const> FurnitureRules::SpanRulesOf(std::string_view line, Scratch& scratch) const {
  scratch.spans.clear();
  if (!has_user_spans_ && !MayHoldSpan(line)) return {};
  span_patterns_->FindPotential(re2::StringPiece(line.data(), line.size()), scratch);
  for (const int i : scratch.potential) scratch.spans.push_back(spans_[static_cast<size_t>(i)]);
  return scratch.spans;
}

bool FurnitureRules::MayHoldSpan(std::string_view line) {
  return line.find('[') != std::string_view::npos || MayHoldLabel(line) || MayHoldTag(line) || MayHoldPhrase(line) ||
         MayEndInLink(line);
}

}  // namespace wirefold
