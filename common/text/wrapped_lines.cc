#include "common/text/wrapped_lines.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/ascii.h"
#include "common/text/next_of.h"
#include "common/text/tokens.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kMinWidth = 30;
constexpr size_t kMaxWidth = 132;
constexpr size_t kMinPairs = 4;       // lines and the lines behind them, at least
constexpr double kMinShare = 0.75;    // of the pairs that are broken for the width
constexpr double kMinWithin = 0.6;    // of the broken lines that end within a sentence
constexpr double kMinWrapped = 0.4;   // of the text that is in broken lines
constexpr double kUsualWidth = 0.95;  // of the lines are no wider than the width: a long address may be

// A run of bytes between line ends. Blanks at both ends are no part of it.
struct Line {
  size_t begin = 0;
  size_t end = 0;
  size_t indent = 0;      // columns
  size_t columns = 0;     // with the indent; 0: empty; above kMaxWidth: not exact
  size_t first_word = 0;  // columns
  size_t number = 0;      // lines before it, empty ones too
};

// Han, Kana and full-width forms take two columns, and stand without blanks.
bool IsWide(char32_t c) { return c >= 0x2E80 && !(c >= 0xA000 && c <= 0xD7FF) && !(c >= 0xFB00 && c <= 0xFEFF); }

// Punctuation that begins no line, such as "，" and "。".
bool IsWideClosing(char32_t c) {
  return c == 0x3001 || c == 0x3002 || c == 0x300D || c == 0x300F || c == 0xFF0C || c == 0xFF0E || c == 0xFF01 ||
         c == 0xFF1F || c == 0xFF09;
}

constexpr std::string_view kBlanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80", "\xEF\xBB\xBF"};

// Bytes of the blank that begins (ends) the text; 0: none does.
size_t BlankBefore(std::string_view text) {
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}
size_t BlankBehind(std::string_view text) {
  for (const std::string_view blank : kBlanks) {
    if (text.ends_with(blank)) return blank.size();
  }
  return 0;
}

constexpr std::string_view kLineEnds[] = {"\n", "\r", "\v", "\u2028", "\u2029"};

// Behind the line end at `at`.
size_t BehindLineEnd(std::string_view text, size_t at) {
  if (text.substr(at, 2) == "\r\n") return at + 2;
  return at + (static_cast<uint8_t>(text[at]) < 0x80 ? 1 : 3);
}

// The columns of the line without its indent, and those of its first word. Beyond kMaxWidth they need not be exact.
void CountColumns(std::string_view text, Line& line) {
  text = text.substr(0, line.end);
  bool in_word = true;  // the first one
  for (size_t at = line.begin; at < line.end && line.columns <= kMaxWidth;) {
    const size_t ascii_end = in_word ? at : EndOfAscii(text, at);
    if (ascii_end > at) {  // a run, a column a byte
      line.columns += ascii_end - at;
      at = ascii_end;
      continue;
    }
    const char32_t c = NextCodePoint(text, at);
    const size_t columns = IsWide(c) ? 2 : 1;
    in_word = in_word && c != ' ' && c != '\t' && (columns == 1 || line.columns == 0 || IsWideClosing(c));
    if (in_word) line.first_word += columns;
    line.columns += columns;
  }
}

void Measure(std::string_view text, Line& line) {
  for (size_t blank = 0; line.begin < line.end; line.begin += blank) {
    const std::string_view rest = text.substr(line.begin, line.end - line.begin);
    blank = BlankBefore(rest);
    if (blank == 0) break;
    line.indent += rest[0] == '\t' ? 8 : blank == 3 ? 2 : 1;
  }
  while (line.begin < line.end) {
    const size_t blank = BlankBehind(text.substr(line.begin, line.end - line.begin));
    if (blank == 0) break;
    line.end -= blank;
  }
  CountColumns(text, line);
  if (line.columns > 0) line.columns += line.indent;
}

// The lines that are not empty.
std::vector<Line> LinesOf(std::string_view text) {
  std::vector<Line> lines;
  NextOf line_ends(text, kLineEnds);
  size_t number = 0;
  for (size_t begin = 0; begin < text.size(); ++number) {
    Line line;
    line.begin = begin;
    line.end = line_ends.From(begin);
    line.number = number;
    begin = line.end < text.size() ? BehindLineEnd(text, line.end) : text.size();
    Measure(text, line);
    if (line.columns > 0) lines.push_back(line);
  }
  return lines;
}

// What nearly all lines keep to that are indented no deeper. Not all programs count the indent.
size_t WidthOf(const std::vector<Line>& lines, size_t indent) {
  std::vector<size_t> columns;
  for (const Line& line : lines) {
    if (line.columns <= kMaxWidth && line.indent <= indent) columns.push_back(line.columns);
  }
  if (columns.empty()) return 0;
  std::sort(columns.begin(), columns.end());
  const auto usual = static_cast<size_t>(kUsualWidth * static_cast<double>(columns.size()));
  return columns[std::min(usual, columns.size() - 1)];
}

