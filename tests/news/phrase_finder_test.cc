#include "common/news/phrase_finder.h"

#include <gtest/gtest.h>

#include <random>

#include "common/news/letters.h"

namespace wirefold {
namespace {

std::string AnyText(std::mt19937_64& random, std::initializer_list<std::string_view> fragments) {
  std::string text;
  for (size_t i = random() % 12; i > 0; --i) text += *(fragments.begin() + random() % fragments.size());
  return text;
}

// Every phrase at every place where a word begins, the longest first.
std::vector<std::string> FindSlowly(const std::vector<std::string>& phrases, const std::string& text) {
  std::vector<std::string> found;
  const auto letter = [&](size_t at) { return at < text.size() && IsWordLetter(CodePointAt(text, at).value); };
  for (size_t at = 0; at < text.size();) {
    std::string longest;
    const bool inside = at > 0 && IsWordLetter(CodePointBefore(text, at).value) && letter(at);
    for (const std::string& phrase : phrases) {
      const size_t end = at + phrase.size();
      if (text.compare(at, phrase.size(), phrase) != 0 || phrase.size() <= longest.size()) continue;
      if (!inside && !(IsWordLetter(CodePointBefore(phrase, phrase.size()).value) && letter(end))) longest = phrase;
    }
    if (!longest.empty()) found.push_back(longest);
    at += longest.empty() ? CodePointAt(text, at).bytes : longest.size();
  }
  return found;
}

TEST(PhraseFinder, FindsWhatTryingEveryPlaceFinds) {
  const std::vector<std::string> phrases = {"CNN", "CNN Business", "dpa", "AP", "The AP", "ТАСС", "news",
                                            "A",   "A B",          "é",   "l'"};
  std::vector<PhraseFinder::Phrase> table;
  for (const std::string& phrase : phrases) table.push_back({phrase, 1});
  const PhraseFinder finder(table);
  std::mt19937_64 random(3);
  size_t all = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = AnyText(random, {"CNN", "CNN Business", "dpa", "AP", "The AP", "ТАСС", "news", "A", "A B",
                                              "é", "l'", " ", ".", "x", "B", "C", "Th", "ü", "-"});
    std::vector<std::string> found;
    for (const FoundPhrase& one : finder.FindAll(text)) found.push_back(text.substr(one.begin, one.end - one.begin));
    ASSERT_EQ(found, FindSlowly(phrases, text)) << text;
    all += found.size();
  }
  EXPECT_GT(all, 10'000u);
  EXPECT_TRUE(PhraseFinder({}).FindAll("CNN").empty());
}

// Those of some values are turned away by their first two words; those of any value are not.
TEST(PhraseFinder, OfSomeValuesFindsWhatIsFoundOfAny) {
  constexpr uint32_t kSought = 2;
  std::vector<PhraseFinder::Phrase> table;
  for (const char* phrase : {"a", "a b", "a new", "de él", "in an interview", "s od", "the (", "the news",
                             "the newspaper", "p.m.", "told", "as told to", "with xb", "l'a", "d' x"})
    table.push_back({phrase, kSought});
  for (const char* phrase : {"de paz", "la casa", "the xnew", "in anno"}) table.push_back({phrase, kSought, true});
  const PhraseFinder any(table);
  const PhraseFinder some(table, kSought);
  std::mt19937_64 random(5);
  size_t all = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = AnyText(
        random, {"a ",  "b ",  "new",   "news ", "paper ", "de ",   "él ", "in ", "an ", "interview ", "the ", "s ",
                 "od ", "paz", "told ", "as ",   "to ",    "with ", "xb ", "p.",  "m. ", "la ",        "casa", "no",
                 "l'",  "d' ", "x",     " ",     "\u00A0", "\t",    "the", "(",   ".",   "’",          "S",    "ü"});
    const std::vector<FoundPhrase> found = any.FindAll(text);
    const std::vector<FoundPhrase> again = some.FindAll(text);
    ASSERT_EQ(again.size(), found.size()) << text;
    for (size_t k = 0; k < found.size(); ++k) {
      ASSERT_EQ(again[k].begin, found[k].begin) << text;
      ASSERT_EQ(again[k].end, found[k].end) << text;
    }
    all += found.size();
  }
  EXPECT_GT(all, 5'000u);
}

TEST(PhraseFinder, BlanksAndApostrophesAreThoseOfTheText) {
  const PhraseFinder finder({{"according to", 1}, {"l'afp", 2}});
  EXPECT_EQ(finder.At("according\u00A0 to CNN", 0).end, std::string("according\u00A0 to").size());
  EXPECT_TRUE(finder.At("l’afp", 0));
  EXPECT_FALSE(finder.At("accordingto", 0));
}

TEST(PhraseFinder, EndingsAreTakenWhereTheyMayBe) {
  const PhraseFinder finder({{"Укринформ", 1, true}, {"Petra", 2}});
  EXPECT_EQ(finder.FindAll("в «Укринформа» и").size(), 1u);
  EXPECT_TRUE(finder.FindAll("Укринформация").empty());
  EXPECT_TRUE(finder.FindAll("Petraeus Petras").empty());
}

TEST(PhraseFinder, ArabicWritesSmallWordsOntoTheNext) {
  const PhraseFinder finder({{"رويترز", 1}});
  EXPECT_EQ(finder.FindAll("قال لرويترز ورويترز").size(), 2u);
  EXPECT_TRUE(finder.FindAll("xxxرويترز").empty());
}

TEST(PhraseFinder, ScriptsWithoutBlanksHaveNoWordEnds) {
  const PhraseFinder finder({{"新华社", 1}, {"로이터", 2}});
  EXPECT_EQ(finder.FindAll("据新华社报道").size(), 1u);
  EXPECT_EQ(finder.FindAll("로이터통신은").size(), 1u);
}

}  // namespace
}  // namespace wirefold
