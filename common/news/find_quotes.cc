#include "common/news/find_quotes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/ascii.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMinWords = 3;                  // of a quotation,
constexpr size_t kMinHanLetters = 5;             // and of one without blanks
constexpr char32_t kScriptsWithoutCase = 0x530;  // Latin, Greek and Cyrillic stand before it
constexpr size_t kMaxTitleWords = 7;             // of a title, all with capitals
constexpr size_t kMaxSingleBytes = 600;  // of a quotation in single marks: an apostrophe must not open one for long

// A quotation mark by what it can be where it stands.
struct Mark {
  char32_t value = 0;
  size_t begin = 0;
  size_t end = 0;
  bool may_open = false;
  bool may_close = false;
};

bool IsSingle(char32_t c) { return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201A; }
bool IsGuillemet(char32_t c) { return c == 0xAB || c == 0xBB; }
bool IsQuotationMark(char32_t c) {
  return c == '"' || IsSingle(c) || c == 0x201C || c == 0x201D || c == 0x201E || c == 0x201F || IsGuillemet(c) ||
         c == 0x300C || c == 0x300D || c == 0x300E || c == 0x300F || c == 0x2039 || c == 0x203A || c == 0xFF02;
}

// Whether `close` ends what `open` began.
bool Closes(char32_t open, char32_t close) {
  switch (open) {
    case '"':
    case 0xFF02:
      return close == '"' || close == 0x201D || close == 0xFF02;
    case 0x201C:
      return close == 0x201D || close == '"';
    case 0x201D:  // Swedish and Finnish: the same on both sides
      return close == 0x201D || close == '"';
    case 0x201E:
      return close == 0x201C || close == 0x201D || close == '"';
    case 0xAB:
      return close == 0xBB;
    case 0xBB:
      return close == 0xAB || close == 0xBB;
    case 0x300C:
      return close == 0x300D;
    case 0x300E:
      return close == 0x300F;
    case 0x2039:
      return close == 0x203A;
    case 0x2018:
    case '\'':
      return close == 0x2019 || close == '\'';
    case 0x201A:
      return close == 0x2018 || close == 0x2019;
    default:
      return false;
  }
}

Mark ReadMark(std::string_view text, size_t at, size_t bytes, char32_t value, ByteSpan paragraph) {
  Mark mark{value, at, at + bytes};
  const CodePoint before = at > paragraph.begin ? CodePointBefore(text, at) : CodePoint{};
  const CodePoint next = mark.end < paragraph.end ? CodePointAt(text, mark.end) : CodePoint{};
  const bool blank_before = before.bytes == 0 || IsBlank(before.value);
  const bool blank_behind = next.bytes == 0 || IsBlank(next.value);
  const bool opener_before = blank_before || before.value == '(' || before.value == '[' || before.value == ':' ||
                             before.value == 0xFF1A || before.value == 0xFF0C || before.value == 0x3002 ||
                             IsDash(before.value) || before.value == '/' || before.value == ',' ||
                             before.value == '.' || IsUnspacedLetter(before.value) || IsQuotationMark(before.value);
  const bool word_behind = IsWordLetter(next.value);
  switch (value) {
    case 0x201E:
    case 0x201A:
    case 0x300C:
    case 0x300E:
    case 0x2039:
      mark.may_open = true;
      break;
    case 0x300D:
    case 0x300F:
    case 0x203A:
      mark.may_close = true;
      break;
    case 0x201C:  // opens in English, closes in German
      mark.may_open = opener_before || !blank_behind;
      mark.may_close = !blank_before;
      break;
    case 0x2018:
      mark.may_open = opener_before && !blank_behind;
      mark.may_close = !blank_before && !word_behind;
      break;
    case 0xAB:
    case 0xBB:
      mark.may_open = opener_before;
      mark.may_close = true;
      break;
    case '\'':
    case 0x2019:
      mark.may_open = value == '\'' && opener_before && !blank_behind && before.value != '.' && before.value != ',' &&
                      (word_behind || IsQuotationMark(next.value) || next.value == '[' || next.value == 0x2026);
      mark.may_close = !blank_before && !word_behind;
      break;
    default:  // " and ”
      mark.may_open = opener_before && !blank_behind;
      mark.may_close = !blank_before;
      break;
  }
  return mark;
}

