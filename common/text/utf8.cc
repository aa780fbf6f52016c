#include "common/text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "common/base/ascii.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Four hexadecimal digits after "\u" at `at`, or -1.
int EscapedUnit(std::string_view json, size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
  int unit = 0;
  for (size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexValue(json[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

void AppendWithoutNul(std::string_view text, std::string& out) {
  for (;;) {
    const size_t nul = text.find('\0');
    out += text.substr(0, nul);
    if (nul == std::string_view::npos) return;
    text.remove_prefix(nul + 1);
  }
}

}  // namespace

size_t EndOfAscii(std::string_view text, size_t at) {
  for (uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & 0x8080808080808080u) != 0) break;
  }
  while (at < text.size() && static_cast<uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

bool IsValidUtf8(std::string_view text) {
  for (size_t at = 0; (at = EndOfAscii(text, at)) < text.size();) {
    const size_t length = Utf8SequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

size_t CodePointBoundary(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text.size();
  const auto continues = [&](size_t at) { return (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80; };
  for (int i = 0; i < 3 && limit > 0 && continues(limit); ++i) --limit;  // more are no code point's
  return limit;
}

void AppendUtf8(char32_t code_point, std::string& out) {
  const auto continuation = [&](int shift) { return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    out += continuation(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += continuation(6);
    out += continuation(0);
  } else {
    out += static_cast<char>(0xF0 | (code_point >> 18));
    out += continuation(12);
    out += continuation(6);
    out += continuation(0);
  }
}

std::string RepairUtf8(std::string_view text) {
  // Nearly all text needs nothing: find the first place that might.
  const size_t sound = std::min(EndOfAscii(text, 0), text.find('\0'));
  if (sound == text.size()) return std::string(text);
  std::string out;
  out.reserve(text.size());
  out.append(text, 0, sound);
  for (size_t at = sound; at < text.size();) {
    if (const size_t end = EndOfAscii(text, at); end > at) {
      AppendWithoutNul(text.substr(at, end - at), out);
      at = end;
      continue;
    }
    const size_t length = Utf8SequenceLength(text, at);
    if (length == 0) {
      out += kReplacement;
      ++at;
      continue;
    }
    if (text.substr(at, length) != "\xEF\xBB\xBF") out.append(text, at, length);
    at += length;
  }
  return out;
}

std::string RepairJsonText(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  bool in_string = false;
  for (size_t at = 0; at < json.size();) {
    const uint8_t byte = static_cast<uint8_t>(json[at]);
    if (in_string && byte == '\\') {
      const int unit = EscapedUnit(json, at);
      if (unit >= 0xD800 && unit <= 0xDFFF) {
        const int low = unit <= 0xDBFF ? EscapedUnit(json, at + 6) : -1;
        const bool pair = low >= 0xDC00 && low <= 0xDFFF;
        out += pair ? std::string(json.substr(at, 12)) : std::string("\\ufffd");
        at += pair ? 12 : 6;
      } else {
        out.append(json, at, 2);
        at += 2;
      }
      continue;
    }
    if (byte == '"') in_string = !in_string;
    if (byte < 0x80) {
      out += byte < 0x20 && in_string ? ' ' : static_cast<char>(byte);
      ++at;
      continue;
    }
    const size_t length = Utf8SequenceLength(json, at);
    out.append(length == 0 ? kReplacement : json.substr(at, length));
    at += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace wirefold
