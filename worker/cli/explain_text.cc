#include "worker/cli/explain_text.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

constexpr size_t kNarrowest = 40;
constexpr size_t kGap = 3;           // columns between two texts
constexpr size_t kShownBytes = 400;  // of a finding
constexpr int kPassageColours[] = {44, 42, 45, 46, 43, 41};

// Select Graphic Rendition: background colours that black letters are read on.
int ColourOf(MarkKind kind) {
  switch (kind) {
    case MarkKind::kRemoved:
      return 100;
    case MarkKind::kDateline:
      return 104;
    case MarkKind::kCredit:
      return 102;
    case MarkKind::kPhotoCredit:
      return 105;
    case MarkKind::kQuote:
      return 103;
    case MarkKind::kCitation:
      return 106;
  }
  return 0;
}

// A piece of a line, and its colour; 0: none.
struct Run {
  std::string text;
  int colour = 0;
};

std::string Painted(const Run& run, bool colours) {
  if (!colours || run.colour == 0) return run.text;
  return absl::StrFormat("\x1b[30;%dm%s\x1b[0m", run.colour, run.text);
}

// Columns that a terminal shows a code point in; texts are valid UTF-8.
size_t WidthOf(std::string_view code_point) {
  const auto lead = static_cast<unsigned char>(code_point[0]);
  // Han, Kana and Hangul begin with these bytes.
  return lead >= 0xE3 && lead <= 0xED ? 2 : 1;
}

size_t ColumnsOf(std::string_view text) {
  size_t columns = 0;
  for (size_t at = 0; at < text.size(); at += std::max<size_t>(1, Utf8SequenceLength(text, at)))
    columns += WidthOf(text.substr(at));
  return columns;
}

// Lines of runs that are no wider than `width`, broken at blanks where there are any.
class Lines {
 public:
  explicit Lines(size_t width) : width_(width) {}

  void Add(std::string_view text, int colour) {
    while (!text.empty()) {
      const size_t end = text.find_first_of(" \n");
      AddWord(text.substr(0, end), colour);
      if (end == std::string_view::npos) return;
      if (text[end] == '\n') {
        lines_.emplace_back();
        column_ = 0;
      } else if (column_ + 1 < width_) {
        Append(" ", colour, 1);
      } else {
        column_ = width_;
      }
      text.remove_prefix(end + 1);
    }
  }
  const std::vector<std::vector<Run>>& lines() const { return lines_; }

 private:
  void AddWord(std::string_view word, int colour) {
    if (column_ + ColumnsOf(word) > width_ && column_ > 0) {
      lines_.emplace_back();
      column_ = 0;
    }
    for (size_t at = 0; at < word.size();) {
      const size_t bytes = std::max<size_t>(1, Utf8SequenceLength(word, at));
      const size_t wide = WidthOf(word.substr(at));
      if (column_ + wide > width_) {
        lines_.emplace_back();
        column_ = 0;
      }
      Append(word.substr(at, bytes), colour, wide);
      at += bytes;
    }
  }
  void Append(std::string_view text, int colour, size_t columns) {
    std::vector<Run>& line = lines_.back();
    if (line.empty() || line.back().colour != colour) line.push_back({"", colour});
    line.back().text.append(text);
    column_ += columns;
  }

  size_t width_;
  size_t column_ = 0;
  std::vector<std::vector<Run>> lines_ = {{}};
};