std::vector<Mark> ReadMarks(const Reading& reading, ByteSpan paragraph) {
  std::vector<Mark> marks;
  reading.maps.AnyOf(paragraph, &MarkMap::MarksAndAbove, [&](size_t at) {
    const auto byte = static_cast<unsigned char>(reading.text[at]);
    if ((byte < 0x80 && byte != '"' && byte != '\'') || (byte & 0xC0) == 0x80) return false;
    const CodePoint c = CodePointAt(reading.text, at);
    if (!IsQuotationMark(c.value)) return false;
    const Mark mark = ReadMark(reading.text, at, c.bytes, c.value, paragraph);
    if (mark.may_open || mark.may_close) marks.push_back(mark);  // else an apostrophe
    return false;
  });
  return marks;
}

bool IsPunctuated(std::string_view text, size_t at) {
  const char32_t c = CodePointBefore(text, at).value;
  return IsSentenceEnd(c) || c == ',' || c == 0xFF0C || c == 0x3001 || c == '-';
}

// For each kind of opening mark, which mark is the last that can close it.
class LastCloses {
 public:
  explicit LastCloses(const std::vector<Mark>& marks) {
    for (size_t i = marks.size(); i-- > 0;) {
      if (!marks[i].may_close) continue;
      if (std::none_of(last_.begin(), last_.end(), [&](const auto& one) { return one.first == marks[i].value; }))
        last_.emplace_back(marks[i].value, i);
    }
  }
  bool Behind(size_t i, char32_t open) const {
    return std::any_of(last_.begin(), last_.end(),
                       [&](const auto& one) { return one.second > i && Closes(open, one.first); });
  }

 private:
  std::vector<std::pair<char32_t, size_t>> last_;
};

// Where the marks pair up: index of the mark that closes the one at `open`; none: nullopt. Single marks are apostrophes
// unless they end a word, and one behind an "s" ends the quotation only when no better one follows.
std::optional<size_t> FindClose(const Reading& reading, const std::vector<Mark>& marks, size_t open) {
  const bool single = IsSingle(marks[open].value);
  for (size_t i = open + 1; i < marks.size(); ++i) {
    const Mark& mark = marks[i];
    if (single && mark.begin - marks[open].begin > kMaxSingleBytes) return std::nullopt;
    if (mark.may_close && Closes(marks[open].value, mark.value)) {
      if (!single || IsPunctuated(reading.text, mark.begin)) return i;
      const bool plural = CodePointBefore(reading.text, mark.begin).value == 's';
      if (!plural || i + 1 == marks.size()) return i;
      // "the stars' children'": the next mark may be the one, when none opens before.
      const Mark& next = marks[i + 1];
      if (!(next.may_close && !next.may_open && Closes(marks[open].value, next.value))) return i;
      continue;
    }
    // The same mark opens again: the one before was never closed.
    if (mark.may_open && mark.value == marks[open].value && !single && !IsGuillemet(mark.value)) return std::nullopt;
    if (single && mark.may_open && !IsSingle(mark.value)) return std::nullopt;
  }
  return std::nullopt;
}

struct Words {
  size_t count = 0;
  size_t small = 0;  // words that begin with a small letter, without those that titles have too
  size_t han = 0;    // letters of scripts without blanks
};

constexpr std::string_view kTitleWords[] = {"of", "the", "and",  "de", "la", "le",  "von", "der", "die", "das", "in",
                                            "on", "to",  "a",    "an", "di", "da",  "e",   "y",   "et",  "und", "at",
                                            "&",  "for", "with", "el", "du", "des", "del", "i",   "na",  "av",  "och"};

Words CountWords(std::string_view text) {
  Words words;
  bool in_word = false;
  size_t begin = 0;
  for (size_t at = 0; at <= text.size();) {
    const CodePoint c = CodePointAt(text, at);
    const bool joins = in_word && (c.value == '\'' || c.value == 0x2019 || c.value == '-');
    const bool letter = c.bytes > 0 && (IsWordLetter(c.value) || joins);
    if (letter && IsUnspacedLetter(c.value)) ++words.han;
    if (letter && !in_word) begin = at;
    if (!letter && in_word) {
      ++words.count;
      const std::string_view word = text.substr(begin, at - begin);
      const bool small = !IsUpperLetter(CodePointAt(text, begin).value);
      if (small && std::find(std::begin(kTitleWords), std::end(kTitleWords), word) == std::end(kTitleWords))
        ++words.small;
      if (words.count > kMaxTitleWords && words.small > 0) break;  // more says nothing more
    }
    in_word = letter;
    at += std::max<size_t>(c.bytes, 1);
  }
  return words;
}

