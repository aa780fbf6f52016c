#include "common/news/clean.h"

#include <re2/re2.h>
#include <re2/set.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/pieces.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kMaxRuleLine = 250;  // bytes; a longer line is prose
constexpr size_t kProseBytes = 120;   // a line this long that ends like a sentence is prose
constexpr double kTailBegins = 0.6;   // tail cutters act in the last 40 % of lines
constexpr size_t kMinStandfirstBytes = 40;

bool EndsIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.end() - lower.size(),
                                                   [](char l, char c) { return l == (c | 0x20); });
}

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
  const std::string_view end = line.substr(line.size() - std::min<size_t>(line.size(), 120));
  const char last = end.empty() ? '.' : end.back();
  if (last == '.' || last == '"' || last == '?' || last == '!') return false;
  return end.find("reports ") != std::string_view::npos || end.find("writes ") != std::string_view::npos;
}

// Cheap test before the span patterns run: what each span rule needs. A rule whose example does not pass is refused.
bool MayHoldSpan(std::string_view line) {
  return line.find('[') != std::string_view::npos || MayHoldLabel(line) || MayHoldTag(line);
}

enum class How : uint8_t { kLine, kTail, kSpan };

struct Rule {
  std::string id;
  std::string category;
  How how;
  std::unique_ptr<RE2> span;  // kSpan
};

}  // namespace

struct FurnitureRules::Impl {
  std::string version;
  std::vector<Rule> rules;
  std::unique_ptr<RE2::Set> lines;   // kLine and kTail
  std::vector<size_t> rule_of_line;  // index in `lines` → rule
};

FurnitureRules::FurnitureRules(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FurnitureRules::~FurnitureRules() = default;
std::string_view FurnitureRules::version() const { return impl_->version; }

const FurnitureRules& FurnitureRules::BuiltIn() {
  static const FurnitureRules& rules = *[] {
    absl::StatusOr<std::unique_ptr<FurnitureRules>> parsed = Parse(EmbeddedFile("furniture.tsv"));
    WF_CHECK(parsed.ok());
    return parsed->release();
  }();
  return rules;
}

absl::StatusOr<std::unique_ptr<FurnitureRules>> FurnitureRules::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(std::vector<TableRow> rows, ReadTable(table, 6));
  auto impl = std::make_unique<Impl>();
  impl->version = absl::StrFormat("%016x", XXH3_64bits(table.data(), table.size()));
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  impl->lines = std::make_unique<RE2::Set>(options, RE2::ANCHOR_BOTH);
  for (TableRow& row : rows) {
    Rule rule{row.cells[0], row.cells[1], How::kLine, nullptr};
    const std::string& how = row.cells[2];
    const std::string& pattern = row.cells[3];
    std::string error;
    if (how == "span") {
      rule.how = How::kSpan;
      rule.span = std::make_unique<RE2>(pattern, RE2::Quiet);
      if (!rule.span->ok()) error = rule.span->error();
      if (error.empty() && rule.span->NumberOfCapturingGroups() < 1) error = "a span rule needs a group";
      if (error.empty() && !MayHoldSpan(row.cells[4])) error = "MayHoldSpan does not know lines like its example";
    } else if (how == "line" || how == "tail") {
      rule.how = how == "tail" ? How::kTail : How::kLine;
      if (impl->lines->Add(pattern, &error) >= 0) impl->rule_of_line.push_back(impl->rules.size());
    } else {
      error = "\"" + how + "\" is none of line, tail, span";
    }
    if (!error.empty()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("furniture rules, line %d, rule %s: %s", row.line, rule.id, error));
    }
    impl->rules.push_back(std::move(rule));
  }
  if (!impl->lines->Compile())
    return absl::InvalidArgumentError("furniture rules: the line patterns are too large together");
  return std::unique_ptr<FurnitureRules>(new FurnitureRules(std::move(impl)));
}

