#include "common/url/percent.h"

#include <array>
#include <cstdint>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

// The byte that is escaped at `at`, or -1.
int EscapedByte(std::string_view text, size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return -1;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool IsUnreserved(char c) { return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

// What may stand in an address unescaped.
constexpr std::array<bool, 256> kMayStand = [] {
  std::array<bool, 256> may{};
  for (const char c : std::string_view("-._~!$&'()*+,;=:@/?[]")) may[static_cast<uint8_t>(c)] = true;
  for (size_t c = 0; c < may.size(); ++c) may[c] = may[c] || IsAlphanumeric(static_cast<char>(c));
  return may;
}();
bool MayStand(char c) { return kMayStand[static_cast<uint8_t>(c)]; }

void AppendEscaped(char c, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<uint8_t>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

}  // namespace

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const int byte = EscapedByte(text, at);
    decoded += byte < 0 ? text[at] : static_cast<char>(byte);
    if (byte >= 0) at += 2;
  }
  return decoded;
}

std::string PercentNormalised(std::string_view text) {
  std::string normal;
  normal.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    size_t plain = at;
    while (plain < text.size() && MayStand(text[plain])) ++plain;
    normal.append(text, at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const int byte = EscapedByte(text, at);
    const char c = byte < 0 ? text[at] : static_cast<char>(byte);
    if (byte >= 0 && IsUnreserved(c)) {
      normal += c;
    } else {
      AppendEscaped(c, normal);
    }
    if (byte >= 0) at += 2;
  }
  return normal;
}

}  // namespace wirefold