bool EndsWithinSentence(std::string_view line) {
  constexpr std::string_view kEnds[] = {".",      "!",      "?",      "\"",     ":",      "\u201D", "\u2019",
                                        "\u00BB", "\u3002", "\uFF01", "\uFF1F", "\u2026", "\u0964"};
  return std::none_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) { return line.ends_with(end); });
}

char32_t LastOf(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
  return NextCodePoint(text, at);
}

// "twenty-" goes on with "six", but "Vor-" with "und Nachteile".
bool GoesOnBehindHyphen(std::string_view line, std::string_view next) {
  if (line.size() < 2 || !line.ends_with('-') || !IsLetter(line[line.size() - 2]) || !IsLower(next[0])) return false;
  const std::string_view word = next.substr(0, next.find(' '));
  constexpr std::string_view kAnd[] = {"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of"};
  return std::find(std::begin(kAnd), std::end(kAnd), word) == std::end(kAnd);
}

// What stands between two lines that are one.
std::string_view Joint(std::string_view line, std::string_view next) {
  size_t at = 0;
  if (IsWide(LastOf(line)) && IsWide(NextCodePoint(next, at))) return "";
  return GoesOnBehindHyphen(line, next) ? "" : " ";
}

// How the lines of a text are set.
struct Setting {
  size_t width = 0;
  size_t gap = SIZE_MAX;     // from a line to the next one
  size_t indent = SIZE_MAX;  // of most lines; deeper ones begin a paragraph
};

// The blanks before the first line may be gone: a field is trimmed.
Setting SettingOf(std::vector<Line>& lines) {
  Setting setting;
  for (size_t i = 1; i < lines.size(); ++i) {
    setting.gap = std::min(setting.gap, lines[i].number - lines[i - 1].number);
    setting.indent = std::min(setting.indent, lines[i].indent);
  }
  const auto is_deeper = [&](const Line& line) { return line.indent > setting.indent; };
  const auto deeper = static_cast<size_t>(std::count_if(lines.begin(), lines.end(), is_deeper));
  if (deeper > 0 && 2 * deeper < lines.size() && lines[0].indent == 0) {
    lines[0].indent = std::find_if(lines.begin(), lines.end(), is_deeper)->indent;
    lines[0].columns += lines[0].indent;
  } else if (2 * deeper >= lines.size()) {
    setting.indent = SIZE_MAX;  // paragraphs begin further out
  }
  setting.width = WidthOf(lines, setting.indent);
  return setting;
}

// Whether each line goes on in the next one; empty: the text is not wrapped.
std::vector<bool> BrokenLines(std::string_view text, std::vector<Line>& lines) {
  const auto [width, gap, indent] = SettingOf(lines);
  if (width < kMinWidth) return {};

  std::vector<bool> broken(lines.size());
  size_t pairs = 0;
  size_t broken_pairs = 0;
  size_t within = 0;
  size_t bytes = 0;
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    const Line& line = lines[i];
    const Line& next = lines[i + 1];
    if (next.number - line.number != gap || line.columns > kMaxWidth || next.columns > kMaxWidth) continue;
    if (next.indent > indent) continue;
    ++pairs;
    const std::string_view words = text.substr(line.begin, line.end - line.begin);
    const size_t joint = Joint(words, text.substr(next.begin, next.end - next.begin)).size();
    if (line.columns + joint + next.first_word <= width) continue;
    broken[i] = true;
    ++broken_pairs;
    within += EndsWithinSentence(words) ? 1 : 0;
    bytes += words.size();
  }
  const auto part = [](size_t of, size_t all) { return static_cast<double>(of) / static_cast<double>(all); };
  if (pairs < kMinPairs || part(broken_pairs, pairs) < kMinShare || part(within, broken_pairs) < kMinWithin ||
      part(bytes, text.size()) < kMinWrapped)
    return {};
  return broken;
}

}  // namespace

void JoinWrappedLines(std::string& text) {
  std::vector<Line> lines = LinesOf(text);
  if (lines.size() <= kMinPairs) return;
  const std::vector<bool> broken = BrokenLines(text, lines);
  if (broken.empty()) return;
  const std::string_view view = text;
  std::string joined;
  joined.reserve(text.size());
  size_t at = 0;
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    if (!broken[i]) continue;
    const Line& line = lines[i];
    const Line& next = lines[i + 1];
    joined.append(view, at, line.end - at);
    joined += Joint(view.substr(line.begin, line.end - line.begin), view.substr(next.begin, next.end - next.begin));
    at = next.begin;
  }
  joined.append(view, at);
  text = std::move(joined);
}

}  // namespace wirefold