namespace {

struct Line {
  ByteSpan span;                 // trimmed; never empty
  const Rule* rule = nullptr;    // the line goes
  std::vector<ByteSpan> pieces;  // what stays of it
};

ByteSpan Trim(std::string_view text, ByteSpan span) {
  auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (span.begin < span.end && space(text[span.begin])) ++span.begin;
  while (span.begin < span.end && space(text[span.end - 1])) --span.end;
  // No-break spaces (C2 A0) at the ends go too.
  while (span.end - span.begin >= 2 && View(text, span).starts_with("\xC2\xA0")) span.begin += 2;
  while (span.end - span.begin >= 2 && View(text, span).ends_with("\xC2\xA0")) span.end -= 2;
  return span;
}

std::vector<Line> SplitLines(std::string_view text) {
  std::vector<Line> lines;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    ByteSpan span = Trim(text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    if (span.begin < span.end) lines.push_back({span, nullptr, {}});
    begin = end + 1;
  }
  return lines;
}

bool IsProse(std::string_view line) {
  if (line.size() < kProseBytes) return false;
  const char last = line.back();
  return last == '.' || last == '?' || last == '!' || last == '"' || last == ')' || line.ends_with("”") ||
         line.ends_with("…");
}

const Rule* MatchLine(const FurnitureRules::Impl& rules, std::string_view line, std::vector<int>& scratch) {
  if (line.size() > kMaxRuleLine) return nullptr;
  scratch.clear();
  if (!rules.lines->Match(re2::StringPiece(line.data(), line.size()), &scratch)) return nullptr;
  const int first = *std::min_element(scratch.begin(), scratch.end());
  return &rules.rules[rules.rule_of_line[static_cast<size_t>(first)]];
}

std::string LabelLess(std::string_view line) {
  const size_t colon = line.find_first_of(":|");
  if (colon == std::string_view::npos) return std::string(line);
  std::string_view rest = line.substr(colon + 1);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  return std::string(rest);
}

// "Valley Lite News" is the site "Valley Lite".
std::string CarrierName(std::string name) {
  if (name.ends_with(" News") && name.size() > 5) name.resize(name.size() - 5);
  return name;
}

void CutSpans(std::string_view text, const FurnitureRules::Impl& rules, Line& line, CleanArticle& clean) {
  std::vector<Removed> cuts;
  if (MayHoldSpan(View(text, line.span))) {
    for (const Rule& rule : rules.rules) {
      if (rule.how != How::kSpan) continue;
      const std::string_view view = View(text, line.span);
      re2::StringPiece input(view.data(), view.size());
      re2::StringPiece found[3];
      size_t at = 0;
      while (at <= view.size() && rule.span->Match(input, at, view.size(), RE2::UNANCHORED, found,
                                                   std::min(3, 1 + rule.span->NumberOfCapturingGroups()))) {
        const auto begin = static_cast<uint32_t>(found[1].data() - text.data());
        const ByteSpan span{begin, begin + static_cast<uint32_t>(found[1].size())};
        at = static_cast<size_t>(found[0].data() + found[0].size() - view.data());
        if (found[0].empty()) ++at;
        const bool overlaps = std::any_of(cuts.begin(), cuts.end(), [&](const Removed& cut) {
          return span.begin < cut.span.end && cut.span.begin < span.end;
        });
        if (overlaps || span.begin == span.end) continue;
        cuts.push_back({span, rule.category, rule.id});
        if (rule.category == "related_link") clean.related_links.push_back(LabelLess(View(text, span)));
        if (rule.category == "standfirst_tag")
          clean.carriers.push_back(CarrierName(std::string(found[2].data(), found[2].size())));
        if (rule.id.starts_with("truncation")) clean.truncated = true;
      }
    }
  }
  std::sort(cuts.begin(), cuts.end(), [](const Removed& a, const Removed& b) { return a.span < b.span; });
  uint32_t at = line.span.begin;
  auto keep = [&](uint32_t begin, uint32_t end) {
    const ByteSpan piece = Trim(text, {begin, end});
    if (piece.begin < piece.end) line.pieces.push_back(piece);
  };
  for (Removed& cut : cuts) {
    keep(at, cut.span.begin);
    at = cut.span.end;
    clean.removed.push_back(std::move(cut));
  }
  keep(at, line.span.end);
}

// Letters and digits alone, lower-cased; whether one paragraph repeats another is said of these.
class Essence {
 public:
  explicit Essence(std::string_view text, const std::vector<ByteSpan>& pieces) : text_(text), pieces_(pieces) {}
  // The next one, or 0 at the end.
  char Next() {
    for (; piece_ < pieces_.size(); ++piece_, at_ = 0) {
      const std::string_view view = View(text_, pieces_[piece_]);
      while (at_ < view.size()) {
        const char c = view[at_++];
        if (static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) return c;
        if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
      }
    }
    return 0;
  }

