#include "common/news/find_keywords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/news/stop_words.h"

namespace wirefold {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Keywords, AreWhatTheTextAndTheHeadlineRepeat) {
  EXPECT_THAT(
      FindKeywords("Salt tax divides the harbour council",
                   "The salt tax was voted on at noon. Nobody at the pier wants the salt tax, the cooper said.", "en"),
      ElementsAre("salt tax"));
}

TEST(Keywords, AreWrittenAsTheTextFirstWritesThem) {
  EXPECT_THAT(FindKeywords("", "In Kestrel Bay it rained. Off Kestrel Bay it did not. On KESTREL BAY it snowed.", "en"),
              ElementsAre("Kestrel Bay"));
}

TEST(Keywords, OfANameAndItsSurnameAreOne) {
  EXPECT_THAT(FindKeywords("", "At noon Lena Strand sang. Later Strand left, and Strand’s brother stayed.", "en"),
              ElementsAre("Lena Strand"));
}

TEST(Keywords, AStopWordWithACapitalMayBeginAName) {
  EXPECT_THAT(FindKeywords("", "She left New Lowmoor. He came to New Lowmoor.", "en"), ElementsAre("New Lowmoor"));
}

TEST(Keywords, TwoFormsOfAWordAreOne) {
  EXPECT_THAT(
      FindKeywords("", "A council, the council, this council. Our councils, their councils, those councils.", "en"),
      SizeIs(1));
}

TEST(Keywords, AreNoWordsOfGrammarInAnyLanguageThatIsKnown) {
  struct Case {
    const char* language;
    const char* text;
  };
  for (const auto& [language, text] :
       {Case{"en", "It’s not that they don’t. It’s not that they don’t. It’s that they don’t."},
        Case{"de-AT", "Das ist es, was sie sagten. Das ist es, was sie sagten. Das ist es."},
        Case{"ru", "Это было не так, как они. Это было не так, как они. Это было."},
        Case{"ar", "هذا هو الذي كان. هذا هو الذي كان. هذا هو الذي كان."}}) {
    EXPECT_THAT(FindKeywords("", text, language), IsEmpty()) << language;
  }
}

TEST(Keywords, OfALanguageThatIsNotKnownAreNotSought) {
  const std::string text = "Ferry Ferry Ferry. Ferry Ferry.";
  EXPECT_THAT(FindKeywords("", text, ""), IsEmpty());
  EXPECT_THAT(FindKeywords("", text, "und"), IsEmpty());
  EXPECT_THAT(FindKeywords("", "渡轮渡轮渡轮渡轮", "zh"), IsEmpty());
}

TEST(Keywords, AreFewAndShortWhateverTheText) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "Pier" + std::to_string(i % 15) + ". " + std::string(100, 'x') + ". ";
  const std::vector<std::string> keywords = FindKeywords(text, text, "en");
  EXPECT_THAT(keywords, SizeIs(kMaxKeywordsFound));
  EXPECT_THAT(keywords, Each(testing::StartsWith("Pier")));
  EXPECT_THAT(FindKeywords("", "\xE2\x80", "en"), IsEmpty());
}

TEST(Keywords, OfTheProducerAreTakenApartOnlyWhenOneTextListsThem) {
  EXPECT_THAT(ListKeywords({" ferries, Oslo ;strikes|OSLO,, "}), ElementsAre("ferries", "Oslo", "strikes"));
  EXPECT_THAT(ListKeywords({"Strand, Lena", "Oslo"}), ElementsAre("Strand, Lena", "Oslo"));
  EXPECT_THAT(ListKeywords({std::string(500, 'x')}), IsEmpty());
  EXPECT_THAT(ListKeywords(std::vector<std::string>(100, "a")), ElementsAre("a"));
}

TEST(StopWords, ABadRowIsNamed) {
  const auto message = [](std::string_view table) { return std::string(StopWords::Parse(table).status().message()); };
  EXPECT_EQ(message("en\tthe  a\n"), "line 1: an empty word");
  EXPECT_EQ(message("en\tthe The\n"), "line 1: \"The\" stands there twice");
  EXPECT_EQ(message("# x\nen\tthe a the\n"), "line 2: \"the\" stands there twice");
  EXPECT_EQ(message("en\tthe\nen\ta\n"), "line 2: the language en has a row already");
  EXPECT_EQ(message("en\n"), "line 1: 1 columns instead of 2");
}

}  // namespace
}  // namespace wirefold
