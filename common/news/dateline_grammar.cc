#include "common/news/dateline_grammar.h"

#include <algorithm>

#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxPlaceBytes = 90;
constexpr size_t kMaxPlaceWords = 9;

constexpr std::string_view kSmallWords[] = {"of", "de",  "del", "da",  "do", "dos", "la",  "le",  "les",  "el",
                                            "al", "and", "the", "sur", "am", "an",  "der", "den", "upon", "du",
                                            "en", "y",   "et",  "und", "e",  "i",   "na",  "no"};

struct Mark {
  DatelineMark mark = DatelineMark::kNone;
  size_t end = 0;  // behind it and the blanks that follow
};

bool IsDash(char32_t c) { return c == 0x2013 || c == 0x2014 || c == 0x2015 || c == 0x2012 || c == 0x2212 || c == '_'; }

// What separates a dateline from its text, at `at`.
Mark ReadMark(std::string_view text, size_t at) {
  size_t here = SkipBlanks(text, at);
  const bool blank_before = here > at;
  CodePoint c = CodePointAt(text, here);
  const auto done = [&](DatelineMark mark, size_t end) { return Mark{mark, SkipBlanks(text, end)}; };
  if (c.value == '.') {
    const size_t behind = SkipBlanks(text, here + 1);
    const CodePoint next = CodePointAt(text, behind);
    if (next.value != '-' && !IsDash(next.value)) return done(DatelineMark::kStop, here + 1);
    here = behind;
    c = next;
  }
  if (IsDash(c.value)) {
    here += c.bytes;
    while (CodePointAt(text, here).value == '-' || IsDash(CodePointAt(text, here).value))
      here += CodePointAt(text, here).bytes;
    return done(DatelineMark::kDash, here);
  }
  if (c.value == '-') {
    const size_t begin = here;
    while (CodePointAt(text, here).value == '-') ++here;
    // One hyphen alone may join two words.
    const char32_t next = CodePointAt(text, here).value;
    const CodePoint before = CodePointBefore(text, begin);
    if (here - begin == 1 && !blank_before && IsWordLetter(before.value) && IsWordLetter(next)) return {};
    if (CodePointAt(text, here).value == '.') ++here;
    return done(DatelineMark::kDash, here);
  }
  if (c.value == ':' || c.value == 0xFF1A) return done(DatelineMark::kColon, here + c.bytes);
  if (c.value == '|' || c.value == 0xA6) return done(DatelineMark::kBar, here + c.bytes);
  if (c.value == 0x0964 || c.value == 0x06D4) return done(DatelineMark::kStop, here + c.bytes);
  return {};
}

// The word at `at`: letters, and what stands inside words.
size_t EndOfWord(std::string_view text, size_t at, size_t limit) {
  size_t here = at;
  while (here < limit) {
    const CodePoint c = CodePointAt(text, here);
    const bool inside = c.value == '-' || c.value == '\'' || c.value == 0x2019 || c.value == '.';
    if (!IsWordLetter(c.value) && !(inside && here > at)) break;
    // A hyphen before a blank is a dash; a stop before one may end the place, unless the word is short: "N.M.", "Pa."
    if (inside && c.value != '.' && !IsWordLetter(CodePointAt(text, here + c.bytes).value)) break;
    here += c.bytes;
  }
  return here;
}

bool IsSmallWord(std::string_view word) {
  return std::find(std::begin(kSmallWords), std::end(kSmallWords), word) != std::end(kSmallWords);
}

bool MayBeginPlaceWord(char32_t c) { return IsUpperLetter(c) || (IsCaselessLetter(c) && !IsUnspacedLetter(c)); }

// Whether the stop behind a word is the word's own: "Calif. (", "N.M.,", "St. Louis".
bool KeepsStop(std::string_view text, size_t begin, size_t end) {
  const std::string_view word = text.substr(begin, end - begin);
  if (word.find('.') != std::string_view::npos || word == "St" || word == "Ft" || word == "Mt") return true;
  const size_t next = SkipBlanks(text, end + 1);
  const CodePoint c = CodePointAt(text, next);
  return word.size() <= 5 && (c.value == '(' || c.value == ',' || c.value == '[' || c.value == '-' || IsDash(c.value));
}

