#include "common/news/written_time.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/ascii.h"
#include "common/news/calendar.h"
#include "common/news/language_forms.h"
#include "common/news/letters.h"
#include "common/news/time_words.h"

namespace wirefold {
namespace {

constexpr size_t kMaxBytes = 120;
constexpr int kBuddhistYears = 543;

struct Reader {
  std::string_view text;
  std::string folded;
  const TimeHints& hints;
  const LanguageForms& forms = LanguageForms::BuiltIn();
  size_t at = 0;
  int year = 0;
  int month = 0;
  int day = 0;
  bool weekday_first = false;
  bool worded = false;   // the month is a word
  bool hyphens = false;  // stand around that word
  bool iso = false;      // 2024-01-10: its hours count to 24
  std::string time = {};
  std::string zone = {};

  bool Ended() const { return at >= text.size(); }
  bool Take(std::string_view word) {
    if (!std::string_view(folded).substr(at).starts_with(word)) return false;
    const size_t end = at + word.size();
    const char32_t last = CodePointBefore(folded, end).value;
    if (IsWordLetter(last) && !IsUnspacedLetter(last) && IsWordLetter(CodePointAt(folded, end).value) &&
        !IsUnspacedLetter(CodePointAt(folded, end).value))
      return false;
    at = end;
    return true;
  }
  void SkipMarks() {
    for (bool moved = true; moved;) {
      const size_t before = at;
      at = SkipBlanks(text, at);
      const CodePoint c = CodePointAt(text, at);
      if (c.value == ',' || c.value == '|' || c.value == '.' || c.value == 0x2022 || c.value == 0xB7 ||
          c.value == 0x2013 || c.value == 0x2014 || c.value == ';')
        at += c.bytes;
      // A hyphen alone; one at a number is its sign.
      if (c.value == '-' && CodePointAt(text, at + 1).value == ' ') ++at;
      for (const std::string_view word : kBetween) {
        if (before != at || at == 0 || !IsWordLetter(CodePointBefore(text, at).value)) (void)Take(word);
      }
      moved = at != before;
    }
  }
  bool TakeHyphen() { return CodePointAt(text, at).value == '-' && ++at > 0; }
  int Number(int digits, int* count = nullptr) {
    size_t here = at;
    int number = 0;
    int seen = 0;
    for (CodePoint c; seen <= digits && (c = CodePointAt(text, here)).bytes > 0 && DigitValue(c.value) >= 0; ++seen) {
      number = number * 10 + DigitValue(c.value);
      here += c.bytes;
    }
    if (seen == 0 || seen > digits) return -1;
    at = here;
    if (count != nullptr) *count = seen;
    return number;
  }

