// Synthetic 500-word articles for the benchmarks: words drawn as in English (Zipf), about six bytes each with what
// follows them (English news has 6.0 to 6.2), sentences, paragraphs. The most frequent words are English, so that the
// text has a language, as news has: a text of none costs its detector twice the time. Same seed, same bytes.
#pragma once

#include <cmath>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>

namespace wirefold {

inline std::string BenchText(uint64_t seed, size_t words = 500) {
  std::mt19937_64 random(seed);
  auto word = [](uint64_t rank) {
    static constexpr const char* kEnglish[] = {
        "the", "of",    "and",   "to",   "in",   "a",   "is",   "that", "for",  "it",   "he",    "was", "on",  "are",
        "as",  "with",  "his",   "they", "at",   "be",  "this", "from", "have", "or",   "by",    "one", "had", "not",
        "but", "which", "their", "said", "were", "has", "will", "more", "who",  "been", "after", "its"};
    if (rank <= std::size(kEnglish)) return std::string(kEnglish[rank - 1]);
    static constexpr const char* kSyllables[] = {"ta", "re", "mi", "no", "sk", "ve", "or",  "in",
                                                 "du", "ha", "le", "te", "on", "ci", "bra", "qu"};
    std::string text;
    for (uint64_t rest = rank + 3; rest > 0; rest /= 16) text += kSyllables[rest % 16];
    return text;
  };
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    const double uniform = std::uniform_real_distribution<double>(0, 1)(random);
    std::string next = word(static_cast<uint64_t>(std::pow(20000.0, uniform)));
    if (i % 18 == 0) next[0] = static_cast<char>(next[0] - 32);
    text += next;
    text += i % 18 == 17 ? (i % 72 == 71 ? ".\n\n" : ". ") : " ";
  }
  text += "end.";
  return text;
}

}  // namespace wirefold