 private:
  std::string_view text_;
  const std::vector<ByteSpan>& pieces_;
  size_t piece_ = 0;
  size_t at_ = 0;
};

// Stops at the first difference, which is nearly always the first letter or two.
bool SameEssence(std::string_view text, const std::vector<ByteSpan>& a, const std::vector<ByteSpan>& b) {
  Essence x(text, a);
  Essence y(text, b);
  for (;;) {
    const char c = x.Next();
    if (c != y.Next()) return false;
    if (c == 0) return true;
  }
}

void AppendPieces(std::string_view text, const std::vector<ByteSpan>& pieces, std::string& out) {
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) out += ' ';
    out += View(text, pieces[i]);
  }
}

}  // namespace

CleanArticle Clean(const Article& article, const FurnitureRules& rules) {
  const std::string_view text = article.body;
  CleanArticle clean;
  clean.headline = article.headline;
  clean.standfirst = article.summary;
  std::vector<Line> lines = SplitLines(text);

  // How many prose lines follow each line.
  std::vector<size_t> prose_after(lines.size() + 1, 0);
  for (size_t i = lines.size(); i-- > 0;)
    prose_after[i] = prose_after[i + 1] + (IsProse(View(text, lines[i].span)) ? 1 : 0);

  std::vector<int> scratch;
  const Rule* tail = nullptr;
  for (size_t i = 0; i < lines.size(); ++i) {
    Line& line = lines[i];
    const bool headline = article.headline_in_body && line.span.begin < article.headline_in_body->end;
    if (headline) {
      clean.paragraphs.push_back({line.span, ParagraphClass::kHeadline});
      continue;
    }
    line.rule = MatchLine(rules.impl(), View(text, line.span), scratch);
    if (line.rule != nullptr && line.rule->how == How::kTail) {
      // Late in the text, or in a short one behind all of its prose.
      const bool late = static_cast<double>(i) >= kTailBegins * static_cast<double>(lines.size()) ||
                        (prose_after[i + 1] == 0 && prose_after[0] > 0);
      if (late && prose_after[i + 1] < 2) {
        if (tail == nullptr) tail = line.rule;
      } else if (tail == nullptr) {
        line.rule = nullptr;
      }
    }
    if (line.rule == nullptr && tail != nullptr) line.rule = tail;
    if (line.rule != nullptr) {
      clean.removed.push_back({line.span, line.rule->category, line.rule->id});
      if (line.rule->category == "related_link") clean.related_links.push_back(LabelLess(View(text, line.span)));
      if (line.rule->category == "photo_credit") clean.captions.emplace_back(View(text, line.span));
      continue;
    }
    CutSpans(text, rules.impl(), line, clean);
  }

  // A first paragraph that a later one repeats is the standfirst.
  const Line* standfirst = nullptr;
  auto first = std::find_if(lines.begin(), lines.end(), [](const Line& line) { return !line.pieces.empty(); });
  if (first != lines.end()) {
    const bool repeated = first->span.end - first->span.begin >= kMinStandfirstBytes &&
                          std::any_of(first + 1, lines.end(), [&](const Line& line) {
                            return !line.pieces.empty() && SameEssence(text, first->pieces, line.pieces);
                          });
    if (repeated) {
      standfirst = &*first;
      if (clean.standfirst.empty()) AppendPieces(text, first->pieces, clean.standfirst);
    }
  }
  clean.body.reserve(text.size());
  for (const Line& line : lines) {
    if (line.pieces.empty()) continue;
    const ByteSpan span{line.pieces.front().begin, line.pieces.back().end};
    clean.paragraphs.push_back({span, &line == standfirst ? ParagraphClass::kStandfirst : ParagraphClass::kBody});
    if (&line == standfirst) continue;
    if (!clean.body.empty()) clean.body += "\n\n";
    AppendPieces(text, line.pieces, clean.body);
    clean.kept.insert(clean.kept.end(), line.pieces.begin(), line.pieces.end());
  }
  return clean;
}

}  // namespace wirefold
