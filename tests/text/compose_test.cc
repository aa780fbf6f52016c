#include "common/text/compose.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace wirefold {
namespace {

std::string Composed(std::string_view text) {
  std::string buffer = "what was there before";
  return std::string(ComposeLetters(text, buffer));
}

TEST(ComposeLetters, LettersThatWereTakenApartAreOneAgain) {
  const std::pair<const char*, const char*> texts[] = {
      {"Bu\u0308rger", "B\u00FCrger"},
      {"tie\u0302\u0301ng Vie\u0323\u0302t", "ti\u1EBFng Vi\u1EC7t"},
      {"\u0438\u0306", "\u0439"},                                // й
      {"\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00"},  // 한글
      {"\u304B\u3099", "\u304C"},                                // が
      {"\u2F00\u2F24", "\u4E00\u5927"},                          // radicals for 一, 大
      {"\uF97E", "\u91CF"},                                      // 量
      {"end\u0301", "end\u0301"},                                // no letter of its own
  };
  for (const auto& [text, composed] : texts) EXPECT_EQ(Composed(text), composed);
}

TEST(ComposeLetters, AllElseStaysAsItIs) {
  for (const char* text : {"", "plain", "B\u00FCrger", "\u0301", "\u0928\u093C", "\uFB01", "\u212B", "\u00BD", "\uD55C",
                           "\xCC", "\uFF21"}) {
    EXPECT_EQ(Composed(text), text);
  }
}

TEST(ComposeLetters, AHostileTextEndsInLinearTime) {
  std::string text = "a";
  for (int i = 0; i < 200'000; ++i) text += i % 2 == 0 ? "\u0301" : "\u0323";
  EXPECT_FALSE(Composed(text).empty());
}

}  // namespace
}  // namespace wirefold
