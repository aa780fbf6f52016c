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

// A run of Han letters that ends before a digit or at `limit`.
size_t EndOfHan(std::string_view text, size_t at, size_t limit) {
  size_t here = at;
  for (CodePoint c; here < limit && (c = CodePointAt(text, here)).bytes > 0 && IsHan(c.value);) here += c.bytes;
  return here;
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
  if (!IsHan(CodePointAt(text, at).value)) return std::nullopt;
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
