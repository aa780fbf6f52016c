#include "common/base/json_string.h"

#include <cstdint>
#include <cstring>

namespace wirefold {
namespace {

bool NeedsEscape(unsigned char byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// Whether one of eight bytes does. Subtracting sets the high bit of a byte that is less than what is taken from it
// (Mycroft's test); a borrow reaches higher bytes only from one that is.
bool AnyNeedsEscape(const char* eight) {
  constexpr uint64_t kOnes = ~uint64_t{0} / 0xFF;
  uint64_t bytes;
  std::memcpy(&bytes, eight, sizeof(bytes));
  const auto less = [](uint64_t values, uint64_t than) { return (values - kOnes * than) & ~values; };
  const uint64_t any = less(bytes, 0x20) | less(bytes ^ (kOnes * '"'), 1) | less(bytes ^ (kOnes * '\\'), 1);
  return (any & (kOnes * 0x80)) != 0;
}

// The first byte at or after `at` that needs an escape; text.size() when none does.
size_t FindEscape(std::string_view text, size_t at) {
  while (at + 8 <= text.size() && !AnyNeedsEscape(text.data() + at)) at += 8;
  while (at < text.size() && !NeedsEscape(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void AppendEscape(unsigned char byte, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  size_t at = 0;
  for (;;) {
    const size_t escape = FindEscape(text, at);
    out.append(text, at, escape - at);
    if (escape == text.size()) break;
    AppendEscape(static_cast<unsigned char>(text[escape]), out);
    at = escape + 1;
  }
  out += '"';
}

}  // namespace wirefold
