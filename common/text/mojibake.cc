#include "common/text/mojibake.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/text/tokens.h"
#include "common/text/utf8.h"
#include "common/text/windows_1252.h"

namespace wirefold {
namespace {

constexpr int kTimes = 2;  // read wrongly, at most

// The byte that windows-1252 or ISO-8859-1 read as this code point; nothing: none.
std::optional<char> ByteOf(char32_t code_point) {
  if (code_point <= 0xFF) return static_cast<char>(code_point);
  const auto* found = std::find(std::begin(kWindows1252), std::end(kWindows1252), code_point);
  if (found == std::end(kWindows1252)) return std::nullopt;
  return static_cast<char>(0x80 + (found - std::begin(kWindows1252)));
}

int ContinuationsOf(uint8_t lead) { return lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3; }

// The bytes that were read, when they are UTF-8 and more than ASCII; nothing: they cannot have been. Of nearly all
// texts the first letter above ASCII says so.
std::optional<std::string> Undone(std::string_view text) {
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
    const std::optional<char> byte = ByteOf(NextCodePoint(text, at));
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

}  // namespace

std::string RepairMojibake(std::string text) {
  for (int i = 0; i < kTimes; ++i) {
    std::optional<std::string> undone = Undone(text);
    if (!undone) break;
    text = *std::move(undone);
  }
  return text;
}

}  // namespace wirefold
