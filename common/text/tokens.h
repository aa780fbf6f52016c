// Tokens: the normalised words of a text, as the sketch sees them. The same on every build and machine.
//
//   VisitTokens("Don’t pay 1,000 euros", [](std::string_view token, bool code_point) { ... });
//   // "don", "t", "pay", "1000", "euros"
//
// Letters and digits make tokens; everything else separates, apostrophes too. ASCII is lower-cased here; other letters
// go through NFKC and case folding. Han, Kana and Thai letters are tokens of their own (`code_point` true). Soft
// hyphens, zero-width and bidi controls, Arabic tatweel and vowel marks vanish.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

// What a non-ASCII code point is to the tokeniser.
enum class CodePointClass : uint8_t { kSeparator, kLetter, kOwnToken, kIgnored };
CodePointClass ClassifyCodePoint(char32_t code_point);

// NFKC and case folding of a token with non-ASCII letters.
std::string FoldToken(std::string_view token);

// Decodes one code point at `at` of valid UTF-8; `at` moves past it. Invalid bytes give U+FFFD, one at a time.
char32_t NextCodePoint(std::string_view text, size_t& at);

namespace internal {
// 0: separator; else the lower-cased letter or digit.
extern const uint8_t kAsciiToken[128];
}  // namespace internal

namespace internal {

// Where the tokens of an ASCII text are.
struct AsciiScan {
  std::string lower;            // the text, ASCII capitals lowered
  std::vector<uint32_t> edges;  // begin, end, begin, end … of the runs of letters, digits and bytes above 0x7F
  std::vector<uint64_t> above;  // bit i: byte i is above 0x7F
  void Scan(std::string_view text);
  bool AnyAbove(size_t begin, size_t end) const {
    for (size_t block = begin / 64; block <= (end - 1) / 64; ++block) {
      uint64_t bits = above[block];
      if (bits == 0) continue;
      if (block == begin / 64) bits &= ~uint64_t{0} << (begin % 64);
      if (block == (end - 1) / 64) bits &= ~uint64_t{0} >> (63 - (end - 1) % 64);
      if (bits != 0) return true;
    }
    return false;
  }
};

// "1,000": whether the comma at `at` separates thousands.
inline bool SeparatesThousands(std::string_view text, size_t at) {
  auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text[at] == ',' && at > 0 && digit(at - 1) && at + 3 < text.size() && digit(at + 1) && digit(at + 2) &&
         digit(at + 3);
}

// The token that begins at `at`, or the separator there, byte by byte; `at` moves past it. Any text: this is the
// definition, the fast path below must agree with it.
template <typename Visit>
void VisitOne(std::string_view text, size_t& at, Visit& visit) {
  std::string token;
  bool plain = true;
  while (at < text.size()) {
    const uint8_t byte = static_cast<uint8_t>(text[at]);
    if (byte < 0x80) {
      if (kAsciiToken[byte] != 0) {
        token += static_cast<char>(kAsciiToken[byte]);
      } else if (token.empty() || !SeparatesThousands(text, at)) {
        if (token.empty()) ++at;
        break;
      }
      ++at;
      continue;
    }
    size_t next = at;
    const CodePointClass what = ClassifyCodePoint(NextCodePoint(text, next));
    if (what == CodePointClass::kLetter) {
      token.append(text, at, next - at);
      plain = false;
    } else if (what != CodePointClass::kIgnored) {
      if (!token.empty()) break;
      if (what == CodePointClass::kOwnToken) visit(std::string_view(FoldToken(text.substr(at, next - at))), true);
      at = next;
      return;
    }
    at = next;
  }
  if (token.empty()) return;
  if (!plain) token = FoldToken(token);
  if (!token.empty()) visit(std::string_view(token), false);
}

}  // namespace internal

// Calls visit(token, code_point) for each token of `text`. Linear; `visit`'s view is valid during the call only.
template <typename Visit>
void VisitTokens(std::string_view text, Visit visit) {
  thread_local internal::AsciiScan scratch;
  internal::AsciiScan& scan = scratch;  // one look-up of the thread's storage
  scan.Scan(text);
  size_t at = 0;
  for (size_t i = 0; i < scan.edges.size(); i += 2) {
    at = std::max<size_t>(at, scan.edges[i]);
    const size_t end = scan.edges[i + 1];
    while (at < end) {
      const bool comma = end < text.size() && text[end] == ',' && internal::SeparatesThousands(text, end);
      if (comma || scan.AnyAbove(at, end)) {
        internal::VisitOne(text, at, visit);  // may end before or behind `end`
      } else {
        visit(std::string_view(scan.lower).substr(at, end - at), false);
        at = end;
      }
    }
  }
}

}  // namespace wirefold
