#include "common/news/find_dateline.h"

#include <algorithm>
#include <cstring>

#include "common/base/ascii.h"
#include "common/news/dateline_grammar.h"
#include "common/news/letters.h"
#include "common/news/places.h"

namespace wirefold {
namespace {

constexpr size_t kStrongParagraphs = 12;  // in which a dateline with an agency is sought,
constexpr size_t kWeakParagraphs = 6;     // and one without
constexpr size_t kProseBytes = 100;       // a paragraph of so many is prose
constexpr size_t kMaxProseBefore = 2;     // prose paragraphs before it: a summary, no more
constexpr size_t kInsideParagraphs = 3;   // paragraphs that may have one inside,
constexpr size_t kInsideBytes = 700;      // so far from their beginning
constexpr size_t kRepeatedBytes = 24;     // of a sentence that a summary repeats

struct Place {
  bool known = false;     // in the list of places
  bool capitals = false;  // no small letter
  size_t words = 0;
  bool kicker = false;  // holds a word that labels a story
};

std::string_view FirstPart(std::string_view place) {
  return TrimBlanks(place.substr(0, place.find_first_of(",/([&|")));
}

Place Describe(const Reading& reading, ByteSpan span) {
  Place place;
  const std::string_view view = reading.View(span);
  place.known = Places::BuiltIn().Has(FirstPart(view)) || Places::BuiltIn().Has(view);
  bool small = false;
  size_t capitals = 0;
  bool in_word = false;
  for (size_t at = 0; at < view.size();) {
    const CodePoint c = CodePointAt(view, at);
    if (IsWordLetter(c.value) && !in_word) {
      ++place.words;
      place.kicker |= static_cast<bool>(reading.FormAt(span.begin + at, kKicker | kWeekday));
    }
    in_word = IsWordLetter(c.value) || (in_word && (c.value == '-' || c.value == '\'' || c.value == '.'));
    small |= IsLowerLetter(c.value);
    capitals += IsUpperLetter(c.value) ? 1 : 0;
    at += c.bytes;
  }
  place.capitals = capitals >= 3 && !small;
  return place;
}

bool TextFollows(const Reading& reading, const DatelineParts& parts, size_t paragraph_end) {
  return parts.rest < paragraph_end && reading.text[parts.rest] != '\n';
}

bool IsForText(const AgencyName* name) {
  return name->agency->kind != AgencyKind::kPhoto && name->agency->kind != AgencyKind::kOutlet;
}

bool CountsWithAgency(const Reading& reading, const DatelineParts& parts, size_t end, bool last) {
  if (parts.scripted) return true;
  const bool follows = TextFollows(reading, parts, end);
  const bool marked = parts.mark == DatelineMark::kDash || parts.mark == DatelineMark::kColon;
  if (parts.place.begin == parts.place.end) {
    return follows &&
           (parts.has_date || marked || std::any_of(parts.agencies.begin(), parts.agencies.end(), IsForText));
  }
  const Place place = Describe(reading, parts.place);
  if (parts.has_date) return follows || !last;
  if (!follows && !place.capitals) return false;
  if (!parts.agency_in_bracket) return place.known || place.capitals;
  if (!place.known && IsAbbreviation(reading.View(parts.place), reading.View(parts.bracket))) return false;
  return marked || place.known || place.capitals;
}

// Small letters go on with a sentence, so the words before the mark were its subject: "Delhi: of the three ...".
bool BeginsAnew(const Reading& reading, size_t at) {
  const CodePoint c = CodePointAt(reading.text, at);
  return !IsLowerLetter(c.value);
}

bool CountsAlone(const Reading& reading, const DatelineParts& parts, size_t begin, size_t end) {
  if (parts.place.begin == parts.place.end) return false;
  const Place place = Describe(reading, parts.place);
  // Alone on its line, a place is a dateline when a bar or a dash points to the text.
  if (!TextFollows(reading, parts, end))
    return place.known && parts.mark == DatelineMark::kBar && end < reading.text.size();
  const bool dash = parts.mark == DatelineMark::kDash || parts.mark == DatelineMark::kBar;
  if (parts.unknown_bracket) {
    const bool marked = parts.mark == DatelineMark::kDash || (parts.has_date && parts.mark == DatelineMark::kColon);
    return marked && !place.kicker && (parts.has_date || place.capitals || place.known) &&
           !IsAbbreviation(reading.View(parts.place), reading.View(parts.bracket));
  }
  if (parts.has_date) {
    const bool one_name = place.words <= 3 && reading.View(parts.place).find(',') == std::string_view::npos;
    return (!place.kicker || place.known) && (place.known || place.capitals || one_name) &&
           (parts.mark != DatelineMark::kStop || place.known || place.capitals);
  }
  if (!BeginsAnew(reading, parts.rest)) return false;
  if (end - begin < kProseBytes / 2 && !place.capitals) return false;
  if (place.known) {
    return dash || parts.mark == DatelineMark::kColon ||
           (parts.mark == DatelineMark::kStop && reading.has_agency_byline && place.words == 1);
  }
  if (place.kicker || parts.mark != DatelineMark::kDash) return false;
  return (place.capitals && place.words >= 2 && place.words <= 3) ||
         (reading.has_agency_byline && place.words <= 3 && parts.mark == DatelineMark::kDash);
}

std::vector<std::string> PlacesOf(std::string_view place) {
  std::vector<std::string> places;
  std::string_view rest = place;
  while (!rest.empty()) {
    size_t cut = rest.size();
    size_t mark = 0;
    for (const std::string_view separator : {"/", "&", "·", "・", " and "}) {
      if (const size_t at = rest.find(separator); at < cut) {
        cut = at;
        mark = separator.size();
      }
    }
    std::string_view one = TrimBlanks(rest.substr(0, cut));
    while (one.ends_with(',')) one = TrimBlanks(one.substr(0, one.size() - 1));
    if (!one.empty()) places.emplace_back(one);
    rest.remove_prefix(std::min(rest.size(), cut + mark));
  }
  return places;
}

FoundDateline Make(const Reading& reading, const DatelineParts& parts) {
  FoundDateline found;
  for (const AgencyName* name : parts.agencies) {
    if (IsForText(name)) found.agencies.push_back(name);
  }
  found.dateline = {std::string(reading.View(parts.raw)), PlacesOf(reading.View(parts.place)), parts.date,
                    found.agencies.empty() ? "" : found.agencies.back()->agency->id, parts.raw};
  return found;
}

std::optional<DatelineParts> ReadAny(const Reading& reading, size_t begin, size_t end) {
  if (std::optional<DatelineParts> parts = ReadHanDateline(reading, begin, end)) return parts;
  if (std::optional<DatelineParts> parts = ReadKoreanDateline(reading, begin, end)) return parts;
  return ReadDateline(reading, begin, end);
}

bool Counts(const Reading& reading, const DatelineParts& parts, ByteSpan paragraph, bool weak, bool last) {
  if (parts.scripted) return true;
  if (!parts.agencies.empty()) return CountsWithAgency(reading, parts, paragraph.end, last);
  return weak && CountsAlone(reading, parts, paragraph.begin, paragraph.end);
}

// Before the bracket of an agency inside a paragraph: "... news agency PTI.New Delhi, Jan 5 (PTI) TRAI will".
std::optional<DatelineParts> ReadBefore(const Reading& reading, size_t bracket, ByteSpan paragraph) {
  constexpr size_t kReach = 60;
  const std::string_view text = reading.text;
  bool in_word = true;
  for (size_t at = std::max<size_t>(paragraph.begin, bracket - std::min(bracket, kReach)); at < bracket; ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    const char32_t c = CodePointAt(text, at).value;
    const bool begins = !in_word && IsUpperLetter(c);
    in_word = IsWordLetter(c);
    if (!begins) continue;
    const std::optional<DatelineParts> parts = ReadDateline(reading, at, paragraph.end);
    if (!parts || parts->bracket.begin != bracket + 1 || !parts->agency_in_bracket) continue;
    // "..., March 25, 2020. (Reuters)" is a caption, and so is what ends with the bracket.
    const std::string_view before = TrimBlanks(text.substr(0, bracket));
    if (before.ends_with('.') || !TextFollows(reading, *parts, paragraph.end) ||
        !ReadNames(reading, parts->bracket).All())
      return std::nullopt;
    const Place place = Describe(reading, parts->place);
    if (place.known && (parts->has_date || parts->mark == DatelineMark::kDash)) return parts;
  }
  return std::nullopt;
}

// A paragraph that says its first sentence twice, the second time behind a dateline.
std::optional<DatelineParts> ReadRepeated(const Reading& reading, ByteSpan paragraph) {
  const std::string_view view = reading.View(paragraph);
  if (view.size() < 4 * kRepeatedBytes) return std::nullopt;
  const void* const found =
      memmem(view.data() + kRepeatedBytes, view.size() - kRepeatedBytes, view.data(), kRepeatedBytes);
  if (found == nullptr) return std::nullopt;
  const auto again = static_cast<size_t>(static_cast<const char*>(found) - view.data());
  constexpr size_t kReach = 60;
  for (size_t at = again - std::min(again, kReach); at < again; ++at) {
    const CodePoint c = CodePointAt(view, at);
    if (!IsUpperLetter(c.value) || !EndsSentence(view.substr(0, at))) continue;
    const std::optional<DatelineParts> parts = ReadDateline(reading, paragraph.begin + at, paragraph.end);
    if (parts && parts->rest == paragraph.begin + again && Describe(reading, parts->place).known) return parts;
  }
  return std::nullopt;
}

std::optional<DatelineParts> ReadInside(const Reading& reading, ByteSpan paragraph) {
  const size_t limit = std::min<size_t>(paragraph.end, paragraph.begin + kInsideBytes);
  std::optional<DatelineParts> parts;
  reading.maps.AnyOf(SpanOf(paragraph.begin, limit), &MarkMap::Marks, [&](size_t at) {
    if (reading.text[at] != '(' && reading.text[at] != '[') return false;
    parts = ReadKoreanDateline(reading, at, paragraph.end);
    if (parts) return true;
    const Bracket bracket = ReadBracket(reading, at, paragraph.end);
    if (bracket.end > 0 && !ReadNames(reading, bracket.inside).names.empty())
      parts = ReadBefore(reading, at, paragraph);
    return parts.has_value();
  });
  return parts ? parts : ReadRepeated(reading, paragraph);
}

// Behind blanks, bullets and zero-width marks.
size_t SkipBullets(std::string_view text, size_t at) {
  for (CodePoint c; (c = CodePointAt(text, at)).bytes > 0 &&
                    (IsBlank(c.value) || c.value == 0x2022 || c.value == 0x25A0 || c.value == 0xB7 || c.value == '*');)
    at += c.bytes;
  return at;
}

}  // namespace

std::optional<FoundDateline> FindDateline(const Reading& reading) {
  size_t prose = 0;
  const size_t count = std::min(reading.paragraphs.size(), kStrongParagraphs);
  for (size_t i = 0; i < count; ++i) {
    const ByteSpan paragraph = reading.paragraphs[i];
    const bool weak = i < kWeakParagraphs && prose <= kMaxProseBefore;
    const size_t begin = SkipBullets(reading.text, paragraph.begin);
    const std::optional<DatelineParts> parts = ReadAny(reading, begin, paragraph.end);
    if (parts && Counts(reading, *parts, paragraph, weak, i + 1 == reading.paragraphs.size()))
      return Make(reading, *parts);
    if (i < kInsideParagraphs) {
      if (const std::optional<DatelineParts> inside = ReadInside(reading, paragraph)) return Make(reading, *inside);
    }
    prose += paragraph.end - paragraph.begin >= kProseBytes ? 1 : 0;
  }
  return std::nullopt;
}

}  // namespace wirefold
