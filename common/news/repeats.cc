#include "common/news/repeats.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/base/ascii.h"
#include "common/news/pieces.h"

namespace wirefold {
namespace {

using Lines = std::vector<const std::vector<ByteSpan>*>;

constexpr size_t kMinComparedBytes = 40;
constexpr double kTwice = 0.4;        // of the lines that repeat another: the text stands twice
constexpr double kSecondHalf = 0.8;   // of the lines from the first repeat on
constexpr size_t kOpeningBytes = 16;  // of lines that are compared
constexpr size_t kLeastOfRun = 2;     // lines that open a text and are said again at once
constexpr size_t kMaxShort = 64;      // short lines of a text that are known again

// The bytes of a blank or a mark at `at` that is none of ASCII's: U+00A0 to U+00BF, U+2000 to U+206F. 0: it is another.
size_t PunctuationAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('\xC2')) return 2;
  return rest.starts_with("\xE2\x80") || (rest.starts_with("\xE2\x81") && rest.size() > 2 && rest[2] < '\xB0') ? 3 : 0;
}

// The essence of a text is its letters and digits, without case: of these it is said whether one paragraph repeats
// another. Calls take(c) for each until it says false.
template <typename Take>
bool EachOfEssence(std::string_view text, const std::vector<ByteSpan>& pieces, Take take) {
  for (const ByteSpan& piece : pieces) {
    const std::string_view view = View(text, piece);
    for (size_t i = 0; i < view.size(); ++i) {
      if (IsAlphanumeric(view[i]) || static_cast<unsigned char>(view[i]) >= 0x80) {
        if (const size_t bytes = PunctuationAt(view, i); bytes > 0) {
          i += bytes - 1;
        } else if (!take(ToLower(view[i]))) {
          return false;
        }
      }
    }
  }
  return true;
}

std::string EssenceOf(std::string_view text, const std::vector<ByteSpan>& pieces) {
  std::string essence;
  EachOfEssence(text, pieces, [&](char c) {
    essence += c;
    return true;
  });
  return essence;
}

// Its first bytes, and zeros behind a shorter one.
using Opening = std::array<char, kOpeningBytes>;
Opening OpeningOf(std::string_view text, const std::vector<ByteSpan>& pieces) {
  Opening opening{};
  size_t bytes = 0;
  EachOfEssence(text, pieces, [&](char c) {
    opening[bytes] = c;
    return ++bytes < opening.size();
  });
  return opening;
}

bool IsCompared(const std::vector<ByteSpan>& pieces) {
  return !pieces.empty() && pieces.back().end - pieces.front().begin >= kMinComparedBytes;
}

// Which earlier line each line repeats, by letters and digits; its own index: none. Short lines repeat nothing.
std::vector<size_t> FirstOfEach(std::string_view text, const Lines& lines) {
  std::vector<size_t> first(lines.size());
  std::vector<std::pair<Opening, size_t>> openings;  // only lines that begin alike are compared
  openings.reserve(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    first[i] = i;
    if (!IsCompared(*lines[i])) continue;
    openings.emplace_back(OpeningOf(text, *lines[i]), i);
  }
  std::sort(openings.begin(), openings.end());
  for (size_t begin = 0; begin < openings.size();) {
    size_t end = begin + 1;
    while (end < openings.size() && openings[end].first == openings[begin].first) ++end;
    if (end - begin > 1) {
      std::map<std::string, size_t> known;
      for (size_t i = begin; i < end; ++i) {
        const size_t line = openings[i].second;
        first[line] = known.try_emplace(EssenceOf(text, *lines[line]), line).first->second;
      }
    }
    begin = end;
  }
  return first;
}

// Of the lines that repeat others: whether the text stands twice. `place`: of each compared line among these.
bool StandsTwice(const std::vector<size_t>& repeats, const std::vector<size_t>& first, const std::vector<size_t>& place,
                 size_t compared) {
  size_t of_run = 0;  // repeats that go on with the run that opens the text
  size_t doubled = 0;
  for (size_t n = 0; n < repeats.size(); ++n) {
    const size_t original = place[first[repeats[n]]];
    of_run += original == n && place[repeats[n]] == repeats.size() + n ? 1 : 0;
    doubled += place[repeats[n]] == original + 1 ? 1 : 0;
  }
  if (repeats.size() >= kLeastOfRun && of_run == repeats.size()) return true;
  if (repeats.size() < 2 || static_cast<double>(repeats.size()) < kTwice * static_cast<double>(compared)) return false;
  if (doubled == repeats.size()) return true;
  const size_t second_half = compared - place[repeats[0]];
  return static_cast<double>(repeats.size()) >= kSecondHalf * static_cast<double>(second_half);
}

