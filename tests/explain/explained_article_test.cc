#include "common/explain/explained_article.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

ExplainedArticle Explained(const std::string& text) {
  const std::string page = "{\"uri\":\"urn:1\",\"text\":\"" + text + "\",\"author\":\"PTI\",\"language\":\"en\"}";
  return Explain(std::get<Dossier>(Understand(page, {})), "urn:1", "paper.example");
}

// "kind: words; what; rule" of each mark.
std::vector<std::string> Marks(const ExplainedArticle& article) {
  std::vector<std::string> all;
  for (const TextMark& mark : article.marks) {
    const std::string words = article.text.substr(mark.span.begin, mark.span.end - mark.span.begin);
    all.push_back(std::string(NameOf(mark.kind)) + ": " + words + "; " + mark.what + "; " + mark.rule);
  }
  return all;
}

TEST(ExplainedArticle, SaysOfEachFindingWhereItIsAndWhatItWasFoundBy) {
  const ExplainedArticle article = Explained(
      "OSLO, March 3 (Reuters) - The ferry sank at its berth early on Sunday, the harbour authority said on its site."
      "\\n\\n\\\"We asked for a new ship for years,\\\" said Lena Strand, who told CNN so."
      "\\n\\nAlso read: Ten islands to see before you are old");
  const std::vector<std::string> marks = Marks(article);
  EXPECT_THAT(marks, Contains("dateline: OSLO, March 3 (Reuters) -; OSLO, --03-03; DATELINE"));
  EXPECT_THAT(marks, Contains("credit: OSLO, March 3 (Reuters) -; reuters, ORIGIN; DATELINE, confidence 0.99"));
  EXPECT_THAT(marks, Contains("quote: \"We asked for a new ship for years,\"; said by Lena Strand; quotation marks"));
  EXPECT_THAT(marks, Contains("citation: CNN; CNN, cnn; first by the words: told"));
  EXPECT_THAT(marks, Contains(testing::StartsWith("removed: Also read: Ten islands to see before you are old; ")));
  EXPECT_THAT(article.facts, ElementsAre(ExplainedFact{"credit", "pti, ORIGIN", "BYLINE, confidence 0.90"}));
}

TEST(ExplainedArticle, SaysWhereInTheBodyAMarkStands) {
  const ExplainedArticle article = Explained(
      "[gallery] The ferry sank at its berth early on Sunday, CNN reported, and nobody was hurt.\\n\\nLeave a Reply");
  ASSERT_EQ(article.marks.size(), 3u);
  EXPECT_EQ(article.marks[0].in_body, std::nullopt);
  EXPECT_EQ(article.marks[1].span, (ByteSpan{55, 58}));
  EXPECT_EQ(article.marks[1].in_body, (ByteSpan{45, 48}));
  EXPECT_EQ(article.marks[2].in_body, std::nullopt);
}

std::vector<std::string> Segments(std::string_view text, const std::vector<TextMark>& marks) {
  std::vector<std::string> all;
  for (const MarkedSegment& segment : SegmentsOf(text.size(), marks)) {
    std::string one(text.substr(segment.span.begin, segment.span.end - segment.span.begin));
    for (const size_t mark : segment.marks) one += " " + std::to_string(mark);
    all.push_back(one);
  }
  return all;
}

TEST(MarkedSegments, AreTheWholeTextAndKnowAllMarksThatLieOnThem) {
  EXPECT_THAT(Segments("abcdefgh", {{{1, 6}}, {{2, 4}}, {{5, 7}}}),
              ElementsAre("a", "b 0", "cd 0 1", "e 0", "f 0 2", "g 2", "h"));
  EXPECT_THAT(Segments("abc", {}), ElementsAre("abc"));
  EXPECT_THAT(Segments("ab", {{{0, 2}}, {{0, 2}}}), ElementsAre("ab 0 1"));
  EXPECT_THAT(Segments("ab", {{{1, 9}}}), ElementsAre("a", "b 0"));
  EXPECT_THAT(Segments("", {{{0, 0}}}), IsEmpty());
}

}  // namespace
}  // namespace wirefold
