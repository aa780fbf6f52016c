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

TEST(ReadHtml, AHostsNameIsNoAuthorWhereAnotherIsNamed) {
  const auto by = [](const std::string& url) {
    return ReadHtml(
               "<html><head><title>Ferry returns</title><meta name=author content=LTO></head><body><h1>Ferry "
               "returns</h1><p>von <a href=/autoren/quist>Ada Quist</a></p></body></html>",
               url)
        .by;
  };
  EXPECT_THAT(by("https://www.lto.example/recht"), ElementsAre("Ada Quist"));
  EXPECT_THAT(by("https://www.alto.example/lto"), ElementsAre("LTO"));
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

TEST(ReadHtml, WithoutTimesForMachinesThoseAroundTheHeadlineCount) {
  const auto published = [](const std::string& line, const std::string& language = "en", const char* url = "") {
    return ReadHtml("<html lang=" + language + "><body><h1>Ferry returns</h1>" + line +
                        "<p>The ferry between the two islands will sail again from Monday, it was said.</p></body>",
                    url)
        .published;
  };
  EXPECT_EQ(published("<p>By Ada Quist | March 1, 2024 2:05 pm</p>"), "2024-03-01T14:05:00");
  EXPECT_EQ(published("<div>Stand: 01.03.2024, 14:05 Uhr</div>", "de"), "2024-03-01T14:05:00");
  EXPECT_EQ(published("<div>Publié le 1 mars 2024 à 14h05, mis à jour le 2 mars 2024</div>", "fr"),
            "2024-03-01T14:05:00");
  EXPECT_EQ(published("<time>2024年3月1日 14時05分</time>", "ja"), "2024-03-01T14:05:00");
  EXPECT_EQ(published("<p>Updated: March 2, 2024</p>"), "");
  EXPECT_EQ(published("<p>03/04/2024</p>"), "");
  EXPECT_EQ(published("", "en", "https://post.example/2024/03/01/ferry-returns/"), "2024-03-01");
  EXPECT_EQ(published("", "en", "https://post.example/2024/031/01/ferry-returns/"), "");
}

TEST(ReadHtml, JsonLdThatNoParserTakesIsMended) {
  const std::string whole = R"({"@type":"NewsArticle","headline":"Ferry returns","author":{"name":"Ada Quist"}})";
  for (const std::string& json :
       {"<!--\n" + whole + "\n-->", "//<![CDATA[\n" + whole + "\n//]]>", "/* news */" + whole + ";",
        std::string(R"({"@type":"NewsArticle","headline":"Ferry returns","author":{"name":"Ada Quist",},})"),
        std::string(R"({"@type":"NewsArticle","description":"He said "no" to it","headline":"Ferry returns",)"
                    R"("author":{"name":"Ada Quist"}})"),
        std::string("{\"@type\":\"NewsArticle\",\"description\":\"one\ntwo, \"three\"\",\"headline\":\"Ferry "
                    "returns\",\"author\":"
                    "\"Ada Quist\"}")}) {
    const Article read = ReadHtml(WithJsonLd(json));
    EXPECT_EQ(read.headline, "Ferry returns") << json;
    EXPECT_THAT(read.by, ElementsAre("Ada Quist")) << json;
  }
}

TEST(ReadHtml, APageThatShowsNothingIsReadFromItsState) {
  std::string body;
  for (int i = 0; i < 6; ++i) {
    body += "<p>The ferry between the two islands will sail again from Monday, the harbour master said " +
            std::to_string(i) + ".</p>";
  }
  const std::string story =
      R"({"title":"Ferry returns","publishedAt":"2024-03-01T08:00:00Z","author":{"name":"Ada Quist"},"body":")" + body +
      "\"}";
  std::string quoted;
  for (const char c : story) quoted += c == '"' ? "\\\"" : std::string(1, c);
  const std::string other = R"({"title":"Bridge closes","body":")" + body + body + "\"}";
  for (const std::string& script :
       {"<script type=application/json id=__NEXT_DATA__>{\"props\":{\"related\":[" + other + "],\"article\":" + story +
            "}}</script>",
        "<script>window.__INITIAL_STATE__ = {\"story\":" + story + "};(function(){})();</script>",
        "<script>window.__STATE__=JSON.parse(\"" + quoted + "\")</script>",
        "<script>self.__next_f.push([1,\"5:[\\\"$\\\"," + quoted + "]\\n\"])</script>"}) {
    const Article read = ReadHtml("<html><body><h1>Ferry returns</h1>" + script + "</body></html>");
    EXPECT_TRUE(read.body.starts_with("The ferry")) << script;
    EXPECT_EQ(read.published, "2024-03-01T08:00:00Z") << script;
    EXPECT_THAT(read.by, ElementsAre("Ada Quist")) << script;
  }
  // No article of another headline is taken, nor one where the page shows its own.
  EXPECT_EQ(ReadHtml("<h1>Ferry returns</h1><script>a = " + other + "</script>").body, "");
  EXPECT_EQ(ReadHtml("<h1>Ferry returns</h1><article><p>It had been in the yard for eleven weeks.</p>" + body +
                     "</article><script>a = " + story + "</script>")
                .body.find("It had"),
            0);
}

}  // namespace
}  // namespace wirefold
