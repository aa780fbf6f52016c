#include "common/text/lost_letters.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/base/ascii.h"
#include "common/text/contractions.h"
#include "common/text/next_of.h"

namespace wirefold {
namespace {

constexpr std::string_view kLost = "\uFFFD";
constexpr size_t kFewestLost = 3;  // one is a slip of the keyboard
constexpr size_t kMostInARow = 3;  // bytes of one letter

constexpr std::string_view kStandIns[] = {"?", "\u00BF", "\u25A1"};

// Bytes of what may stand for a letter; 0: nothing of the kind.
size_t StandIn(std::string_view rest) {
  for (const std::string_view mark : kStandIns) {
    if (rest.starts_with(mark)) return mark.size();
  }
  return 0;
}

bool IsLetterBefore(std::string_view text, size_t at) {
  return at > 0 && (IsLetter(text[at - 1]) || static_cast<uint8_t>(text[at - 1]) >= 0x80);
}

// Whether the characters between blanks around `at` are of an address: "a.example/x?y=1".
bool IsOfAddress(std::string_view text, size_t at) {
  constexpr size_t kFar = 100;
  const size_t from = at < kFar ? 0 : at - kFar;
  const size_t before = text.substr(from, at - from).find_last_of(" \t\r\n");
  const size_t begin = before == std::string_view::npos ? from : from + before + 1;
  const size_t end = at + std::min(text.substr(at, kFar).find_first_of(" \t\r\n"), text.size() - at);
  return text.substr(begin, end - begin).find_first_of("/=&@<>") != std::string_view::npos;
}

struct Place {
  size_t begin, end;
};

std::vector<Place> LostLetters(std::string_view text) {
  std::vector<Place> places;
  NextOf stand_ins(text, kStandIns);
  for (size_t at = 0; (at = stand_ins.From(at)) < text.size();) {
    size_t end = at;
    for (size_t i = 0; i < kMostInARow; ++i) end += StandIn(text.substr(end));
    const bool of_word =
        end < text.size() && StandIn(text.substr(end)) == 0 && IsLetterBefore(text, at) && IsLower(text[end]);
    if (of_word && !EndsContraction(text, end) && !IsOfAddress(text, at)) places.push_back({at, end});
    at = end;
  }
  return places;
}

}  // namespace

void DropStrayJoiners(std::string& text) {
  constexpr std::string_view kJoiners[] = {"\u200C", "\u200D"};
  constexpr std::string_view kSeparator = "\u180E";
  if (text.find(kJoiners[0]) == std::string::npos && text.find(kJoiners[1]) == std::string::npos &&
      text.find(kSeparator) == std::string::npos)
    return;
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view three = std::string_view(text).substr(at, 3);
    const bool joiner = three == kJoiners[0] || three == kJoiners[1];
    const auto is_ascii = [](char c) { return static_cast<uint8_t>(c) < 0x80; };
    const bool stray =
        joiner && (out.empty() || is_ascii(out.back()) || at + 3 >= text.size() || is_ascii(text[at + 3]));
    if (stray || three == kSeparator) {
      at += 2;
    } else {
      out += text[at];
    }
  }
  text = std::move(out);
}

void MarkLostLetters(std::string& text) {
  const std::vector<Place> places = LostLetters(text);
  if (places.size() < kFewestLost) return;
  std::string out;
  size_t at = 0;
  for (const Place& place : places) {
    out.append(text, at, place.begin - at).append(kLost);
    at = place.end;
  }
  text = std::move(out.append(text, at));
}

}  // namespace wirefold
