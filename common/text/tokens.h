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
  std::string lower;  // the text with bit 0x20 set (ASCII capitals lowered), and kTokenPadding bytes
  std::vector<uint32_t>
      edges;  // begin, end, begin, end … of the runs of letters, digits, thousands and bytes above 0x7F
  size_t edge_count = 0;
  std::vector<uint64_t> special;  // bit i: byte i is above 0x7F (and of no dash or quote) or separates thousands
  bool any_special = false;

  void Find(std::string_view text);
  // Whether the run [begin, end) is more than a word of ASCII letters and digits: TokenAt must look.
  bool IsSpecial(size_t begin, size_t end) const;
};

// Calls visit(token, code_point) for each token of `text`. Linear; `visit`'s view is valid during the call only.
template <typename Visit>
void VisitTokens(std::string_view text, Visit visit) {
  thread_local TokenRuns kept_runs;
  TokenRuns& runs = kept_runs;  // one look-up of the thread's storage
  runs.Find(text);
  const char* lower = runs.lower.data();
  const uint32_t* edges = runs.edges.data();
  const uint32_t* const last = edges + runs.edge_count;
  if (!runs.any_special) {
    for (; edges != last; edges += 2) visit(std::string_view(lower + edges[0], edges[1] - edges[0]), false);
    return;
  }
  std::string buffer;
  for (; edges != last; edges += 2) {
    const size_t end = edges[1];
    if (!runs.IsSpecial(edges[0], end)) {
      visit(std::string_view(lower + edges[0], end - edges[0]), false);
      continue;
    }
    for (size_t at = edges[0]; at < end;) {
      const TokenFound found = TokenAt(text, at, buffer);
      if (!found.token.empty()) visit(found.token, found.code_point);
      at = found.next;
    }
  }
}

}  // namespace wirefold
