#include "common/news/reading.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/ascii.h"
#include "common/news/calendar.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxListed = 16;  // names of one list that are read

bool IsListMark(char32_t c) {
  return c == ',' || c == ';' || c == '/' || c == '&' || c == '+' || c == '|' || c == 0xB7 || c == 0x2022 ||
         c == 0x3001 || c == 0xFF0C || c == 0xFF1B || c == 0xFF0F || c == 0x60C || c == '\n' || c == 0x2013 ||
         c == 0x2014 || c == 0x30FB;
}

bool IsOpeningBracket(char32_t c) { return c == '(' || c == '[' || c == 0xFF08 || c == 0x3010 || c == 0xFF3B; }
bool IsClosingBracket(char32_t c) { return c == ')' || c == ']' || c == 0xFF09 || c == 0x3011 || c == 0xFF3D; }

// "lsw" of "dpa/lsw", "gsh" of "IANS/gsh": letters of a desk.
bool IsDesk(std::string_view part) {
  return part.size() >= 2 && part.size() <= 4 && std::all_of(part.begin(), part.end(), IsLower);
}

const AgencyName* NameOf(const Reading& reading, std::string_view part) {
  if (const AgencyName* name = reading.lexicon.Find(part)) return name;
  // "Reuters news agency", "agence AFP", "news agency ANI", "ANSA.it": a noun or an article beside the name.
  part = TrimBlanks(part);
  const size_t begin = static_cast<size_t>(part.data() - reading.text.data());
  const size_t behind = reading.SkipForm(begin, kOutletNoun | kArticle);
  if (behind > begin && behind < begin + part.size())
    return reading.lexicon.Find(part.substr(SkipBlanks(reading.text, behind) - begin));
  const FoundPhrase found = reading.NameAt(begin);
  if (!found || found.end >= begin + part.size()) return nullptr;
  const size_t noun = SkipBlanks(reading.text, found.end);
  return reading.SkipForm(noun, kOutletNoun) == begin + part.size() ? &reading.Name(found) : nullptr;
}

std::string DateOf(int year, int month, int day) {
  if (!IsDay(year > 0 ? year : kLeapYear, month, day)) return "";
  return year > 0 ? absl::StrFormat("%04d-%02d-%02d", year, month, day) : absl::StrFormat("--%02d-%02d", month, day);
}

size_t SkipText(std::string_view text, size_t at, std::string_view word) {
  return text.substr(at).starts_with(word) ? at + word.size() : at;
}

// "3月14日", "2024年3月14日"; also "3월 14일".
WrittenDate ReadHanDate(const Reading& reading, size_t at, size_t limit) {
  const std::string_view text = reading.text;
  int year = 0;
  size_t here = at;
  int number = ReadNumber(text, here, limit, 4);
  if (number < 0) return {};
  for (const std::string_view mark : {"年", "년"}) {
    if (!text.substr(here).starts_with(mark)) continue;
    year = number;
    here = SkipBlanks(text, here + mark.size());
    number = ReadNumber(text, here, limit, 2);
  }
  size_t behind = SkipText(text, here, "月");
  if (behind == here) behind = SkipText(text, here, "월");
  if (number < 0 || behind == here) return {};
  here = SkipBlanks(text, behind);
  const int day = ReadNumber(text, here, limit, 2);
  behind = SkipText(text, here, "日");
  if (behind == here) behind = SkipText(text, here, "일");
  if (day < 0 || behind == here) return {};
  return {DateOf(year, number, day), behind};
}

// Behind what may stand at a number that is a day: "5th", "5.", "5º", "1er".
size_t SkipOrdinal(std::string_view text, size_t at) {
  for (const std::string_view mark : {"st", "nd", "rd", "th", "er", "º", "ª", "°"}) {
    const size_t behind = SkipText(text, at, mark);
    if (behind > at && !IsWordLetter(CodePointAt(text, behind).value)) return behind;
  }
  return text.substr(at).starts_with(". ") ? at + 1 : at;
}

// ", 2024", " de 2024"; 0: none. `at` moves behind it.
int ReadYear(std::string_view text, size_t& at, size_t limit) {
  size_t here = SkipBlanks(text, at);
  if (here < limit && (text[here] == ',' || text[here] == '/')) here = SkipBlanks(text, here + 1);
  for (const std::string_view word : {"de ", "del ", "г. ", "р. "}) here = SkipBlanks(text, SkipText(text, here, word));
  const int year = ReadNumber(text, here, limit, 4);
  if (year < 1600 || year > 2199) return 0;
  at = here;
  return year;
}

