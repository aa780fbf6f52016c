#include "common/base/printable.h"

#include <cstdint>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

uint8_t ByteAt(std::string_view text, size_t at) { return at < text.size() ? static_cast<uint8_t>(text[at]) : 0; }

// U+0080 to U+009F, U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069.
bool IsControlSequence(std::string_view sequence) {
  if (sequence.size() == 1) return IsControl(sequence[0]);
  const uint8_t second = ByteAt(sequence, 1);
  const uint8_t third = ByteAt(sequence, 2);
  if (sequence[0] == '\xC2') return second < 0xA0;
  if (sequence[0] == '\xD8') return second == 0x9C;
  if (sequence[0] != '\xE2') return false;
  if (second == 0x80) return third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE);
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

}  // namespace

size_t Utf8SequenceLength(std::string_view text, size_t at) {
  const uint8_t first = ByteAt(text, at);
  if (first < 0x80) return at < text.size() ? 1 : 0;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  // The second byte's range depends on the first: no overlong forms, no surrogates, nothing above U+10FFFF.
  const uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (ByteAt(text, at + 1) < low || ByteAt(text, at + 1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((ByteAt(text, at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

std::string Printable(std::string_view text, size_t limit) {
  std::string line;
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8SequenceLength(text, at);
    const std::string_view shown = length == 0                                  ? kReplacement
                                   : IsControlSequence(text.substr(at, length)) ? std::string_view(" ")
                                                                                : text.substr(at, length);
    if (line.size() + shown.size() > limit) return line + "…";
    line += shown;
    at += length == 0 ? 1 : length;
  }
  return line;
}

}  // namespace wirefold
