#include "common/intake/html_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;

std::string WithJsonLd(const std::string& json, const std::string& head = "") {
  return "<html><head>" + head + "<script type=application/ld+json>" + json +
         "</script></head><body><h1>Ferry</h1></body></html>";
}

TEST(ReadHtml, JsonLdIsReadWhereverTheArticleIsInIt) {
  const std::string article = R"("headline":"Ferry returns","author":{"@type":"Person","name":"Ada Quist"})";
  for (const std::string& json :
       {R"({"@type":"NewsArticle",)" + article + "}",
        R"({"@type":["NewsArticle","ReportageNewsArticle"],)" + article + "}",
        R"({"@type":"WebPage","mainEntity":{"@type":"NewsArticle",)" + article + "}}",
        R"({"@graph":[{"@type":"Organization","name":"Post"},{"@type":"NewsArticle",)" + article + "}]}"}) {
    const Article read = ReadHtml(WithJsonLd(json));
    EXPECT_EQ(read.headline, "Ferry returns") << json;
    EXPECT_THAT(read.by, ElementsAre("Ada Quist")) << json;
  }
}

TEST(ReadHtml, CaptionsAreOfTheArticleAndNotInItsText) {
  const Article article = ReadHtml(
      "<html><body><article><h1>Ferry</h1><p>The ferry between the two islands will sail again from Monday, it was "
      "said.</p>"
      "<figure><figcaption>At the\n quay</figcaption></figure></article></body></html>");
  EXPECT_THAT(article.captions, ElementsAre("At the quay"));
  EXPECT_EQ(article.body.find("quay"), std::string::npos);
}

TEST(ReadHtml, ThePublisherIsAnAuthorOnlyWhenNobodyElseIs) {
  const std::string json =
      R"({"@type":"NewsArticle","headline":"F","author":{"name":"The Post"},"publisher":{"name":"The Post"}})";
  EXPECT_THAT(ReadHtml(WithJsonLd(json)).by, ElementsAre("The Post"));
  EXPECT_THAT(ReadHtml(WithJsonLd(json, "<meta name=author content='Ada Quist (aq)'>")).by, ElementsAre("Ada Quist"));
}

TEST(ReadHtml, KeywordsForNewsComeBeforeThoseForAllMachines) {
  const std::string site = "<meta name=keywords content='news, weather'>";
  EXPECT_THAT(ReadHtml(WithJsonLd("{}", site)).keywords, ElementsAre("news, weather"));
  EXPECT_THAT(ReadHtml(WithJsonLd("{}", site + "<meta property=article:tag content=Ferries>"
                                               "<meta property=article:tag content=Oslo>"))
                  .keywords,
              ElementsAre("Ferries", "Oslo"));
  EXPECT_THAT(ReadHtml(WithJsonLd(R"({"@type":"NewsArticle","keywords":["Piers"]})", site)).keywords,
              ElementsAre("Piers"));
}

TEST(ReadHtml, APageSaysThatItIsNotFreeToRead) {
  EXPECT_EQ(ReadHtml(WithJsonLd("{}", "<meta property=article:content_tier content=locked>")).access, "locked");
  EXPECT_EQ(ReadHtml(WithJsonLd(R"({"@type":"NewsArticle","isAccessibleForFree":"False"})")).access, "False");
}

TEST(ReadHtml, ATimeThatTellsTheHourIsBetterThanItsDay) {
  const std::string meta = "<meta property=article:published_time content=2024-03-01T08:00:00Z>";
  const auto published = [&](const std::string& day) {
    return ReadHtml(WithJsonLd(R"({"@type":"NewsArticle","headline":"F","datePublished":")" + day + "\"}", meta))
        .published;
  };
  EXPECT_EQ(published("2024-03-01"), "2024-03-01T08:00:00Z");
  EXPECT_EQ(published("2024-02-29"), "2024-02-29");
  EXPECT_EQ(published("2024-03-01T07:00:00Z"), "2024-03-01T07:00:00Z");
}

}  // namespace
}  // namespace wirefold