size_t SkipStop(std::string_view text, size_t at) { return at < text.size() && text[at] == '.' ? at + 1 : at; }

}  // namespace

Reading::Reading(const Article& article, const std::vector<Paragraph>& all, const AgencyLexicon& agencies,
                 const LanguageForms& language_forms)
    : text(article.body),
      folded(FoldCase(text)),
      maps(text),
      language(article.language),
      lexicon(agencies),
      forms(language_forms) {
  PhraseFinder::Search names_sought{lexicon.names(), text, names};
  PhraseFinder::Search forms_sought{forms.phrases(), folded, sought_forms};
  for (const Paragraph& paragraph : all) {
    if (paragraph.paragraph_class != ParagraphClass::kBody) continue;
    paragraphs.push_back(paragraph.span);
    PhraseFinder::FindBoth(paragraph.span, maps, names_sought, forms_sought);
  }
}

std::span<const FoundPhrase> Reading::Within(const std::vector<FoundPhrase>& found, ByteSpan paragraph) {
  const auto before = [](const FoundPhrase& one, size_t place) { return one.begin < place; };
  const auto begin = std::lower_bound(found.begin(), found.end(), paragraph.begin, before);
  return {begin, std::lower_bound(begin, found.end(), paragraph.end, before)};
}

FoundPhrase Reading::FormAt(size_t at, uint32_t kinds) const { return forms.phrases().AtOfBits(folded, at, kinds); }

size_t Reading::SkipForm(size_t at, uint32_t kinds) const {
  const FoundPhrase found = FormAt(at, kinds);
  return found ? found.end : at;
}

// Whether no name of a list begins with the word at `at`. False: it may.
static bool BeginsNoName(const Reading& reading, size_t at) {
  return IsWordLetter(CodePointAt(reading.text, at).value) && !reading.FormAt(at, kOutletNoun | kArticle);
}

// `alone`: an unknown part ends it.
static NameList ReadList(const Reading& reading, ByteSpan span, bool alone) {
  NameList list;
  const auto add = [&](size_t begin, size_t end) {
    const std::string_view part = TrimMarks(reading.text.substr(begin, end - begin));
    if (part.empty()) return;
    const AgencyName* name = NameOf(reading, part);
    if (name == nullptr) {
      list.unknown += IsDesk(part) && !list.names.empty() ? 0 : 1;
    } else if (std::none_of(list.names.begin(), list.names.end(),
                            [&](const AgencyName* have) { return have->agency == name->agency; })) {
      list.names.push_back(name);
    }
  };
  size_t begin = span.begin;
  const size_t most_unknown = alone ? 1 : kMaxListed;
  for (size_t at = span.begin;
       at < span.end && list.names.size() + list.unknown < kMaxListed && list.unknown < most_unknown;) {
    // A name may hold a mark of lists: "RFE/RL", "Al Jazeera and news agencies".
    if (at == begin) {
      begin = at = SkipBlanks(reading.text, at);
      if (at >= span.end) break;
      const FoundPhrase name = reading.NameAt(at);
      if (name && name.end <= span.end) {
        at = name.end;
        continue;
      }
      if (alone && list.names.empty() && !name && BeginsNoName(reading, at)) return {{}, 1};
    }
    const CodePoint c = CodePointAt(reading.text, at);
    if (IsListMark(c.value)) {
      add(begin, at);
      begin = at = at + c.bytes;
      continue;
    }
    if (IsBlank(c.value)) {
      const size_t word = SkipBlanks(reading.text, at);
      const FoundPhrase conjunction = reading.FormAt(word, kAnd);
      if (conjunction && conjunction.end < span.end) {
        add(begin, at);
        begin = at = conjunction.end;
        continue;
      }
      at = word;
      continue;
    }
    at += c.bytes;
  }
  if (begin < span.end) add(begin, span.end);
  return list;
}

NameList ReadNames(const Reading& reading, ByteSpan span) { return ReadList(reading, span, false); }
NameList ReadNamesAlone(const Reading& reading, ByteSpan span) { return ReadList(reading, span, true); }

