#include "common/news/clean.h"

#include <re2/re2.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/base/ascii.h"
#include "common/news/letters.h"
#include "common/news/lines.h"
#include "common/news/link_lines.h"
#include "common/news/pieces.h"
#include "common/news/repeats.h"

namespace wirefold {
namespace {

using Takes = FurnitureRule::Takes;

constexpr double kTailBegins = 0.6;    // tail cutters act in the last 40 % of lines
constexpr size_t kMaxItemBytes = 200;  // of a list of links
constexpr int kItemWords = 3;          // a line that ends like a sentence and has as many words is no link
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Line {
  ByteSpan span;  // trimmed; never empty
  bool headline = false;
  bool last = false;             // no prose stands behind it
  std::vector<ByteSpan> pieces;  // what stays of it
};

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

// A piece of a line that a rule takes, and what its second group holds.
struct Cut {
  ByteSpan span;
  const FurnitureRule* rule = nullptr;
  std::string_view detail;
};

// Adds the matches of one rule to `cuts`, which are in order and do not overlap; a match that overlaps one of them is
// none. Both ascend, hence one pass over each.
void FindCuts(std::string_view text, ByteSpan line, const FurnitureRule& rule, std::vector<Cut>& cuts) {
  const std::string_view view = View(text, line);
  const re2::StringPiece input(view.data(), view.size());
  const int groups = std::min(3, 1 + rule.span->NumberOfCapturingGroups());
  re2::StringPiece found[3];
  std::vector<Cut> merged;
  size_t earlier = 0;  // the cuts before it are in `merged`
  size_t at = 0;
  while (at <= view.size() && rule.span->Match(input, at, view.size(), RE2::UNANCHORED, found, groups)) {
    at = static_cast<size_t>(found[0].data() + found[0].size() - view.data());
    if (found[0].empty()) ++at;
    if (found[1].empty()) continue;
    const auto begin = static_cast<uint32_t>(found[1].data() - text.data());
    const ByteSpan span{begin, begin + static_cast<uint32_t>(found[1].size())};
    for (; earlier < cuts.size() && cuts[earlier].span.end <= span.begin; ++earlier) merged.push_back(cuts[earlier]);
    if (earlier < cuts.size() && cuts[earlier].span.begin < span.end) continue;
    merged.push_back({span, &rule, std::string_view(found[2].data(), found[2].size())});
  }
  if (merged.size() == earlier) return;  // no match
  merged.insert(merged.end(), cuts.begin() + static_cast<std::ptrdiff_t>(earlier), cuts.end());
  cuts = std::move(merged);
}

// Whether one more piece may go; else the article is told to be only partly clean.
bool MayRemove(CleanArticle& clean) {
  if (clean.removed.size() < kMaxRemoved) return true;
  if (clean.flags.empty()) clean.flags.push_back(ArticleFlag::kPartlyCleaned);
  return false;
}

// A text is cut off at its end; within it the same marks are an author's ellipsis.
bool IsTruncation(const FurnitureRule& rule) { return rule.id.starts_with("truncation"); }

void Remove(std::string_view text, const Cut& cut, CleanArticle& clean) {
  const FurnitureRule& rule = *cut.rule;
  clean.removed.push_back({cut.span, rule.category, rule.id});
  if (rule.category == "related_link") clean.related_links.push_back(LabelLess(View(text, cut.span)));
  if (rule.category == "photo_credit") clean.captions.emplace_back(View(text, cut.span));
  if (rule.category == "standfirst_tag") clean.carriers.push_back(CarrierName(std::string(cut.detail)));
  if (IsTruncation(rule)) clean.truncated = true;
}

// Takes furniture out of a line that stays; what is kept of it becomes its pieces.
void CutSpans(std::string_view text, const FurnitureRules& rules, FurnitureRules::Scratch& scratch, Line& line,
              CleanArticle& clean) {
  std::vector<Cut> cuts;
  for (const FurnitureRule* rule : rules.SpanRulesOf(View(text, line.span), scratch)) {
    if (line.last || !IsTruncation(*rule)) FindCuts(text, line.span, *rule, cuts);
  }
  uint32_t at = line.span.begin;
  const auto keep = [&](uint32_t begin, uint32_t end) {
    const ByteSpan piece = TrimBlanks(text, {begin, end});
    if (piece.begin < piece.end) line.pieces.push_back(piece);
  };
  for (const Cut& cut : cuts) {
    if (!MayRemove(clean)) break;
    keep(at, cut.span.begin);
    at = cut.span.end;
    Remove(text, cut, clean);
  }
  keep(at, line.span.end);
}

// Whether the mark stands at the end of a line by which producers say that they cut a text off.
bool EndsCutOff(std::string_view line, const FurnitureRules& rules, FurnitureRules::Scratch& scratch) {
  const std::span<const FurnitureRule* const> found = rules.SpanRulesOf(line, scratch);
  return std::any_of(found.begin(), found.end(), [&](const FurnitureRule* rule) {
    return IsTruncation(*rule) && RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *rule->span);
  });
}

// Appends the pieces of a line with a blank between them, and says in `kept` where each begins.
void AppendPieces(std::string_view text, const std::vector<ByteSpan>& pieces, std::string& out,
                  std::vector<KeptPiece>* kept = nullptr) {
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) out += ' ';
    if (kept != nullptr) kept->push_back({pieces[i], static_cast<uint32_t>(out.size())});
    out += View(text, pieces[i]);
  }
}