struct PlaceRead {
  size_t end = 0;  // 0: none
};

// Words that begin with a capital, small words of names between them, regions in brackets: "New Delhi [India]",
// "TOKYO/SEOUL", "HANOI, Vietnam", "Barpeta (Assam)". Stops before a date, an agency, a mark.
PlaceRead ReadPlace(const Reading& reading, size_t at, size_t limit) {
  const std::string_view text = reading.text;
  limit = std::min(limit, at + kMaxPlaceBytes);
  size_t here = at;
  size_t end = 0;
  for (size_t words = 0; words < kMaxPlaceWords && here < limit; ++words) {
    if (words > 0 && ReadWrittenDate(reading, here, limit).end > 0) break;
    const FoundPhrase name = reading.NameAt(here);
    if (name && !reading.Name(name).ambiguous && reading.Name(name).agency->kind != AgencyKind::kOutlet) break;
    size_t word_end = EndOfWord(text, here, limit);
    if (word_end == here) break;
    std::string_view word = text.substr(here, word_end - here);
    if (!MayBeginPlaceWord(CodePointAt(text, here).value) && !(words > 0 && IsSmallWord(word))) break;
    if (word.ends_with('.') && !KeepsStop(text, here, word_end - 1)) {
      --word_end;
      word.remove_suffix(1);
    }
    const bool small = IsSmallWord(word);
    if (!small) end = word_end;
    here = SkipBlanks(text, word_end);
    if (const Bracket region = ReadBracket(reading, here, limit + 40);
        region.end > 0 && ReadNames(reading, region.inside).names.empty() &&
        region.inside.end - region.inside.begin < 40) {
      const char32_t behind = CodePointAt(text, SkipBlanks(text, region.end)).value;
      if (text[here] == '[' || behind == ',' || behind == ':') {
        end = region.end;
        here = SkipBlanks(text, region.end);
      }
    }
    const CodePoint c = CodePointAt(text, here);
    if (c.value == ',' || c.value == '/' || c.value == '&' || c.value == 0x60C) here = SkipBlanks(text, here + c.bytes);
  }
  return {end};
}

size_t SkipComma(std::string_view text, size_t at) {
  const size_t here = SkipBlanks(text, at);
  const CodePoint c = CodePointAt(text, here);
  return c.value == ',' || c.value == 0x60C ? SkipBlanks(text, here + c.bytes) : here;
}

// "(AP)", "(PTI, UNI)", "/TASS/." at `at`: into `parts`; behind it, or 0.
size_t ReadAgency(const Reading& reading, size_t at, size_t limit, DatelineParts& parts) {
  const std::string_view text = reading.text;
  if (const Bracket bracket = ReadBracket(reading, at, limit); bracket.end > 0) {
    const NameList list = ReadNames(reading, bracket.inside);
    parts.bracket = bracket.inside;
    parts.agency_in_bracket = !list.names.empty();
    parts.unknown_bracket = list.names.empty();
    parts.agencies = list.names;
    return bracket.end;
  }
  if (at < limit && text[at] == '/') {
    const size_t close = text.find('/', at + 1);
    if (close == std::string_view::npos || close - at > 40) return 0;
    const NameList list = ReadNames(reading, SpanOf(at + 1, close));
    if (!list.All()) return 0;
    parts.agencies = list.names;
    parts.agency_in_bracket = true;
    size_t end = close + 1;
    // "/ ACCESSWIRE / March 3, 2024 / "
    const size_t date_at = SkipBlanks(text, end);
    if (const WrittenDate date = ReadWrittenDate(reading, date_at, limit); date.end > 0) {
      parts.date = date.date;
      parts.has_date = true;
      end = date.end;
      const size_t slash = SkipBlanks(text, end);
      if (slash < limit && text[slash] == '/') end = slash + 1;
    }
    return end;
  }
  return 0;
}

