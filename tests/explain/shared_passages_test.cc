#include "common/explain/shared_passages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "words of the first|words of the second" of each passage.
std::vector<std::string> Shared(const std::string& first, const std::string& second, uint32_t length = 3) {
  std::vector<std::string> all;
  for (const SharedPassage& one :
       SharedPassages(PlaceTokens({first, {first}}), PlaceTokens({second, {second}}), length)) {
    all.push_back(first.substr(one.first.begin, one.first.end - one.first.begin) + "|" +
                  second.substr(one.second.begin, one.second.end - one.second.begin));
  }
  return all;
}

TEST(SharedPassages, AreFoundWhereverTheyWereMoved) {
  EXPECT_THAT(
      Shared("the ferry sank at noon. nobody was hurt at all", "Nobody was hurt at all; the ferry sank at noon"),
      ElementsAre("the ferry sank at noon|the ferry sank at noon", "nobody was hurt at all|Nobody was hurt at all"));
}

TEST(SharedPassages, AreThoseOfTokens) {
  EXPECT_THAT(Shared("He said: “Don’t pay 1,000 euros”", "don't PAY 1000 euros"),
              ElementsAre("Don’t pay 1,000 euros|don't PAY 1000 euros"));
}

TEST(SharedPassages, AreNoShorterThanAShingle) {
  EXPECT_THAT(Shared("the ferry sank", "a ferry sank"), IsEmpty());
  EXPECT_THAT(Shared("渡轮沉没了", "渡轮沉没", 2), ElementsAre("渡轮沉没|渡轮沉没"));
  EXPECT_THAT(Shared("渡轮沉没了", "渡轮沉", 2), IsEmpty());
  EXPECT_THAT(Shared("", "the ferry sank"), IsEmpty());
}

// A text of one word again and again has one shingle, and each of its places is looked at once.
TEST(SharedPassages, TakeTimeThatGrowsWithTheTextsHoweverTheyRepeatThemselves) {
  std::string words;
  for (int i = 0; i < 200'000; ++i) words += "ha ";
  EXPECT_THAT(Shared(words + "end", words), ElementsAre(testing::_));
  EXPECT_EQ(Shared("ha ha ha ho " + words, "ha ha ha", 3).size(), 1u + 200'000 / 3);
}

TEST(SharedPassages, LieWithinOnePart) {
  const std::string text = "the ferry sank at noon today";
  const std::string_view view = text;
  const TextParts cut = {text, {view.substr(0, 14), view.substr(15)}};
  const std::vector<SharedPassage> passages = SharedPassages(PlaceTokens(cut), PlaceTokens({text, {text}}), 3);
  EXPECT_THAT(passages, ElementsAre(SharedPassage{{0, 14}, {0, 14}, 3}, SharedPassage{{15, 28}, {15, 28}, 3}));
}

}  // namespace
}  // namespace wirefold
