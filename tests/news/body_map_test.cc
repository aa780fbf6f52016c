#include "common/news/body_map.h"

#include <gtest/gtest.h>

#include <string>

#include "common/news/clean.h"

namespace wirefold {
namespace {

// An article of two lines: "One CUT two." and "Three." in which the pieces CUT and the line GONE were taken out.
class Cut : public testing::Test {
 protected:
  Cut() {
    Keep(0, 3);
    clean_.removed.push_back({At("CUT"), "c", "r"});
    clean_.body += ' ';
    Keep(8, 12);
    clean_.removed.push_back({At("GONE"), "c", "r"});
    clean_.body += "\n\n";
    Keep(18, 24);
  }

  void Keep(uint32_t begin, uint32_t end) {
    clean_.kept.push_back({{begin, end}, static_cast<uint32_t>(clean_.body.size())});
    clean_.body += text_.substr(begin, end - begin);
  }
  ByteSpan At(const std::string& words) const {
    const size_t begin = text_.find(words);
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + words.size())};
  }
  // What stands in the body for words of the text; "-": nothing.
  std::string InBody(const std::string& words) const {
    const std::optional<ByteSpan> span = BodyMap(clean_).InBody(At(words));
    return span ? clean_.body.substr(span->begin, span->end - span->begin) : "-";
  }

  const std::string text_ = "One CUT two.\nGONE\nThree.";
  CleanArticle clean_;
};

TEST_F(Cut, WhatStaysIsTheSameWordsInTheBody) {
  EXPECT_EQ(InBody("One"), "One");
  EXPECT_EQ(InBody("ne"), "ne");
  EXPECT_EQ(InBody("two."), "two.");
  EXPECT_EQ(InBody("hre"), "hre");
}

TEST_F(Cut, WhatCrossesIsTheRangeThatEnclosesWhatIsLeft) {
  EXPECT_EQ(InBody("One CUT two"), "One two");
  EXPECT_EQ(InBody("e CU"), "e");
  EXPECT_EQ(InBody("UT t"), "t");
  EXPECT_EQ(InBody("two.\nGONE\nT"), "two.\n\nT");
  EXPECT_EQ(InBody(text_), clean_.body);
}

TEST_F(Cut, WhatIsGoneStandsInThePieceThatWent) {
  EXPECT_EQ(InBody("UT"), "-");
  EXPECT_EQ(InBody("\nGONE\n"), "-");
  const BodyMap map(clean_);
  EXPECT_EQ(map.InRemoved(At("UT")), (RemovedPlace{0, {1, 3}}));
  EXPECT_EQ(map.InRemoved(At("\nGONE\n")), (RemovedPlace{1, {0, 4}}));
  EXPECT_EQ(map.InRemoved(At("two")), std::nullopt);
}

TEST_F(Cut, APieceThatWentStoodBehindWhatIsLeftBeforeIt) {
  const BodyMap map(clean_);
  EXPECT_EQ(map.BehindLeft(At("CUT").begin), 3u);
  EXPECT_EQ(map.BehindLeft(At("GONE").begin), 8u);
  EXPECT_EQ(map.BehindLeft(0), 0u);
  EXPECT_EQ(map.BehindLeft(static_cast<uint32_t>(text_.size())), clean_.body.size());
}

TEST(BodyMapOfAnArticle, KnowsEachKeptPieceByItsWords) {
  Article article;
  article.body =
      "[gallery id=\"1\"] The ferry sank.ALSO READ:Ten islands\n \t\nTags: sea\n\n“Ships [gallery id=\"2\"] sink”, é.";
  const CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
  ASSERT_EQ(clean.removed.size(), 4u);
  for (const KeptPiece& piece : clean.kept) {
    const size_t bytes = piece.span.end - piece.span.begin;
    EXPECT_EQ(clean.body.substr(piece.body_begin, bytes), article.body.substr(piece.span.begin, bytes));
  }
  EXPECT_EQ(clean.body, "The ferry sank.\n\n“Ships sink”, é.");
}

}  // namespace
}  // namespace wirefold
