// Datelines of Chinese, Japanese and Korean texts, which have forms of their own.
#include <algorithm>

#include "common/news/dateline_grammar.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxHanPlaceBytes = 30;

bool IsHan(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x3040 && c <= 0x30FF) || c == 0x30FB; }

// "电", "電", "讯", ...: what a Chinese dateline ends with. Behind it, or 0.
size_t ReadHanEnd(std::string_view text, size_t at) {
  at = SkipBlanks(text, at);
  for (const std::string_view mark : {"专电", "電", "电", "讯", "訊", "報道", "报道", "消息", "】"}) {
    if (text.substr(at).starts_with(mark)) return at + mark.size();
  }
  return 0;
}

// What parts a place or an agency from the agency behind it: "ロンドン＝ロイター". Behind it, or `at`.
size_t SkipEquals(std::string_view text, size_t at) {
  const CodePoint c = CodePointAt(text, at);
  return c.value == '=' || c.value == 0xFF1D ? at + c.bytes : at;
}

// The agencies up to the bracket's end at `at`: "ロイター】", "AFP＝時事】". Behind the bracket, or 0.
size_t ReadNamesOfBracket(const Reading& reading, size_t at, DatelineParts& parts) {
  constexpr std::string_view kClose = "】";
  constexpr size_t kMostNames = 4;
  for (size_t names = 0; names < kMostNames; ++names) {
    if (names > 0 && reading.text.substr(at).starts_with(kClose)) return at + kClose.size();
    if (names > 0) at = SkipEquals(reading.text, at);
    const FoundPhrase name = reading.NameAt(at);
    if (!name || reading.Name(name).agency->kind != AgencyKind::kWire) return 0;
    parts.agencies.push_back(&reading.Name(name));
    at = name.end;
  }
  return 0;
}

// "（中央社記者王小明台北3日電）": an agency, its reporter, a place and a day in one bracket. The reporter's name and
// the place are not told apart.
std::optional<DatelineParts> ReadTaiwaneseDateline(const Reading& reading, size_t begin, size_t limit) {
  constexpr size_t kMaxBytes = 120;
  const Bracket bracket = ReadBracket(reading, begin, std::min(limit, begin + kMaxBytes));
  if (bracket.end == 0 || bracket.end >= limit) return std::nullopt;
  const FoundPhrase name = reading.NameAt(bracket.inside.begin);
  if (!name || reading.Name(name).agency->kind != AgencyKind::kWire) return std::nullopt;
  const std::string_view behind = reading.View(SpanOf(name.end, bracket.inside.end));
  constexpr std::string_view kEnds[] = {"電", "电", "訊", "讯", "報導", "報道", "报道"};
  const bool ends =
      std::any_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) { return behind.ends_with(end); });
  if (!ends || behind.find("日") == std::string_view::npos) return std::nullopt;
  DatelineParts parts;
  parts.scripted = true;
  parts.mark = DatelineMark::kDash;
  parts.agencies = {&reading.Name(name)};
  parts.place = SpanOf(bracket.inside.begin, bracket.inside.begin);
  parts.raw = SpanOf(begin, bracket.end);
  parts.rest = SkipBlanks(reading.text, bracket.end);
  return parts;
}

// A run of Han letters that ends before a digit or at `limit`.
size_t EndOfHan(std::string_view text, size_t at, size_t limit) {
  size_t here = at;
  for (CodePoint c; here < limit && (c = CodePointAt(text, here)).bytes > 0 && IsHan(c.value);) here += c.bytes;
  return here;
}

// 【ロンドン＝ロイター】, 【AFP＝時事】: `at` is behind what opens the bracket.
std::optional<DatelineParts> ReadEqualsBracket(const Reading& reading, size_t begin, size_t at, size_t limit) {
  DatelineParts parts;
  parts.scripted = true;
  parts.mark = DatelineMark::kDash;
  size_t place_end = at;
  size_t end = ReadNamesOfBracket(reading, at, parts);
  if (end > 0) {
    std::reverse(parts.agencies.begin(), parts.agencies.end());  // the first one wrote it
  } else {
    parts.agencies.clear();
    place_end = EndOfHan(reading.text, at, std::min(limit, at + kMaxHanPlaceBytes));
    const size_t names = SkipEquals(reading.text, place_end);
    if (place_end == at || names == place_end) return std::nullopt;
    end = ReadNamesOfBracket(reading, names, parts);
  }
  if (end == 0) return std::nullopt;
  parts.place = SpanOf(at, place_end);
  parts.raw = SpanOf(begin, end);
  parts.rest = SkipBlanks(reading.text, end);
  return parts;
}

}  // namespace