// Whether a line may stand in a list of links: short, and no sentence. Early in a text it must look like a link, too.
bool IsItem(std::string_view line, bool late) {
  std::string folded;
  if (line.size() > kMaxItemBytes) return false;
  FoldLine(line, folded);
  const bool exclaims = folded.ends_with('!') && IsTitle(folded);
  return (exclaims || !IsSentence(folded, kItemWords)) && (late || IsTitle(folded) || IsLinkLike(folded));
}

// Decides line by line which a rule takes whole.
void FindRules(const FurnitureRules& rules, std::vector<TextLine>& lines) {
  // How many prose lines follow each line.
  std::vector<size_t> prose_after(lines.size() + 1, 0);
  for (size_t i = lines.size(); i-- > 0;) prose_after[i] = prose_after[i + 1] + (IsProse(lines[i].text) ? 1 : 0);
  FurnitureRules::Scratch scratch;
  const FurnitureRule* tail = nullptr;  // the heading whose list is at hand
  bool late = false;                    // that heading stands late
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].headline) continue;
    const FurnitureRule* rule = rules.RuleOfLine(lines[i].text, scratch);
    if (rule != nullptr && (rule->takes == Takes::kTail || rule->takes == Takes::kList)) {
      // Late in the text, or in a short one behind all of its prose.
      late = (static_cast<double>(i) >= kTailBegins * static_cast<double>(lines.size()) ||
              (prose_after[i + 1] == 0 && prose_after[0] > 0)) &&
             prose_after[i + 1] < 2;
      const bool has_item = i + 1 < lines.size() && IsItem(lines[i + 1].text, late);
      if (rule->takes == Takes::kList && !has_item) rule = nullptr;
      tail = rule;
    } else if (tail != nullptr && rule == nullptr) {
      if (!IsItem(lines[i].text, late)) tail = nullptr;
      rule = tail;
    }
    lines[i].rule = rule;
  }
}

// Takes the lines that go whole; the others lose the furniture inside them.
void TakeFurniture(std::string_view text, const FurnitureRules& rules, std::vector<Line>& lines, CleanArticle& clean) {
  std::vector<TextLine> texts;
  texts.reserve(lines.size());
  for (const Line& line : lines) texts.push_back({View(text, line.span), nullptr, line.headline});
  FindRules(rules, texts);
  FindLinkLines(texts);
  size_t last_prose = 0;
  for (size_t i = 0; i < lines.size(); ++i) last_prose = !texts[i].rule && IsProse(texts[i].text) ? i : last_prose;
  FurnitureRules::Scratch scratch;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].headline) continue;
    lines[i].last = i >= last_prose;
    if (texts[i].rule != nullptr && MayRemove(clean)) {
      Remove(text, {lines[i].span, texts[i].rule, {}}, clean);
      // A notice that fills a text may be cut off, too.
      if (i + 1 == lines.size()) clean.truncated |= EndsCutOff(View(text, lines[i].span), rules, scratch);
    } else {
      CutSpans(text, rules, scratch, lines[i], clean);
    }
  }
}

