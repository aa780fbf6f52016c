// Tokens: the normalised words of a text, as the sketch sees them. The same on every build and machine.
//
//   VisitTokens("Don’t pay 1,000 euros", [](std::string_view token, bool code_point) { ... });
//   // "don", "t", "pay", "1000", "euros"
//
// Letters and digits make tokens; everything else separates, apostrophes too. ASCII is lower-cased here; other letters
// go through NFKC and case folding. Han, Kana and Thai letters are tokens of their own (`code_point` true). Soft
// hyphens, zero-width and bidi controls, Arabic tatweel and vowel marks vanish.
//
// TokenAt is the definition, one token at a time. VisitTokens finds the runs of plain words first, 64 bytes at once,
// and calls TokenAt only where there is more to it; tests hold the two together.
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

// This many bytes behind the end of a visited token may be read (their content means nothing).
inline constexpr size_t kTokenPadding = 16;

// The token that begins at `at`, or nothing when a separator stands there; `next` is where to go on.
struct TokenFound {
  std::string_view token;  // in `buffer`
  bool code_point = false;
  size_t next = 0;
};
TokenFound TokenAt(std::string_view text, size_t at, std::string& buffer);

// Where the tokens of a text may be.
struct TokenRuns {
  std::string lower;            // the text, ASCII capitals lowered, and kTokenPadding bytes
  std::vector<uint32_t> edges;  // begin, end, begin, end … of the runs of letters, digits and bytes above 0x7F
  size_t edge_count = 0;
  std::vector<uint64_t> above;  // bit i: byte i is above 0x7F (and no part of a dash, quote or ellipsis)
  bool any_above = false;

  void Find(std::string_view text);
  // Whether the run [begin, end) is more than a word of ASCII letters and digits: TokenAt must look.
  bool IsSpecial(size_t begin, size_t end) const {
    return (lower[end] == ',' && SeparatesThousands(end)) || (any_above && AnyAbove(begin, end));
  }

 private:
  bool SeparatesThousands(size_t comma) const;
  bool AnyAbove(size_t begin, size_t end) const;
};

// Calls visit(token, code_point) for each token of `text`. Linear; `visit`'s view is valid during the call only.
template <typename Visit>
void VisitTokens(std::string_view text, Visit visit) {
  thread_local TokenRuns kept_runs;
  TokenRuns& runs = kept_runs;  // one look-up of the thread's storage
  runs.Find(text);
  const char* lower = runs.lower.data();
  size_t at = 0;
  for (size_t i = 0; i < runs.edge_count; i += 2) {
    at = std::max<size_t>(at, runs.edges[i]);  // TokenAt may have gone beyond its run: "1,000"
    const size_t end = runs.edges[i + 1];
    if (at >= end) continue;
    if (!runs.IsSpecial(at, end)) {
      visit(std::string_view(lower + at, end - at), false);
      continue;
    }
    std::string buffer;
    while (at < end) {
      const TokenFound found = TokenAt(text, at, buffer);
      if (!found.token.empty()) visit(found.token, found.code_point);
      at = found.next;
    }
  }
}

}  // namespace wirefold
