#include "common/news/lines.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "common/base/ascii.h"
#include "common/base/printable.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

bool IsWidthless(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF;
}

bool IsBlank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// What a code point above ASCII is in a folded line; null: itself.
const char* PlainForm(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x2032:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x300C:
    case 0x300D:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return "-";
    case 0x2026:
      return "...";
    case 0xFF1A:
      return ":";
    case 0xFF5C:
      return "|";
    case 0xFF08:
    case 0x3010:
      return "(";
    case 0xFF09:
    case 0x3011:
      return ")";
    case 0x00BB:
    case 0x203A:
    case 0x2192:
    case 0x25B6:
    case 0x25BA:
    case 0x279C:
      return ">";
    default:
      return nullptr;
  }
}

// Where the code point that ends at `end` begins.
size_t BeginOfLast(std::string_view text, size_t end) {
  size_t at = end - 1;
  while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

// Whether there may be ends of lines other than LF; most texts have none. One pass, of which compilers make vectors.
bool MayHaveOtherLineEnds(std::string_view text) {
  // U+000B to U+000D: lines and pages that a text processor broke.
  uint8_t any = !text.empty() && static_cast<uint8_t>(text[0] - '\v') < 3 ? 1 : 0;
  for (size_t i = 1; i < text.size(); ++i) {
    const auto before = static_cast<uint8_t>(text[i - 1]);
    const auto byte = static_cast<uint8_t>(text[i]);
    any |= static_cast<uint8_t>(static_cast<uint8_t>(byte - '\v') < 3) |
           static_cast<uint8_t>((before == 0xC2) & (byte == 0x85)) |
           static_cast<uint8_t>((before == 0x80) & ((byte & 0xFE) == 0xA8));
  }
  return any != 0;
}

// Whether a line is as FoldLine leaves it: ASCII without tabs or two blanks in a row. One pass, as above.
bool IsPlain(std::string_view line) {
  uint8_t any = line.empty() || line.front() == ' ' || line.back() == ' ' ? 1 : 0;
  any |= static_cast<uint8_t>(!line.empty() && static_cast<uint8_t>(line[0] - 0x20) >= 0x60);
  for (size_t i = 1; i < line.size(); ++i) {
    any |= static_cast<uint8_t>(static_cast<uint8_t>(line[i] - 0x20) >= 0x60) |
           static_cast<uint8_t>((line[i - 1] == ' ') & (line[i] == ' '));
  }
  return any == 0;
}

// The end of what FoldLine leaves as it is from `at` on: ASCII that begins with no blank and has no two in a row.
size_t EndOfPlain(std::string_view line, size_t at) {
  bool before = true;  // whether the byte before is a blank
  for (; at < line.size(); ++at) {
    const bool blank = line[at] == ' ';
    if ((blank && before) || static_cast<uint8_t>(line[at] - 0x20) >= 0x60) break;
    before = blank;
  }
  return at;
}

size_t FindLineEnd(std::string_view text, size_t at, bool only_lf) {
  if (only_lf) return std::min(text.find('\n', at), text.size());
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '\n' && c <= '\r') return at;
    if (c == '\xC2' && text.substr(at, 2) == "\xC2\x85") return at;
    if (c == '\xE2' && (text.substr(at, 3) == "\xE2\x80\xA8" || text.substr(at, 3) == "\xE2\x80\xA9")) return at;
  }
  return at;
}

}  // namespace

ByteSpan TrimBlanks(std::string_view text, ByteSpan span) {
  const auto is_off = [](char32_t c) { return IsBlank(c) || IsWidthless(c); };
  while (span.begin < span.end) {
    size_t next = span.begin;
    if (!is_off(NextCodePoint(text, next))) break;
    span.begin = static_cast<uint32_t>(std::min<size_t>(next, span.end));
  }
  while (span.begin < span.end) {
    const size_t begin = BeginOfLast(text, span.end);
    size_t next = begin;
    if (!is_off(NextCodePoint(text, next))) break;
    span.end = static_cast<uint32_t>(begin);
  }
  return span;
}

std::vector<ByteSpan> SplitLines(std::string_view text) {
  const bool only_lf = !MayHaveOtherLineEnds(text);
  std::vector<ByteSpan> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = FindLineEnd(text, begin, only_lf);
    const ByteSpan span = TrimBlanks(text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    if (span.begin < span.end) lines.push_back(span);
    begin = end + 1;  // what is left of a longer line end is a blank
    while (begin < text.size() && (static_cast<uint8_t>(text[begin]) & 0xC0) == 0x80) ++begin;
  }
  return lines;
}

void FoldLine(std::string_view line, std::string& folded) {
  if (IsPlain(line)) {
    folded.assign(line);
    return;
  }
  folded.clear();
  const auto blank = [&] {
    if (!folded.empty() && folded.back() != ' ') folded += ' ';
  };
  for (size_t at = 0; at < line.size();) {
    const size_t begin = at;
    if (at = EndOfPlain(line, begin); at > begin) {
      folded.append(line, begin, at - begin);
      continue;
    }
    if (static_cast<uint8_t>(line[at]) < 0x80) {
      ++at;
      IsBlank(static_cast<char32_t>(line[begin])) ? blank() : folded.push_back(line[begin]);
      continue;
    }
    const char32_t c = NextCodePoint(line, at);
    if (IsBlank(c)) {
      blank();
    } else if (const char* plain = PlainForm(c)) {
      folded += plain;
    } else if (!IsWidthless(c)) {
      folded.append(line, begin, at - begin);
    }
  }
  if (folded.ends_with(' ')) folded.pop_back();
}

bool IsTitle(std::string_view folded) {
  constexpr int kMinWords = 3;
  constexpr double kCapitals = 0.7;
  int words = 0;
  int capitals = 0;
  char before = ' ';
  for (const char c : folded) {
    if (before == ' ' && IsAlphanumeric(c)) {
      ++words;
      capitals += IsLower(c) ? 0 : 1;
    }
    before = c;
  }
  return words >= kMinWords && capitals >= kCapitals * words;
}

bool IsSentence(std::string_view folded, int min_words) {
  while (!folded.empty() && (folded.back() == '"' || folded.back() == '\'' || folded.back() == ')')) {
    folded.remove_suffix(1);
  }
  // U+3002, U+FF01, U+0964, U+06D4: no blanks tell the words of Han and Kana.
  for (const std::string_view mark : {"\xE3\x80\x82", "\xEF\xBC\x81"}) {
    if (folded.ends_with(mark)) return true;
  }
  const bool ends = (folded.ends_with('.') && !folded.ends_with("..")) || folded.ends_with('!') ||
                    folded.ends_with("\xE0\xA5\xA4") || folded.ends_with("\xDB\x94");
  return ends && 1 + std::count(folded.begin(), folded.end(), ' ') >= min_words;
}

}  // namespace wirefold