// Takes the lines that only repeat others; the standfirst, or null.
const Line* TakeRepeats(std::string_view text, std::vector<Line>& lines, CleanArticle& clean) {
  static const FurnitureRule& repeated = *new FurnitureRule{"repeated_paragraph", "repetition", Takes::kLine, nullptr};
  std::vector<const std::vector<ByteSpan>*> pieces;
  pieces.reserve(lines.size());
  for (const Line& line : lines) pieces.push_back(&line.pieces);
  const Repeats repeats = FindRepeats(text, pieces);
  if (repeats.standfirst) return &lines[*repeats.standfirst];
  for (const size_t i : repeats.lines) {
    Line& line = lines[i];
    if (!MayRemove(clean)) continue;
    for (const ByteSpan& piece : line.pieces) Remove(text, {piece, &repeated, {}}, clean);
    line.pieces.clear();
  }
  std::sort(clean.removed.begin(), clean.removed.end(),
            [](const Removed& a, const Removed& b) { return a.span < b.span; });
  return nullptr;
}

// "… a week later a class of schoolchildren …": a short text that ends in dots within a sentence is the beginning that
// producers cut of a longer one. Of quoted words it ends with the quotation mark.
bool IsCutTeaser(std::string_view body) {
  constexpr size_t kMaxLetters = 280;  // NewsAPI gives 200
  constexpr size_t kMinLetters = 80;
  for (const std::string_view dots : {"…", "..."}) {
    if (!body.ends_with(dots)) continue;
    body = TrimBlanks(body.substr(0, body.size() - dots.size()));
    const auto letters = static_cast<size_t>(
        std::count_if(body.begin(), body.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
    const CodePoint last = CodePointBefore(body, body.size());
    return letters >= kMinLetters && letters <= kMaxLetters && (IsWordLetter(last.value) || last.value == ',');
  }
  return false;
}

}  // namespace

CleanArticle Clean(const Article& article, const FurnitureRules& rules) {
  const std::string_view text = article.body;
  CleanArticle clean;
  clean.headline = article.headline;
  clean.standfirst = article.summary;
  clean.captions = article.captions;
  const std::vector<ByteSpan> spans = SplitLines(text);
  std::vector<Line> lines;
  lines.reserve(spans.size());
  for (const ByteSpan& span : spans) {
    lines.push_back({span, article.headline_in_body && span.begin < article.headline_in_body->end});
  }
  TakeFurniture(text, rules, lines, clean);
  const Line* standfirst = TakeRepeats(text, lines, clean);
  if (standfirst != nullptr && clean.standfirst.empty()) AppendPieces(text, standfirst->pieces, clean.standfirst);

  clean.body.reserve(text.size());
  clean.paragraphs.reserve(lines.size());
  clean.kept.reserve(lines.size());
  for (const Line& line : lines) {
    if (line.headline) clean.paragraphs.push_back({line.span, ParagraphClass::kHeadline});
    if (line.pieces.empty()) continue;
    const ByteSpan span{line.pieces.front().begin, line.pieces.back().end};
    clean.paragraphs.push_back({span, &line == standfirst ? ParagraphClass::kStandfirst : ParagraphClass::kBody});
    if (&line == standfirst) continue;
    if (!clean.body.empty()) clean.body += "\n\n";
    AppendPieces(text, line.pieces, clean.body, &clean.kept);
  }
  clean.truncated |= IsCutTeaser(clean.body);
  if (text.find(kReplacement) != std::string_view::npos) clean.flags.push_back(ArticleFlag::kDamagedText);
  return clean;
}

}  // namespace wirefold