Bracket ReadBracket(const Reading& reading, size_t at, size_t limit) {
  const CodePoint open = CodePointAt(reading.text, at);
  if (at >= limit || !IsOpeningBracket(open.value)) return {};
  const size_t begin = at + open.bytes;
  for (size_t i = begin; i < std::min({limit, reading.text.size(), begin + kMaxBracketBytes});) {
    const CodePoint c = CodePointAt(reading.text, i);
    if (IsClosingBracket(c.value)) return {SpanOf(begin, i), i + c.bytes};
    if (IsOpeningBracket(c.value) || c.value == '\n') return {};
    i += c.bytes;
  }
  return {};
}

Bracket ReadBracketBefore(const Reading& reading, ByteSpan span) {
  size_t end = span.end;
  for (CodePoint c; (c = CodePointBefore(reading.text, end)).bytes > 0 && end > span.begin &&
                    (IsBlank(c.value) || IsSentenceEnd(c.value) || c.value == '*');)
    end -= c.bytes;
  const CodePoint close = CodePointBefore(reading.text, end);
  if (end <= span.begin || !IsClosingBracket(close.value)) return {};
  const size_t inside_end = end - close.bytes;
  for (size_t i = inside_end; i > span.begin && inside_end - i < kMaxBracketBytes;) {
    const CodePoint c = CodePointBefore(reading.text, i);
    if (IsClosingBracket(c.value)) return {};
    i -= c.bytes;
    if (IsOpeningBracket(c.value)) return {SpanOf(i + c.bytes, inside_end), span.end};
  }
  return {};
}

int ReadNumber(std::string_view text, size_t& at, size_t limit, int digits) {
  int number = 0;
  size_t here = at;
  for (int i = 0; i <= digits; ++i) {
    const CodePoint c = here < limit ? CodePointAt(text, here) : CodePoint{};
    const int digit = c.bytes > 0 ? DigitValue(c.value) : -1;
    if (digit < 0) break;
    if (i == digits) return -1;  // a longer number
    number = number * 10 + digit;
    here += c.bytes;
  }
  if (here == at) return -1;
  at = here;
  return number;
}

WrittenDate ReadWrittenDate(const Reading& reading, size_t at, size_t limit) {
  const std::string_view text = reading.text;
  constexpr std::string_view kFirst = "یکم";  // the first of a month
  if (DigitValue(CodePointAt(text, at).value) < 0 && !reading.FormAt(at, kWeekday | kMonth) &&
      !text.substr(at).starts_with(kFirst))
    return {};
  if (const WrittenDate han = ReadHanDate(reading, at, limit); han.end > 0) return han;
  size_t here = at;
  if (const FoundPhrase weekday = reading.FormAt(here, kWeekday)) {
    here = SkipBlanks(text, SkipStop(text, weekday.end));
    if (here < limit && text[here] == ',') here = SkipBlanks(text, here + 1);
  }
  int day = 0;
  FoundPhrase month = reading.FormAt(here, kMonth);
  if (month) {
    here = SkipBlanks(text, SkipStop(text, month.end));
    day = ReadNumber(text, here, limit, 2);
    if (day < 0) return {};
    here = SkipOrdinal(text, here);
  } else {
    const size_t first = SkipText(text, here, kFirst);
    day = first > here ? 1 : ReadNumber(text, here, limit, 2);
    if (day < 0) return {};
    if (first > here) here = first;
    here = SkipBlanks(text, SkipOrdinal(text, here));
    for (const std::string_view word : {"de ", "di "}) here = SkipBlanks(text, SkipText(text, here, word));
    month = reading.FormAt(here, kMonth);
    if (!month) return {};
    here = SkipStop(text, month.end);
    // The stop belongs to the dateline where no year follows an unabbreviated month; "abr.-" keeps it.
    if (here > month.end && text.substr(here).starts_with('-')) here = month.end;
  }
  if (here > limit) return {};
  const int year = ReadYear(text, here, limit);
  return {DateOf(year, reading.forms.Month(reading.folded, month, reading.language), day), here};
}

ByteSpan TrimSpan(std::string_view text, ByteSpan span) {
  const std::string_view view = TrimBlanks(text.substr(span.begin, span.end - span.begin));
  const size_t begin = view.empty() ? span.begin : static_cast<size_t>(view.data() - text.data());
  return SpanOf(begin, begin + view.size());
}

}  // namespace wirefold
