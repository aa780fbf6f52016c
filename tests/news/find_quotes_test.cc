#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/news/provenance_of.h"

namespace wirefold {
namespace {

TEST(FindQuotes, QuotationsAreFoundInEveryStyle) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"“The ferry is old,” said Lena Strand.", "“The ferry is old,”=Lena Strand"},
      {"\"The ferry is old,\" Strand told ANI.", "\"The ferry is old,\"=Strand"},
      {"'The stars' ferry can't be old,' a sailor said.", "'The stars' ferry can't be old,'="},
      {"„Die Fähre ist sehr alt“, sagte Lena Strand.", "„Die Fähre ist sehr alt“=Lena Strand"},
      {"« Le ferry est vieux », a déclaré Lena Strand.", "« Le ferry est vieux »=Lena Strand"},
      {"船长说：“渡轮已经太老了。”", "“渡轮已经太老了。”="},
      {"船长李明还说：“渡轮已经太老了。”", "“渡轮已经太老了。”=船长李明"},
      {"“渡轮已经太老了。”船长李明说。", "“渡轮已经太老了。”=船长李明"},
      {"Lena Strand: \"The ferry is much too old.\"", "\"The ferry is much too old.\"=Lena Strand"},
      {"WINNER: \"The ferry is much too old.\"", "\"The ferry is much too old.\"="},
      {"“The ferry is old,” said Valley harbour master Lena Strand.", "“The ferry is old,”=Lena Strand"},
      {"“The ferry is old,” said Strand earlier on Tuesday.", "“The ferry is old,”=Strand"},
      {"The secretary of State told them: “The ferry is old.”", "“The ferry is old.”="},
      {"Lena Strand of Valletta told them: “The ferry is old.”", "“The ferry is old.”=Lena Strand"},
      {"The Institutes of Health said: “The ferry is old.”", "“The ferry is old.”=Institutes of Health"},
      {"A Valley journalist noted: “The ferry is old.”", "“The ferry is old.”="},
      {"With that being said, “the ferry is much too old”.", "“the ferry is much too old”="},
      {"Lena Strand, who sailed it, said the ferry was “much too old for us”.", "“much too old for us”=Lena Strand"},
      {"She read “The Old Ferry” and the ‘Kestrel Declaration’.", ""},
      {"The boat is 6\" long, and the sailors' boat is longer.", ""},
  };
  for (const auto& [text, expected] : cases) {
    std::string all;
    for (const Quote& quote : Of(text).quotes)
      all += text.substr(quote.span.begin, quote.span.end - quote.span.begin) + "=" + quote.speaker;
    EXPECT_EQ(all, expected) << text;
  }
}

TEST(FindQuotes, AnUnclosedQuotationEndsWithItsParagraph) {
  const std::string text =
      "“We leave at noon,” he said.\n\n“The boat was old. It was sold twice, she said.\n\n“Nobody knew,” he added.";
  const Provenance provenance = Of(text);
  ASSERT_EQ(provenance.quotes.size(), 3u);
  EXPECT_TRUE(provenance.quotes[0].closed);
  EXPECT_FALSE(provenance.quotes[1].closed);
  EXPECT_EQ(text.substr(provenance.quotes[1].span.end, 2), "\n\n");
  EXPECT_TRUE(provenance.quotes[2].closed);
}

}  // namespace
}  // namespace wirefold
