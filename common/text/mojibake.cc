#include "common/text/mojibake.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/ascii.h"
#include "common/text/charset.h"
#include "common/text/tokens.h"
#include "common/text/utf8.h"
#include "common/text/windows_1252.h"

namespace wirefold {
namespace {

constexpr int kTimes = 2;  // read wrongly, at most

// The byte whose code point a charset's table has, which begins with that of 0x80.
template <size_t n>
std::optional<char> ByteFrom0x80(const char32_t (&table)[n], char32_t code_point) {
  const auto* found = std::find(std::begin(table), std::end(table), code_point);
  if (found == std::end(table)) return std::nullopt;
  return static_cast<char>(0x80 + (found - std::begin(table)));
}

// The byte that windows-1252 or ISO-8859-1 read as this code point; nothing: none.
std::optional<char> WesternByteOf(char32_t code_point) {
  if (code_point <= 0xFF) return static_cast<char>(code_point);
  return ByteFrom0x80(kWindows1252, code_point);
}

// Those of windows-1251 from 0x80 on; from 0xC0 on they are the alphabet. 0x98 is none.
constexpr char32_t kWindows1251[] = {
    0x402, 0x403,  0x201A, 0x453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409,  0x2039, 0x40A,
    0x40C, 0x40B,  0x40F,  0x452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x98,   0x2122,
    0x459, 0x203A, 0x45A,  0x45C, 0x45B,  0x45F,  0xA0,   0x40E,  0x45E,  0x408,  0xA4,   0x490,  0xA6,
    0xA7,  0x401,  0xA9,   0x404, 0xAB,   0xAC,   0xAD,   0xAE,   0x407,  0xB0,   0xB1,   0x406,  0x456,
    0x491, 0xB5,   0xB6,   0xB7,  0x451,  0x2116, 0x454,  0xBB,   0x458,  0x405,  0x455,  0x457};

// The byte that windows-1251 read as this code point; nothing: none.
std::optional<char> CyrillicByteOf(char32_t code_point) {
  if (code_point < 0x80) return static_cast<char>(code_point);
  if (code_point >= 0x410 && code_point < 0x450) return static_cast<char>(0xC0 + (code_point - 0x410));
  return ByteFrom0x80(kWindows1251, code_point);
}

int ContinuationsOf(uint8_t lead) { return lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3; }

// The bytes that were read, when they are UTF-8 and more than ASCII; nothing: they cannot have been. Of nearly all
// texts the first letter above ASCII says so. `byte_of`: the charset they were read in.
template <typename ByteOf>
std::optional<std::string> Undone(std::string_view text, ByteOf byte_of) {
  const size_t first = EndOfAscii(text, 0);
  if (first == text.size()) return std::nullopt;
  std::string bytes(text.substr(0, first));
  int due = 0;  // continuation bytes
  for (size_t at = first; at < text.size();) {
    if (static_cast<uint8_t>(text[at]) < 0x80) {
      if (due > 0) return std::nullopt;
      bytes += text[at++];
      continue;
    }
    const std::optional<char> byte = byte_of(NextCodePoint(text, at));
    if (!byte) return std::nullopt;
    if (due > 0) {
      if ((static_cast<uint8_t>(*byte) & 0xC0) != 0x80) return std::nullopt;
      --due;
    } else if (due = ContinuationsOf(static_cast<uint8_t>(*byte)); due == 0) {
      return std::nullopt;
    }
    bytes += *byte;
  }
  if (due > 0 || bytes.size() == text.size() || !IsValidUtf8(bytes)) return std::nullopt;
  return bytes;
}

// Letters of another alphabet that were read as Latin ones: "Ïîðò" is "Порт" in windows-1251. Languages written in
// Latin letters have most of them in ASCII.
std::optional<std::string> OtherAlphabet(std::string_view text) {
  constexpr size_t kFewestLetters = 20;
  constexpr size_t kTimesAscii = 4;
  constexpr size_t kLookedAt = 400;
  // The beginning tells of nearly all texts that they are none of these.
  const std::string_view first = text.substr(0, kLookedAt);
  if (std::count_if(first.begin(), first.end(), IsLetter) >
      std::count_if(first.begin(), first.end(), [](char c) { return static_cast<uint8_t>(c) >= 0x80; }))
    return std::nullopt;
  size_t above = 0;
  size_t ascii = 0;
  std::string bytes;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    const std::optional<char> byte = WesternByteOf(c);
    if (!byte) return std::nullopt;
    above += c >= 0xA1 && c != 0xAB && c != 0xBB ? 1 : 0;
    ascii += c < 0x80 && IsLetter(static_cast<char>(c)) ? 1 : 0;
    bytes += *byte;
  }
  if (above < kFewestLetters || above < kTimesAscii * ascii) return std::nullopt;
  std::optional<std::string> read = ToUtf8(bytes, "");
  return read && *read != text && read->find("\uFFFD") == std::string::npos ? read : std::nullopt;
}

}  // namespace

std::string RepairMojibake(std::string text) {
  for (int i = 0; i < kTimes; ++i) {
    std::optional<std::string> undone = Undone(text, WesternByteOf);
    if (!undone) undone = Undone(text, CyrillicByteOf);
    if (!undone) break;
    text = *std::move(undone);
  }
  if (EndOfAscii(text, 0) == text.size()) return text;
  std::optional<std::string> other = OtherAlphabet(text);
  return other ? *std::move(other) : text;
}

}  // namespace wirefold