std::optional<DatelineParts> ReadHanDateline(const Reading& reading, size_t begin, size_t limit) {
  const std::string_view text = reading.text;
  constexpr std::string_view kOpen = "【";
  const bool bracketed = text.substr(begin).starts_with(kOpen);
  size_t at = begin + (bracketed ? kOpen.size() : 0);
  DatelineParts parts;
  parts.scripted = true;
  parts.mark = DatelineMark::kDash;
  if (bracketed) {
    if (std::optional<DatelineParts> found = ReadEqualsBracket(reading, begin, at, limit)) return found;
  }
  if (!IsHan(CodePointAt(text, at).value)) return ReadTaiwaneseDateline(reading, begin, limit);
  if (const FoundPhrase name = reading.NameAt(at)) {
    parts.agencies = {&reading.Name(name)};
    at = name.end;
  } else {
    bool own = false;
    for (const std::string_view paper : {"本报", "本報", "本社", "本网"}) {
      if (!text.substr(at).starts_with(paper)) continue;
      own = true;
      at += paper.size();
    }
    if (!own && !bracketed) return std::nullopt;
  }
  const size_t place_end = EndOfHan(text, at, std::min(limit, at + kMaxHanPlaceBytes));
  parts.place = SpanOf(at, place_end);
  if (const WrittenDate date = ReadWrittenDate(reading, place_end, limit); date.end > 0) {
    const size_t end = ReadHanEnd(text, date.end);
    if (end == 0 || (parts.agencies.empty() && bracketed)) return std::nullopt;
    // "人民网9月8日讯": a site's own news, from nowhere.
    if (place_end == at && !bracketed) return std::nullopt;
    parts.has_date = true;
    parts.date = date.date;
    parts.raw = SpanOf(begin, end);
    parts.rest = SkipBlanks(text, end);
    return parts;
  }
  // 【ワシントン共同】: the agency ends the bracket.
  if (!bracketed || !parts.agencies.empty() || !text.substr(place_end).starts_with("】")) return std::nullopt;
  const FoundPhrase name = reading.lexicon.names().EndingAt(text, place_end, place_end - at);
  if (!name || name.begin <= at) return std::nullopt;
  parts.agencies = {&reading.Name(name)};
  parts.place = SpanOf(at, name.begin);
  parts.raw = SpanOf(begin, place_end + std::string_view("】").size());
  parts.rest = parts.raw.end;
  return parts;
}

std::optional<DatelineParts> ReadKoreanDateline(const Reading& reading, size_t begin, size_t limit) {
  const std::string_view text = reading.text;
  const Bracket bracket = ReadBracket(reading, begin, limit);
  if (bracket.end == 0) return std::nullopt;
  const std::string_view inside = reading.View(bracket.inside);
  const size_t equals = inside.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const size_t place_end = bracket.inside.begin + equals;
  const AgencyName* name = reading.lexicon.Find(inside.substr(equals + 1));
  // "(사진=연합뉴스)", "[로이터=연합뉴스]": a picture's credit. A dateline names its reporters next.
  if (name == nullptr || reading.SkipForm(bracket.inside.begin, kPhoto) > bracket.inside.begin) return std::nullopt;
  if (reading.NameAt(bracket.inside.begin)) return std::nullopt;
  const std::string_view next = text.substr(bracket.end, std::min<size_t>(80, text.size() - bracket.end));
  const size_t sign = next.find('=');
  if (sign == std::string_view::npos || next.substr(0, sign).find('\n') != std::string_view::npos) return std::nullopt;
  DatelineParts parts;
  parts.scripted = true;
  parts.agencies = {name};
  parts.place = SpanOf(bracket.inside.begin, place_end);
  parts.mark = DatelineMark::kDash;
  parts.raw = SpanOf(begin, bracket.end);
  parts.rest = SkipBlanks(text, bracket.end + sign + 1);
  return parts;
}

}  // namespace wirefold