bool IsShort(const std::vector<ByteSpan>& line) { return !line.empty() && !IsCompared(line); }

// Title, byline, subheads and rows of marks: the short lines that a second text says again with the first one. The
// lines from `repeats[0]` on are the second text, and so are those just before it that say what the first one opens
// with, or nothing.
void AddShortRepeats(std::string_view text, const Lines& lines, const std::vector<size_t>& first,
                     std::vector<size_t>& repeats) {
  const size_t second = repeats[0];
  const size_t original = first[second];
  std::set<std::string> openings;
  std::set<std::string> known{""};
  for (size_t i = 0; i < second; ++i) {
    if (!IsShort(*lines[i]) || known.size() >= kMaxShort) continue;
    const std::string essence = EssenceOf(text, *lines[i]);
    known.insert(essence);
    if (i < original) openings.insert(essence);
  }
  openings.insert("");
  std::vector<size_t> more;
  for (size_t i = second; i > original + 1 && !IsCompared(*lines[i - 1]); --i) {
    if (lines[i - 1]->empty()) continue;
    if (openings.count(EssenceOf(text, *lines[i - 1])) == 0) break;
    more.push_back(i - 1);
  }
  for (size_t i = second; i < lines.size(); ++i) {
    if (IsShort(*lines[i]) && known.count(EssenceOf(text, *lines[i])) > 0) more.push_back(i);
  }
  repeats.insert(repeats.end(), more.begin(), more.end());
  std::sort(repeats.begin(), repeats.end());
}

// A line that is all others in one; none: lines.size().
size_t FindFlatCopy(std::string_view text, const Lines& lines) {
  size_t all = 0;
  size_t longest = 0;
  size_t flat = lines.size();
  size_t others = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i]->empty()) continue;
    const size_t bytes = lines[i]->back().end - lines[i]->front().begin;
    all += bytes;
    ++others;
    if (bytes > longest) {
      longest = bytes;
      flat = i;
    }
  }
  // Blanks and marks between lines count in the one and not in the others.
  if (others < 3 || longest * 5 < all * 2 || longest * 5 > all * 3) return lines.size();
  std::string essence;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i != flat) essence += EssenceOf(text, *lines[i]);
  }
  return essence == EssenceOf(text, *lines[flat]) ? flat : lines.size();
}

// Whether the first line is cut off and the second one begins with it.
bool IsTeaser(std::string_view text, const std::vector<ByteSpan>& first, const std::vector<ByteSpan>& second) {
  const std::string_view end = View(text, first.back());
  if (!end.ends_with("\xE2\x80\xA6") && !end.ends_with("...")) return false;
  return EssenceOf(text, second).starts_with(EssenceOf(text, first));
}

}  // namespace

Repeats FindRepeats(std::string_view text, const Lines& lines) {
  const std::vector<size_t> first = FirstOfEach(text, lines);
  std::vector<size_t> repeats;
  std::vector<size_t> place(lines.size());
  size_t compared = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    place[i] = compared;
    compared += IsCompared(*lines[i]) ? 1 : 0;
    if (first[i] != i) repeats.push_back(i);
  }
  const auto kept = [](const std::vector<ByteSpan>* line) { return !line->empty(); };
  const auto opening = std::find_if(lines.begin(), lines.end(), kept);
  if (opening == lines.end()) return {};
  const auto of_opening = static_cast<size_t>(opening - lines.begin());
  if (repeats.size() == 1 && first[repeats[0]] == of_opening) return {of_opening, {}};
  if (StandsTwice(repeats, first, place, compared)) {
    // Paragraph by paragraph, no second text begins anywhere.
    if (place[repeats[0]] > place[first[repeats[0]]] + 1) AddShortRepeats(text, lines, first, repeats);
    return {std::nullopt, repeats};
  }
  const auto next = std::find_if(opening + 1, lines.end(), kept);
  if (next != lines.end() && IsCompared(**opening) && IsTeaser(text, **opening, **next)) return {of_opening, {}};
  if (const size_t flat = FindFlatCopy(text, lines); flat < lines.size()) return {std::nullopt, {flat}};
  return {};
}

}  // namespace wirefold
