// Tokens: the normalised words of a text, as the sketch sees them. The same on every build and machine.
//
//   VisitTokens("Don’t pay 1,000 euros", [](std::string_view token, bool code_point) { ... });
//   // "don", "t", "pay", "1000", "euros"
//
// Letters and digits make tokens; everything else separates, apostrophes too. ASCII is lower-cased here; other letters
// go through NFKC and case folding. Letters of Han, Kana, Thai, Khmer, Lao and Burmese are tokens of their own
// (`code_point` true). Soft hyphens, zero-width and bidi controls, tatweel and vowel marks of Arabic and Hebrew vanish;
// so do Latin letters above ASCII, also those that are written as an ASCII letter and an accent, and U+FFFD, so that
// words with damaged letters are known by the others ("für", "fu\u0308r" and "f\uFFFDr" are "fr"). Digits of any script
// are ASCII digits; letters of Arabic, Persian, Devanagari and Cyrillic that are written in two ways are one.
//
// TokenAt is the definition, one token at a time. VisitTokens finds the runs of plain words first, many bytes at once,
// and calls TokenAt only where there is more to it; tests hold the two together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

// What a non-ASCII code point is to the tokeniser.
enum class CodePointClass : uint8_t { kSeparator, kLetter, kOwnToken, kIgnored };
CodePointClass ClassifyCodePoint(char32_t code_point);

// What is said above of a token with non-ASCII letters; may leave nothing. Linear: of more than 30 combining marks in a
// row, the order of those behind is left as it is.
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

// Texts up to this size find the memory of their thread's last one; what a larger text needs goes back with it.
inline constexpr size_t kKeptTextBytes = 256 * 1024;

// Where the tokens of a text may be. Kept by each thread from text to text.
class TokenRuns {
 public:
  void Find(std::string_view text);
  // Gives the memory back that a text of more than kKeptTextBytes took.
  void Shrink() {
    if (lower_.capacity() > 2 * kKeptTextBytes) *this = TokenRuns();
  }

  // The text with bit 0x20 set (ASCII capitals lowered), and kTokenPadding bytes.
  const char* lower() const { return lower_.data(); }
  // Begin, end, begin, end … of the runs of letters, digits, thousands and bytes above 0x7F.
  std::span<const uint32_t> edges() const { return {edges_.data(), edge_count_}; }
  // A run has one token, and each byte above 0x7F can make it one more.
  size_t MostTokens() const { return edge_count_ / 2 + above_count_; }
  // Whether a run is more than a word of ASCII letters and digits: TokenAt must look.
  bool AnySpecial() const { return any_special_; }
  bool IsSpecial(size_t begin, size_t end) const;

 private:
  void Separate(std::string_view text, size_t blocks);

  std::string lower_;
  // Bit i of the maps tells of byte i.
  std::vector<uint64_t> run_;      // its byte may be of a run
  std::vector<uint64_t> special_;  // above 0x7F (and of no dash or quote) or separates thousands
  std::vector<uint64_t> comma_;
  std::vector<uint64_t> edge_;  // begins or ends a run
  size_t above_count_ = 0;
  bool any_special_ = false;
  std::vector<uint32_t> edges_;
  size_t edge_count_ = 0;
};

// Calls expect(n) once, when at most n tokens will follow; then, in the order of the text, words(lower, edges) for
// plain words (as TokenRuns has them, any number at once) and token(found, begin) for each other token, which begins
// there. Linear; what is passed is valid during the call only.
template <typename Expect, typename Words, typename Token>
void VisitTokens(std::string_view text, Expect expect, Words words, Token token) {
  thread_local TokenRuns kept_runs;
  TokenRuns& runs = kept_runs;  // one look-up of the thread's storage
  runs.Find(text);
  expect(runs.MostTokens());
  const std::span<const uint32_t> edges = runs.edges();
  size_t first = 0;  // of the plain words that were not passed yet
  if (runs.AnySpecial()) {
    std::string buffer;
    for (size_t i = 0; i < edges.size(); i += 2) {
      if (!runs.IsSpecial(edges[i], edges[i + 1])) continue;
      words(runs.lower(), edges.subspan(first, i - first));
      first = i + 2;
      for (size_t at = edges[i]; at < edges[i + 1];) {
        const TokenFound found = TokenAt(text, at, buffer);
        if (!found.token.empty()) token(found, at);
        at = found.next;
      }
    }
  }
  words(runs.lower(), edges.subspan(first));
  runs.Shrink();
}

// Calls visit(token, code_point) for each token of `text`.
template <typename Visit>
void VisitTokens(std::string_view text, Visit visit) {
  const auto words = [&](const char* lower, std::span<const uint32_t> edges) {
    for (size_t i = 0; i < edges.size(); i += 2) visit({lower + edges[i], edges[i + 1] - edges[i]}, false);
  };
  const auto token = [&](const TokenFound& found, size_t) { visit(found.token, found.code_point); };
  VisitTokens(
      text, [](size_t) {}, words, token);
}

}  // namespace wirefold
