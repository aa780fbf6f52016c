// Tokens: the normalised words of a text, as the sketch sees them. The same on every build and machine.
//
//   VisitTokens("Don’t pay 1,000 euros", [](std::string_view token, bool code_point) { ... });
//   // "don", "t", "pay", "1000", "euros"
//
// Letters and digits make tokens; everything else separates, apostrophes too. ASCII is lower-cased here; other letters go
// through NFKC and case folding. Han, Kana and Thai letters are tokens of their own (`code_point` true). Soft hyphens,
// zero-width and bidi controls, Arabic tatweel and vowel marks vanish.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

// Calls visit(token, code_point) for each token of `text`. Linear; `visit`'s view is valid during the call only.
template <typename Visit>
void VisitTokens(std::string_view text, Visit visit) {
  char buffer[64];
  size_t at = 0;
  while (at < text.size()) {
    const uint8_t first = static_cast<uint8_t>(text[at]);
    if (first < 0x80 && internal::kAsciiToken[first] == 0) {
      ++at;
      continue;
    }
    // The ASCII part of a token, in the buffer as long as it fits.
    size_t size = 0;
    while (at < text.size() && size < sizeof(buffer)) {
      const uint8_t byte = static_cast<uint8_t>(text[at]);
      if (byte >= 0x80) break;
      const uint8_t folded = internal::kAsciiToken[byte];
      if (folded == 0) {
        // "1,000": a separator of thousands between digits.
        const bool thousands = byte == ',' && size > 0 && buffer[size - 1] >= '0' && buffer[size - 1] <= '9' &&
                               at + 3 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' && text[at + 2] >= '0' &&
                               text[at + 2] <= '9' && text[at + 3] >= '0' && text[at + 3] <= '9';
        if (!thousands) break;
        ++at;
        continue;
      }
      buffer[size++] = static_cast<char>(folded);
      ++at;
    }
    const bool more = at < text.size() && (size == sizeof(buffer) || static_cast<uint8_t>(text[at]) >= 0x80);
    if (!more) {
      visit(std::string_view(buffer, size), false);
      continue;
    }
    // Slow path: non-ASCII letters, or a very long token.
    std::string token(buffer, size);
    bool plain = true;
    while (at < text.size()) {
      const uint8_t byte = static_cast<uint8_t>(text[at]);
      if (byte < 0x80) {
        const uint8_t folded = internal::kAsciiToken[byte];
        if (folded == 0) break;
        token += static_cast<char>(folded);
        ++at;
        continue;
      }
      size_t next = at;
      const char32_t code_point = NextCodePoint(text, next);
      const CodePointClass what = ClassifyCodePoint(code_point);
      if (what == CodePointClass::kIgnored) {
        at = next;
        continue;
      }
      if (what == CodePointClass::kSeparator || what == CodePointClass::kOwnToken) {
        if (!token.empty()) break;
        if (what == CodePointClass::kOwnToken) visit(FoldToken(text.substr(at, next - at)), true);
        at = next;
        break;
      }
      token.append(text, at, next - at);
      plain = false;
      at = next;
    }
    if (token.empty()) continue;
    if (plain) {
      visit(std::string_view(token), false);
    } else {
      const std::string folded = FoldToken(token);
      if (!folded.empty()) visit(std::string_view(folded), false);
    }
  }
}

}  // namespace wirefold
