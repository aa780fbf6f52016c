#include "common/shingle/word_hashes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/text/tokens.h"
#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

TEST(WordHashes, AreThoseOfEachWordWhateverTheInstructions) {
  std::mt19937 random(9);
  for (size_t words : {0, 1, 3, 4, 5, 8, 200}) {
    std::string text;
    std::vector<uint32_t> edges;
    for (size_t i = 0; i < words; ++i) {
      edges.push_back(static_cast<uint32_t>(text.size()));
      for (size_t size = 1 + random() % (i % 7 == 6 ? 50 : 16); size > 0; --size)
        text += static_cast<char>('a' + random() % 26);
      edges.push_back(static_cast<uint32_t>(text.size()));
      text += ' ';
    }
    text.append(kTokenPadding, '#');
    WithEachInstructionSet([&] {
      std::vector<uint32_t> high(words);
      std::vector<uint32_t> low(words);
      HashWords(text.data(), edges, {high.data(), low.data()});
      for (size_t i = 0; i < words; ++i) {
        const std::string_view word(text.data() + edges[2 * i], edges[2 * i + 1] - edges[2 * i]);
        EXPECT_EQ(uint64_t{high[i]} << 32 | low[i], HashWord(word)) << word;
      }
    });
  }
}

// Half a million words that differ in few letters, and numbers: each half of the hash is worth about its 32 bits.
TEST(WordHashes, HalvesFallTogetherAsSeldomAsRandomNumbers) {
  std::set<std::string> words;
  for (const char* rest : {"", "stat", "nation", "governmen", "internationa"}) {
    for (char a = 'a'; a <= 'z'; ++a) {
      for (char b = 'a'; b <= 'z'; ++b) {
        for (char c = 'a'; c <= 'z'; ++c) {
          words.insert(std::string(rest) + a + b + c);
          words.insert(std::string(1, a) + rest + b + c);
        }
      }
    }
  }
  for (int number = 0; number < 300'000; ++number) words.insert(std::to_string(number));
  std::vector<uint32_t> high;
  std::vector<uint32_t> low;
  for (const std::string& word : words) {
    const std::string padded = word + std::string(kTokenPadding, '#');
    const uint64_t hash = HashWord(std::string_view(padded).substr(0, word.size()));
    high.push_back(static_cast<uint32_t>(hash >> 32));
    low.push_back(static_cast<uint32_t>(hash));
  }
  const auto count = static_cast<double>(words.size());
  const double expected = count * count / 2 / 4294967296.0;
  for (std::vector<uint32_t>* half : {&high, &low}) {
    std::sort(half->begin(), half->end());
    const auto repeats = half->end() - std::unique(half->begin(), half->end());
    EXPECT_LT(static_cast<double>(repeats), 2 * expected + 10);
  }
}

}  // namespace
}  // namespace wirefold