// Lines of an article's text as a terminal may show them: control characters become blanks.
std::string Harmless(std::string_view text) {
  std::string out;
  for (;;) {
    const size_t end = text.find('\n');
    out += Printable(text.substr(0, end), text.size());
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

template <typename ColourOfMark, typename NumberOf>
Lines MarkedLines(std::string_view text, const std::vector<TextMark>& marks, size_t width, const ColourOfMark& colour,
                  const NumberOf& number) {
  Lines lines(width);
  for (const MarkedSegment& segment : SegmentsOf(text.size(), marks)) {
    const std::string_view piece = text.substr(segment.span.begin, segment.span.end - segment.span.begin);
    lines.Add(Harmless(piece), segment.marks.empty() ? 0 : colour(segment.marks.back()));
    for (const size_t mark : segment.marks) {
      if (marks[mark].span.end == segment.span.end) lines.Add(absl::StrFormat("[%d]", number(mark)), 0);
    }
  }
  return lines;
}

std::string LineText(const std::vector<Run>& line, bool colours) {
  std::string out;
  for (const Run& run : line) out += Painted(run, colours);
  return out;
}

size_t ColumnsOf(const std::vector<Run>& line) {
  size_t columns = 0;
  for (const Run& run : line) columns += ColumnsOf(run.text);
  return columns;
}

std::string Head(const ExplainedArticle& article) {
  std::string head = Printable(article.Title(), kShownBytes) + "\n";
  head += Printable(article.id, kShownBytes);
  for (const std::string* part : {&article.publisher, &article.language}) {
    if (!part->empty()) head += " · " + Printable(*part, kShownBytes);
  }
  return head + "\n";
}

Lines Side(const ExplainedArticle& article, const std::vector<SharedPassage>& passages, ByteSpan SharedPassage::*side,
           size_t width) {
  std::vector<size_t> order;
  const std::vector<TextMark> marks = MarksOfPassages(passages, side, order);
  return MarkedLines(
      article.text, marks, width,
      [&](size_t mark) { return kPassageColours[order[mark] % std::size(kPassageColours)]; },
      [&](size_t mark) { return order[mark] + 1; });
}

std::string Judgement(const ExplainedPair& pair) {
  std::string out =
      absl::StrFormat("%s. The second is to the first: %s%s\n", pair.one_story ? "One story" : "Two stories",
                      pair.relation, pair.same_publisher ? " (one publisher)" : "");
  if (!pair.compared) return out + "One of them is too short to be compared: only equal words would make them one.\n";
  out +=
      absl::StrFormat("%d of the %d fingerprints of the second are in the first.\n\n", pair.shared, pair.fingerprints);
  for (const Threshold& threshold : pair.thresholds) {
    out += absl::StrFormat("  %-24s %.3f  %s %.2f by %.3f  (%s)\n", threshold.what, threshold.value,
                           threshold.Passed() ? "passes" : "misses", threshold.bound, std::abs(threshold.By()),
                           threshold.means);
  }
  return out;
}

}  // namespace

std::string ExplainText(const ExplainedArticle& article, const TextStyle& style) {
  std::string out = Head(article) + "\n";
  const Lines lines = MarkedLines(
      article.text, article.marks, std::max(style.width, kNarrowest),
      [&](size_t mark) { return ColourOf(article.marks[mark].kind); }, [](size_t mark) { return mark + 1; });
  for (const std::vector<Run>& line : lines.lines()) out += LineText(line, style.colours) + "\n";
  out += "\n";
  for (const ExplainedFact& fact : article.facts) {
    out += absl::StrFormat("   -  %-12s %s%s\n", fact.name, Printable(fact.value, kShownBytes),
                           fact.rule.empty() ? "" : "  (" + Printable(fact.rule, kShownBytes) + ")");
  }
  for (size_t i = 0; i < article.marks.size(); ++i) {
    const TextMark& mark = article.marks[i];
    const std::string name = absl::StrFormat("%-12s", NameOf(mark.kind));
    out += absl::StrFormat("%5s %s %s  (%s)\n", absl::StrFormat("[%d]", i + 1),
                           Painted({name, ColourOf(mark.kind)}, style.colours), Printable(mark.what, kShownBytes),
                           Printable(mark.rule, kShownBytes));
  }
  return out;
}

std::string ExplainText(const ExplainedPair& pair, const TextStyle& style) {
  const size_t column = (std::max(style.width, 2 * kNarrowest + kGap) - kGap) / 2;
  std::string out = "First:  " + Head(pair.first) + "Second: " + Head(pair.second) + "\n" + Judgement(pair) + "\n";
  const Lines left = Side(pair.first, pair.passages, &SharedPassage::first, column);
  const Lines right = Side(pair.second, pair.passages, &SharedPassage::second, column);
  for (size_t i = 0; i < std::max(left.lines().size(), right.lines().size()); ++i) {
    static const std::vector<Run> kEmpty;
    const std::vector<Run>& a = i < left.lines().size() ? left.lines()[i] : kEmpty;
    const std::vector<Run>& b = i < right.lines().size() ? right.lines()[i] : kEmpty;
    std::string line = LineText(a, style.colours);
    if (!b.empty())
      line += std::string(column - std::min(column, ColumnsOf(a)), ' ') + " | " + LineText(b, style.colours);
    out += line + "\n";
  }
  return out;
}

}  // namespace wirefold