  bool Label();
  bool Weekday();
  bool Month();
  bool Date();
  bool NumericDate(int first, int digits);
  bool WordDate(int first, int digits);
  bool Time();
  bool TimeZone();
  bool Year(int value, int digits);
};

// "Updated: ": false where it says what the field does not.
bool Reader::Label() {
  const auto take = [&](const auto& labels) {
    for (const std::string_view label : labels) {
      if (!Take(label)) continue;
      at = SkipBlanks(text, at);
      if (CodePointAt(text, at).value == ':' || CodePointAt(text, at).value == 0xFF1A)
        at += CodePointAt(text, at).bytes;
      return true;
    }
    return false;
  };
  at = SkipBlanks(text, at);
  if (take(kModifiedLabels)) return hints.modified;
  if (take(kPublishedLabels)) return !hints.modified;
  return true;
}

bool Reader::Weekday() {
  const FoundPhrase found = forms.phrases().At(folded, at);
  if (!found || (found.value & kWeekday) == 0) return false;
  at = found.end;
  SkipMarks();
  return true;
}

bool Reader::Month() {
  const FoundPhrase found = forms.phrases().At(folded, at);
  if (!found || (found.value & kMonth) == 0) return false;
  month = forms.Month(folded, found, hints.language);
  at = found.end;
  worded = true;
  return month > 0;
}

bool Reader::Year(int value, int digits) {
  // RFC 822 writes two digits, and a weekday before them; so does "Mon 25.04.24". "05-APR-18" is a day of databases.
  if (digits == 2 && (weekday_first || hyphens))
    value += value < 70 ? 2000 : 1900;
  else if (digits != 4)
    return false;
  year = hints.language.starts_with("th") && value >= 2400 && value < 2700 ? value - kBuddhistYears : value;
  return year >= kFirstYear && year < kNoYear;
}

// "10/01/2024", "2024/1/10", "10.01.2024", "2024年1月10日".
bool Reader::NumericDate(int first, int digits) {
  const CodePoint mark = CodePointAt(text, at);
  if (mark.value == kYear || mark.value == kKoreanYear) {
    at = SkipBlanks(text, at + mark.bytes);
    month = Number(2);
    const CodePoint of_month = CodePointAt(text, at);
    if (of_month.value != kMonthSign && of_month.value != kKoreanMonth) return false;
    at = SkipBlanks(text, at + of_month.bytes);
    day = Number(2);
    const CodePoint of_day = CodePointAt(text, at);
    if (of_day.value != kDaySign && of_day.value != kKoreanDay) return false;
    at += of_day.bytes;
    return Year(first, digits);
  }
  if (mark.value != '/' && mark.value != '.' && mark.value != '-') return false;
  const auto skip_mark = [&] { at = mark.value == '.' ? SkipBlanks(text, at + 1) : at + 1; };  // "2018. 04. 05."
  skip_mark();
  int second_digits = 0;
  const int second = Number(2, &second_digits);
  if (second < 0 || CodePointAt(text, at).value != mark.value) return false;
  skip_mark();
  int third_digits = 0;
  const int third = Number(4, &third_digits);
  if (digits == 4) {
    month = second;
    day = third;
    iso = mark.value == '-';
    // "2016/6/29" is no notation that anybody agreed on.
    return third_digits <= 2 && (iso || (second_digits == 2 && third_digits == 2)) && Year(first, digits);
  }
  const std::string_view language = hints.language.substr(0, hints.language.find_first_of("-_"));
  const bool american = hints.language.ends_with("-US");
  constexpr std::string_view kNoOrder[] = {"", "en", "und", "zh", "ja", "ko", "hu", "tl", "fil"};
  const bool day_first =
      !american && std::find(std::begin(kNoOrder), std::end(kNoOrder), language) == std::end(kNoOrder);
  // "25.04.24" is a day where all write the day first; with slashes it may be another.
  const bool short_year = day_first && mark.value == '.' && digits == 2 && second_digits == 2 && third_digits == 2;
  const int century = !short_year ? 0 : third < 70 ? 2000 : 1900;
  if (!Year(century + third, short_year ? 4 : third_digits)) return false;
  const bool begins_with_day = first > 12 || first == second || (second <= 12 && day_first);
  day = begins_with_day ? first : second;
  month = begins_with_day ? second : first;
  return begins_with_day || second > 12;
}

// "10 January 2024", "10-Jan-2024", "10. Januar 2024", "10 มกราคม 2567"; and "2024 Jan 10".
bool Reader::WordDate(int first, int digits) {
  for (const std::string_view ordinal : {"st", "nd", "rd", "th", "er", "º", "ª"}) {
    if (Take(ordinal)) break;
  }
  const bool before = TakeHyphen();
  SkipMarks();
  if (!Month()) return false;
  hyphens = TakeHyphen() && before;
  SkipMarks();
  int count = 0;
  const int second = Number(4, &count);
  if (digits == 4) {
    day = second;
    return count <= 2 && Year(first, digits);
  }
  day = first;
  return Year(second, count);
}

bool Reader::Date() {
  if (Month()) {
    SkipMarks();
    day = Number(2);
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
      if (Take(ordinal)) break;
    }
    SkipMarks();
    int count = 0;
    const size_t behind = at;
    int value = Number(4, &count);
    if (CodePointAt(text, at).value == ':') {  // "Mon Mar  4 10:20:30 2024"
      at = behind;
      if (!Time() || !TimeZone()) return false;
      SkipMarks();
      value = Number(4, &count);
    }
    return day > 0 && Year(value, count);
  }
  int digits = 0;
  const int first = Number(4, &digits);
  if (first < 0) return false;
  const size_t behind = at;
  if (NumericDate(first, digits)) return true;
  at = behind;
  return WordDate(first, digits);
}

// "09:30", "9:30:15 PM", "9h30", "下午3:05", "T09:30"; true too when there is none.
bool Reader::Time() {
  bool after_noon = false;
  bool half_days = false;
  for (const std::string_view word : {"下午", "午後", "오후", "晚上"}) after_noon |= Take(word);
  for (const std::string_view word : {"上午", "午前", "오전"}) half_days |= Take(word);
  at = SkipBlanks(text, at);
  int count = 0;
  int hour = Number(2, &count);
  if (hour < 0) return !after_noon && !half_days;
  const CodePoint mark = CodePointAt(text, at);
  const bool signs = mark.value == kHourSign || mark.value == kChineseHour || mark.value == kKoreanHour;
  if (mark.value != ':' && mark.value != 'h' && mark.value != 'H' && mark.value != '.' && mark.value != 0xFF1A &&
      !signs)
    return false;
  at += mark.bytes;
  if (signs) at = SkipBlanks(text, at);
  const int minute = Number(2, &count);
  if (minute < 0 || (count != 2 && !signs)) return false;
  if (signs && !Take("分") && !Take("분")) return false;
  int second = 0;
  if (CodePointAt(text, at).value == ':') {
    ++at;
    second = Number(2, &count);
    if (count != 2) return false;
    if (CodePointAt(text, at).value == '.' && IsDigit(text[std::min(at + 1, text.size() - 1)])) {
      ++at;
      while (!Ended() && IsDigit(text[at])) ++at;
    }
  }
  const size_t behind = at;
  at = SkipBlanks(text, at);
  const bool morning = Take("a.m.") || Take("am") || Take("a. m.");
  if (morning) half_days = true;
  if (!morning && (Take("p.m.") || Take("pm") || Take("p. m."))) after_noon = true;
  if (!half_days && !after_noon) at = behind;
  if (iso && behind != at) return false;
  if (half_days || after_noon) {
    // "14:30 PM" says one thing twice; "0:30 PM" nothing.
    const bool doubled = after_noon && hour > 12;
    if (hour < 1 || (hour > 12 && !doubled)) return false;
    if (!doubled) hour = hour % 12 + (after_noon ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  time = absl::StrFormat("%02d:%02d:%02d", hour, minute, second);
  return true;
}

bool Reader::TimeZone() {
  at = SkipBlanks(text, at);
  const bool bracket = CodePointAt(text, at).value == '(';
  if (bracket) ++at;
  bool named = false;
  for (const Zone& one : kZones) {
    if (!Take(one.name)) continue;
    zone = one.offset;
    if (one.name == "cst" && weekday_first) zone = "-06:00";  // as RFC 822 has it
    named = true;
    break;
  }
  // "+0530", "GMT+5:30"
  const CodePoint sign = CodePointAt(text, at);
  if (sign.value == '+' || sign.value == '-' || sign.value == 0x2212) {
    at += sign.bytes;
    int count = 0;
    int hours = Number(4, &count);
    int minutes = 0;
    if (hours < 0) return false;
    if (count == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (CodePointAt(text, at).value == ':') {
      ++at;
      int digits = 0;
      minutes = Number(2, &digits);
      if (digits != 2) return false;
    }
    if (count == 3 || (count == 1 && !named) || hours > 14 || minutes < 0 || minutes > 59) return false;
    zone = absl::StrFormat("%c%02d:%02d", sign.value == '+' ? '+' : '-', hours, minutes);
    named = true;
  }
  if (bracket && (!named || CodePointAt(text, at).value != ')')) return false;
  if (bracket) ++at;
  return true;
}

std::string DayOf(const Reader& reader) {
  return IsDay(reader.year, reader.month, reader.day)
             ? absl::StrFormat("%04d-%02d-%02d", reader.year, reader.month, reader.day)
             : "";
}

}  // namespace

std::optional<PreciseTime> FindWrittenTime(std::string_view line, const TimeHints& hints) {
  if (line.size() > kMaxBytes) return std::nullopt;
  Reader reader{line, FoldCase(line), hints};
  bool changed = false;  // the words before say so
  for (size_t at = 0; at < line.size();) {
    const CodePoint c = CodePointAt(line, at);
    const char32_t before = at == 0 ? ' ' : CodePointBefore(line, at).value;
    const bool begins = DigitValue(c.value) >= 0
                            ? DigitValue(before) < 0
                            : IsWordLetter(c.value) && (!IsWordLetter(before) || IsUnspacedLetter(c.value));
    reader.at = at;
    if (begins && std::any_of(std::begin(kModifiedLabels), std::end(kModifiedLabels), [&](std::string_view label) {
          return label != "stand" && reader.Take(label);  // "Stand: 10.01.2024" is when a text was as it is
        })) {
      changed = true;
      at = reader.at;
      continue;
    }
    reader.year = reader.month = reader.day = 0;
    reader.worded = reader.iso = false;
    reader.time.clear();
    reader.zone.clear();
    if (begins) reader.weekday_first = reader.Weekday();
    std::string value = begins && reader.Date() ? DayOf(reader) : "";
    if (value.empty()) {
      at += c.bytes;
      continue;
    }
    if (changed != hints.modified) {
      changed = false;
      at = reader.at;
      continue;
    }
    reader.SkipMarks();
    if (reader.time.empty() && !reader.Ended() && reader.folded[reader.at] == 't') ++reader.at;
    if (reader.time.empty() && !reader.Time()) reader.time.clear();
    if (reader.time.empty()) return PreciseTime{value, TimePrecision::kDay};
    if (!reader.TimeZone()) reader.zone.clear();
    return PreciseTime{value + "T" + reader.time + reader.zone, TimePrecision::kSecond};
  }
  return std::nullopt;
}

std::optional<PreciseTime> ReadWrittenTime(std::string_view text, const TimeHints& hints) {
  if (text.empty() || text.size() > kMaxBytes) return std::nullopt;
  Reader reader{text, FoldCase(text), hints};
  if (!reader.Label()) return std::nullopt;
  reader.SkipMarks();
  // "6:00 AM EDT, Thu April 5, 2018"
  const size_t colon = std::min(text.find(':', reader.at), text.size());
  if (colon - reader.at <= 2 && colon < text.size()) {
    const size_t begin = reader.at;
    if (!reader.Time()) return std::nullopt;
    // "13:00 PM" is no way to begin.
    const bool half = reader.folded.substr(begin, reader.at - begin).find('m') != std::string::npos;
    if ((half && text.substr(begin, colon - begin) > "12" && colon - begin == 2) || !reader.TimeZone())
      return std::nullopt;
    reader.SkipMarks();
  }
  reader.weekday_first = reader.Weekday();
  const std::string value = reader.Date() ? DayOf(reader) : "";
  if (value.empty()) return std::nullopt;
  reader.SkipMarks();
  const bool marked =
      !reader.Ended() && reader.folded[reader.at] == 't' && !reader.forms.phrases().At(reader.folded, reader.at);
  if (marked) ++reader.at;
  reader.Weekday();
  const bool timed = !reader.time.empty();
  if (!timed && !reader.Time()) return std::nullopt;
  if (marked && reader.time.empty()) return std::nullopt;
  if (!timed && !reader.time.empty() && !reader.TimeZone()) return std::nullopt;
  reader.SkipMarks();
  reader.Weekday();
  if (!reader.Ended()) return std::nullopt;
  if (reader.time.empty()) return PreciseTime{value, TimePrecision::kDay};
  return PreciseTime{value + "T" + reader.time + reader.zone, TimePrecision::kSecond};
}

}  // namespace wirefold