// Whether somebody says it right behind: "," she added".
bool IsSaidBehind(const Reading& reading, size_t at) {
  size_t here = SkipBlanks(reading.text, at);
  for (CodePoint c; (c = CodePointAt(reading.text, here)).value == ',' || IsDash(c.value);)
    here = SkipBlanks(reading.text, here + c.bytes);
  if (reading.FormAt(here, kSay)) return true;
  while (IsWordLetter(CodePointAt(reading.text, here).value)) here += CodePointAt(reading.text, here).bytes;
  return static_cast<bool>(reading.FormAt(SkipBlanks(reading.text, here), kSay));
}

// Names and titles are no quotations; a single word is one when it has no capital.
bool IsQuotation(const Reading& reading, ByteSpan quote, ByteSpan inner) {
  const std::string_view text = reading.View(inner);
  const Words words = CountWords(text);
  const bool stopped = IsPunctuated(text, text.size());
  if (words.han > 0) {
    if (words.han < kMinHanLetters) return false;
    const char32_t before = CodePointBefore(reading.text, quote.begin).value;
    const bool said = before == ':' || before == 0xFF1A || before == 0xFF0C || before == 0x3002 || before == '\n';
    return stopped || said || words.han >= 14 || reading.FormAt(quote.end, kSay);
  }
  if (words.count < kMinWords) {
    const bool has_case = CodePointAt(text, 0).value < kScriptsWithoutCase;
    const bool one_small_word = words.count == 1 && words.small == 1 && has_case;
    return one_small_word || (stopped && words.small > 0 && IsSaidBehind(reading, quote.end));
  }
  return stopped || words.count > kMaxTitleWords || words.small > 0;
}

void FindInParagraph(const Reading& reading, ByteSpan paragraph, std::vector<Quote>& out) {
  const std::vector<Mark> marks = ReadMarks(reading, paragraph);
  const LastCloses closes(marks);
  for (size_t i = 0; i < marks.size() && out.size() < kMaxQuotes; ++i) {
    const Mark& open = marks[i];
    if (!open.may_open) continue;
    const std::optional<size_t> close = closes.Behind(i, open.value) ? FindClose(reading, marks, i) : std::nullopt;
    if (close) {
      const ByteSpan quote = SpanOf(open.begin, marks[*close].end);
      if (IsQuotation(reading, quote, TrimSpan(reading.text, SpanOf(open.end, marks[*close].begin))))
        out.push_back({quote, FindSpeaker(reading, quote, paragraph), true});
      i = *close;
      continue;
    }
    if (IsSingle(open.value)) continue;
    // Never closed: it ends with its paragraph, or where the same mark opens again. One that points both ways must
    // stand where speech begins.
    const bool directed = open.value == 0x201C || open.value == 0x201E || open.value == 0x300C;
    if (!directed && SkipBlanks(reading.text, paragraph.begin) != open.begin) continue;
    size_t end = paragraph.end;
    for (size_t next = i + 1; next < marks.size(); ++next) {
      if (!marks[next].may_open || marks[next].value != open.value) continue;
      end = marks[next].begin;
      break;
    }
    const ByteSpan quote = TrimSpan(reading.text, SpanOf(open.begin, end));
    if (CountWords(reading.View(quote)).count >= kMinWords || CountWords(reading.View(quote)).han >= kMinHanLetters)
      out.push_back({quote, FindSpeaker(reading, quote, paragraph), false});
  }
}

}  // namespace

std::vector<Quote> FindQuotes(const Reading& reading) {
  std::vector<Quote> out;
  for (const ByteSpan& paragraph : reading.paragraphs) FindInParagraph(reading, paragraph, out);
  return out;
}

}  // namespace wirefold