// "— РИА Новости.", ", GNA –", "- رويترز": a name without brackets, between two marks. Behind a bar text must follow,
// also behind a colon: "LONDON | Reuters: ".
size_t ReadBareAgency(const Reading& reading, size_t at, bool behind_bar, DatelineParts& parts) {
  const FoundPhrase found = reading.NameAt(at);
  if (!found) return 0;
  const AgencyName& name = reading.Name(found);
  if (name.agency->kind == AgencyKind::kPhoto || (name.agency->kind == AgencyKind::kOutlet && !parts.has_date))
    return 0;
  const Mark mark = ReadMark(reading.text, found.end);
  const bool ends_line = found.end >= reading.text.size() || reading.text[found.end] == '\n';
  if (mark.mark == DatelineMark::kNone && (behind_bar || !ends_line)) return 0;
  if (mark.mark == DatelineMark::kColon && !behind_bar) return 0;
  parts.agencies = {&name};
  parts.mark = mark.mark == DatelineMark::kNone ? DatelineMark::kDash : mark.mark;
  return mark.mark == DatelineMark::kNone ? found.end : mark.end;
}

// Whatever mark and agency follow a place or a date that ends at `at`.
bool ReadEnd(const Reading& reading, size_t at, size_t limit, DatelineParts& parts) {
  const std::string_view text = reading.text;
  size_t here = SkipComma(text, at);
  // A mark may stand before the agency: "CITY--(BUSINESS WIRE)--", "Москва. 3 марта. INTERFAX.RU - ".
  const Mark before = ReadMark(text, here);
  size_t agency_at = before.mark == DatelineMark::kNone ? here : before.end;
  if (size_t end = ReadAgency(reading, agency_at, limit, parts); end > 0) {
    parts.raw.end = static_cast<uint32_t>(end);
    const Mark mark = ReadMark(text, end);
    parts.mark = mark.mark;
    parts.rest = mark.mark == DatelineMark::kNone ? SkipBlanks(text, end) : mark.end;
    if (parts.agency_in_bracket || mark.mark != DatelineMark::kNone || parts.unknown_bracket) return true;
  }
  const FoundPhrase via = reading.FormAt(agency_at, kCueBefore);
  const bool passed_on = via && reading.folded.compare(via.begin, via.end - via.begin, "via") == 0;
  if (passed_on) {
    agency_at = SkipBlanks(text, via.end);
    parts.place = {};
  }
  const bool behind_bar = before.mark == DatelineMark::kBar;
  const bool may_be_bare = passed_on || behind_bar || here > SkipBlanks(text, at) ||
                           before.mark == DatelineMark::kDash ||
                           (parts.has_date && (before.mark == DatelineMark::kStop || text[at - 1] == '.'));
  if (may_be_bare) {
    if (const size_t end = ReadBareAgency(reading, agency_at, behind_bar, parts); end > 0) {
      parts.rest = end;
      parts.raw.end = static_cast<uint32_t>(end);
      return true;
    }
  }
  if (before.mark == DatelineMark::kNone) return false;
  parts.mark = before.mark;
  parts.rest = before.end;
  return true;
}

void ReadDate(const Reading& reading, size_t& at, size_t limit, DatelineParts& parts) {
  const std::string_view text = reading.text;
  size_t here = SkipComma(text, at);
  // "Москва. 3 марта."
  if (here < limit && text[here] == '.') here = SkipBlanks(text, here + 1);
  const WrittenDate date = ReadWrittenDate(reading, here, limit);
  if (date.end == 0) return;
  parts.has_date = true;
  parts.date = date.date;
  at = date.end;
}

// What stands before a place: "(ANSA) - ", "EFE.- ", "UNB, ", "AKP ". Behind it; `at` when there is none.
size_t ReadLeadingAgency(const Reading& reading, size_t at, size_t limit, DatelineParts& parts) {
  const std::string_view text = reading.text;
  if (const Bracket bracket = ReadBracket(reading, at, limit); bracket.end > 0) {
    const NameList list = ReadNames(reading, bracket.inside);
    if (list.names.empty()) return at;
    parts.agencies = list.names;
    parts.agency_in_bracket = true;
    parts.bracket = bracket.inside;
    const Mark mark = ReadMark(text, bracket.end);
    parts.mark = mark.mark;
    parts.rest = mark.mark == DatelineMark::kNone ? SkipBlanks(text, bracket.end) : mark.end;
    parts.raw.end = static_cast<uint32_t>(parts.rest);
    return parts.rest;
  }
  const FoundPhrase found = reading.NameAt(at);
  if (!found) return at;
  const AgencyName& name = reading.Name(found);
  const bool unnamed = name.agency->kind == AgencyKind::kUnnamed;
  if (name.agency->kind == AgencyKind::kWire && CodePointAt(text, found.end).value == ',') {
    parts.agencies = {&name};
    parts.rest = 0;
    return SkipBlanks(text, found.end + 1);
  }
  if (name.agency->kind == AgencyKind::kOutlet || name.agency->kind == AgencyKind::kPhoto || name.ambiguous) return at;
  const Mark mark = ReadMark(text, found.end);
  const bool slash = text.substr(SkipBlanks(text, found.end)).starts_with("/ ");
  if (mark.mark == DatelineMark::kDash || slash || (unnamed && mark.mark == DatelineMark::kColon)) {
    parts.agencies = {&name};
    parts.mark = DatelineMark::kDash;
    parts.rest = slash ? SkipBlanks(text, SkipBlanks(text, found.end) + 1) : mark.end;
    parts.raw.end = static_cast<uint32_t>(parts.rest);
    return parts.rest;
  }
  return at;
}

}  // namespace

std::optional<DatelineParts> ReadDateline(const Reading& reading, size_t begin, size_t limit) {
  const std::string_view text = reading.text;
  limit = std::min(limit, begin + kMaxDatelineBytes);
  DatelineParts parts;
  parts.raw = SpanOf(begin, begin);
  const size_t at = ReadLeadingAgency(reading, begin, limit, parts);
  const bool led = !parts.agencies.empty();
  // The rest of it, which may be nothing: "(Reuters) - ".
  DatelineParts rest = parts;
  size_t here = at;
  ReadDate(reading, here, limit, rest);
  bool complete = false;
  if (rest.has_date && !led) {
    complete = ReadEnd(reading, here, limit, rest) && !rest.agencies.empty();
  } else if (const PlaceRead place = ReadPlace(reading, at, limit); place.end > 0) {
    rest.place = SpanOf(at, place.end);
    rest.has_date = false;
    here = place.end;
    ReadDate(reading, here, limit, rest);
    complete = ReadEnd(reading, here, limit, rest);
  }
  if (led && parts.rest == 0) {
    // "PTI, New Delhi: ": of a name and a comma, only a place and its mark make a dateline.
    const bool marked = rest.mark == DatelineMark::kColon || rest.mark == DatelineMark::kDash;
    if (!complete || !marked || rest.agency_in_bracket || rest.unknown_bracket) return std::nullopt;
  } else if (complete && led) {
    // Behind an agency only a whole dateline counts; the innermost agency is the origin.
    if (!rest.has_date && !rest.agency_in_bracket) return parts;
    if (rest.agencies.empty()) rest.agencies = parts.agencies;
  }
  if (!complete) return led ? std::optional(parts) : std::nullopt;
  if (rest.raw.end <= rest.place.end || rest.mark != DatelineMark::kNone) {
    rest.raw.end = static_cast<uint32_t>(std::max<size_t>(rest.rest, rest.place.end));
  }
  rest.raw = TrimSpan(text, rest.raw);
  return rest;
}

}  // namespace wirefold
