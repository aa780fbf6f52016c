#include "common/html/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kFerry =
    "<p>The ferry between the two islands will sail again from Monday, the harbour master said.</p>";
constexpr const char* kYard =
    "<p>It had been in the yard for eleven weeks, after a crack was found in its engine's shaft.</p>";
constexpr const char* kPrice =
    "<p>Tickets cost as much as before, and bicycles travel free until the first of May.</p>";

std::string Page(const std::string& body) {
  return "<html><head><title>Ferry returns</title></head><body>" + body + "</body></html>";
}

// The first words of the article's blocks.
std::vector<std::string> Beginnings(const std::string& html) {
  std::vector<std::string> beginnings;
  for (const Block& block : ReadHtmlPage(html).article) {
    beginnings.push_back(block.text.substr(0, block.text.find(' ', block.text.find(' ') + 1)));
  }
  return beginnings;
}

std::string Article(const std::string& inside) {
  return Page("<div class=story><h1>Ferry returns</h1>" + std::string(kFerry) + inside + kYard + "</div>");
}

struct Case {
  const char* what;
  std::string html;
};

TEST(FindArticle, WhatIsNotTheArticleStaysOutside) {
  const std::string other =
      "<p>I never liked that ferry, and I will go by the bridge as long as there is a bridge.</p>";
  for (const Case& one : {
           Case{"a menu", Page("<div class=menu><a href=/>Home</a></div>") + Article("")},
           {"consent", Page("<div class=cookie-consent>" + other + "</div>") + Article("")},
           {"comments, though they are longer",
            Article("") + "<div class=comments>" + other + other + other + "</div>"},
           {"what stands above the headline",
            Page("<main><p>Weather</p><h1>Ferry returns</h1>") + kFerry + kYard + "</main>"},
           {"a byline and a date",
            Article("<div class=byline>By Ada Quist</div><p class=article-date>1 March 2024</p>")},
           {"a caption",
            Article("<div class=wp-caption><p>The ferry at the quay in winter, seen from the east.</p></div>")},
           {"blanks", Article("<p>&nbsp;</p>")},
           {"related links",
            Article("<div class=related><p><a href=/a>A crack in the shaft of the ferry's engine</a></p></div>")},
           {"a paragraph that stands twice", Article(kFerry)},
           {"the head of a list of links",
            Article("<p>Top stories</p><ul><li><a href=/a>A crack in the shaft</a></li></ul>")},
           {"a hidden offer", Article("<div class=\"offer hidden\">" + other + "</div>")},
       }) {
    EXPECT_THAT(Beginnings(one.html), ElementsAre("The ferry", "It had")) << one.what;
  }
}

// Between the headline and the element that most of the article is in.
TEST(FindArticle, ItsBeginningMayStandAroundTheElementOfItsRest) {
  const std::string lead =
      "The council has put off its vote on the pier, after divers had found cracks in two of the piles that were "
      "driven "
      "into the bed of the harbour last autumn.";
  const std::string more = std::string(kFerry) + kYard + kPrice;
  const std::string rest = "<div class=rest>" + more + more + more + more + more + more + "</div>";
  const auto page = [&](const std::string& before) {
    return Beginnings(Page("<div class=story><h1>Ferry returns</h1>" + before + rest + "</div>"));
  };
  EXPECT_THAT(page("<p>" + lead + "</p>"), ElementsAre("The council", "The ferry", "It had", "Tickets cost"));
  // Each in an element of its own: when several are.
  const auto alone = [&](const std::string& count) { return "<div class=part><p>" + count + lead + "</p></div>"; };
  EXPECT_THAT(page(alone("One. ") + alone("Two. ") + alone("Three. ")),
              ElementsAre("One. The", "Two. The", "Three. The", "The ferry", "It had", "Tickets cost"));
  EXPECT_THAT(page(alone("One. ")), ElementsAre("The ferry", "It had", "Tickets cost"));
  EXPECT_THAT(page("<div class=caption><p>" + lead + "</p></div>"), ElementsAre("The ferry", "It had", "Tickets cost"));
  EXPECT_THAT(page("<p>By Ada Quist on Monday, 3 March 2024 at 5:29 p.m., in News and in Harbour</p>"),
              ElementsAre("The ferry", "It had", "Tickets cost"));
}

TEST(FindArticle, TextBehindAPaywallIsOfIt) {
  const std::string first = Page("<div class=story><h1>Ferry returns</h1>" + std::string(kFerry));
  EXPECT_THAT(Beginnings(first + "<div class='part paywalled'>" + kYard + "</div></div>"),
              ElementsAre("The ferry", "It had"));
  EXPECT_THAT(Beginnings(first + "<p class=paywall aria-hidden=true>It had been in the yard for eleven weeks, after a "
                                 "crack was found.</p></div>"),
              ElementsAre("The ferry", "It had"));
}

// Links count for the part between line breaks that they are in.
TEST(FindArticle, PartsBetweenLineBreaksAreBlocksOfTheirOwn) {
  const std::string text = std::string(kFerry).substr(3, std::string(kFerry).size() - 7);
  EXPECT_THAT(
      Beginnings(Page("<table><tr><td><h1>Ferry returns</h1>" + text + "<br><br>Tickets cost as much as before, " +
                      "and bicycles travel free.<br><br><a href=/print>A version of this text for print, without "
                      "pictures</a></td><td>Buy a car from us</td></tr></table>")),
      ElementsAre("The ferry", "Tickets cost"));
}

TEST(FindArticle, WhatReadersWroteAndWhoTheAuthorIsFollowsIt) {
  std::string prose;
  for (const char* number : {"One. ", "Two. ", "Three. ", "Four. ", "Five. ", "Six. "}) {
    prose += "<p>" + std::string(number) + (std::string(kFerry).substr(3));
  }
  for (const char* head : {"<h3>Comments (3)</h3>", "<h2>2 Kommentare</h2>", "<p><b>About the author</b></p>",
                           "<h3>この記事を書いた人</h3>"}) {
    EXPECT_THAT(Beginnings(Page("<div><h1>Ferry returns</h1>" + prose + head + kYard + kPrice + "</div>")),
                ElementsAre("One. The", "Two. The", "Three. The", "Four. The", "Five. The", "Six. The"))
        << head;
  }
  // A sub-heading, and one with little above it.
  EXPECT_THAT(Beginnings(Page("<div><h1>Ferry returns</h1>" + std::string(kFerry) + "<h3>Comments</h3>" + kYard)),
              ElementsAre("The ferry", "Comments", "It had"));
}

// In pages of tables and line breaks.
TEST(FindArticle, AHeadlineMayBeNoHeading) {
  const HtmlPage page =
      ReadHtmlPage(Page("<table><tr><td><font size=4><b>Ferry returns</b></font><br>02.03.2026 09:15<br><br>" +
                        std::string(kFerry).substr(3) + kYard + "</td></tr></table>"));
  EXPECT_EQ(page.heading, "Ferry returns");
  EXPECT_THAT(page.lines, testing::Contains("02.03.2026 09:15"));
  EXPECT_EQ(page.article.front().text.substr(0, 9), "The ferry");
}

TEST(FindArticle, AHeadlineIsKnownWithALineAboveItAndWithSoftHyphens) {
  const auto heading = [](const std::string& headline) {
    return ReadHtmlPage("<title>The ferry returns to the pier</title><div><h2>" + headline + "</h2>" + kFerry + kYard)
        .heading;
  };
  EXPECT_EQ(heading("<i>Oslo fjord</i> - The ferry returns to the pier"), "Oslo fjord - The ferry returns to the pier");
  EXPECT_EQ(heading("The fer&shy;ry re&shy;turns to&nbsp;the pier"),
            "The fer\xC2\xADry re\xC2\xADturns to\xC2\xA0the pier");
  EXPECT_EQ(heading("The bridge"), "");
}

// Its own stands above it.
TEST(FindArticle, ATeaserBehindItIsAnotherArticles) {
  std::string prose;
  for (const char* number : {"One. ", "Two. ", "Three. ", "Four. ", "Five. ", "Six. "}) {
    prose += "<p>" + std::string(number) + (std::string(kFerry).substr(3));
  }
  const std::string teaser = "<div class=post-excerpt>" + std::string(kPrice) + "</div>";
  EXPECT_THAT(Beginnings(Page("<div><h1>Ferry returns</h1>" + teaser + prose + "</div>")),
              ElementsAre("Tickets cost", "One. The", "Two. The", "Three. The", "Four. The", "Five. The", "Six. The"));
  EXPECT_THAT(Beginnings(Page("<div><h1>Ferry returns</h1>" + prose + teaser + "</div>")),
              ElementsAre("One. The", "Two. The", "Three. The", "Four. The", "Five. The", "Six. The"));
}

TEST(ReadHtmlPage, WhatStandsForReadersWithoutScriptsIsReadWhenNothingElseIsThere) {
  const std::string more =
      "<noscript>" + std::string(kFerry) + kYard + kPrice +
      "<p>The harbour master had asked for a second ferry, which the council put off until the "
      "autumn of next year, when the pier is to be made longer.</p><p>Until then the ferry will "
      "sail twice a day, at eight and at five, and at noon on Sundays, the harbour master said in a "
      "letter to the council.</p></noscript>";
  EXPECT_THAT(Beginnings(Page("<div id=app><h1>Ferry returns</h1></div>" + more)),
              ElementsAre("The ferry", "It had", "Tickets cost", "The harbour", "Until then"));
  EXPECT_THAT(Beginnings(Article("<noscript><p>You need to enable scripts to read this page as it is meant to "
                                 "be read, by all of its readers.</p></noscript>")),
              ElementsAre("The ferry", "It had"));
}

TEST(ReadHtmlPage, BylinesRightBelowTheHeadlineNeedNoNameOfTheField) {
  const auto bylines = [](const std::string& byline) { return ReadHtmlPage(Article(byline)).bylines; };
  EXPECT_THAT(bylines("<footer class=node__meta>Submitted by <span class=username>Ada Quist</span></footer>"),
              ElementsAre("Ada Quist"));
  EXPECT_THAT(bylines("<div class=reporter-name><a href=/r/12>Ada Quist</a></div>"), ElementsAre("Ada Quist"));
  EXPECT_THAT(bylines("<div class=meta>von Ada Quist 02.03.2026, 09:15 Uhr</div>"), ElementsAre("Ada Quist"));
  EXPECT_THAT(bylines("<p class=byline>By Ada Quist on Monday, March 2, 2026</p>"), ElementsAre("By Ada Quist"));
  EXPECT_THAT(bylines("<p class=byline>By Ada Quist<br>March 2, 2026</p>"), ElementsAre("By Ada Quist"));
  EXPECT_THAT(bylines("<p class=byline>佐藤花子 2026年3月2日</p>"), ElementsAre("佐藤花子"));
  EXPECT_THAT(bylines("<div>di <b>Ada Quist</b></div>"), ElementsAre("Ada Quist"));
  for (const char* other : {"our staff", "Staff Reporter", "Our Correspondent", "Read More", "Guest User"}) {
    EXPECT_THAT(bylines("<div class=writer>" + std::string(other) + "</div>"), IsEmpty()) << other;
  }
  // In what readers wrote.
  EXPECT_THAT(ReadHtmlPage(Article(kPrice + std::string(600, 'x') + "<i class=username>Tom Lund</i>")).bylines,
              IsEmpty());
}

TEST(ReadHtmlPage, TimesForScriptsCountRightBelowTheHeadline) {
  const auto time = [](const std::string& mark) { return ReadHtmlPage(Article(mark)).data_time; };
  EXPECT_EQ(time("<span title=2026-03-02T08:15:00Z>2 days ago</span>"), "2026-03-02T08:15:00Z");
  EXPECT_EQ(time("<span data-timestamp=1772439300000>2 days ago</span>"), "1772439300000");
  EXPECT_EQ(time("<span data-updated-time=1772439300000 data-id=1772439300 title=Ferry>now</span>"), "");
  EXPECT_THAT(
      ReadHtmlPage(Article("<relative-time datetime=2026-03-02T08:15:00Z>2 days ago</relative-time>")).published,
      ElementsAre("2026-03-02T08:15:00Z"));
}

TEST(FindArticle, ListsAndQuotesArePartsOfIt) {
  const std::string item =
      "<li>A point that is long enough to be read as prose, with a few words more for the measure.</li>";
  EXPECT_THAT(Beginnings(Page(
                  "<div><h1>Ferry returns</h1>" + std::string(kFerry) + "<ol>" + item +
                  "<li>Another point that is as long as the first one and says something else of it.</li></ol></div>")),
              ElementsAre("The ferry", "A point", "Another point"));
}

TEST(FindArticle, ItGoesOnInElementsOfOneKind) {
  EXPECT_THAT(Beginnings(Page("<article><h1>Ferry returns</h1><section>" + std::string(kFerry) + "</section><section>" +
                              kYard + "</section><section>" + kPrice + "</section></article>")),
              ElementsAre("The ferry", "It had", "Tickets cost"));
}

TEST(FindArticle, AFurtherArticleBelowIsAnother) {
  std::string first;
  std::string second;
  for (const char* day : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}) {
    first += "<p>On " + std::string(day) +
             " the ferry sails at eight in the morning and comes back in the late afternoon.</p>";
    second += "<p>Every " + std::string(day) +
              " the library lends books to whoever brings a card and a reason, all day long.</p>"
              "<p>No " +
              std::string(day) + " passes without somebody who forgot both of them at home and has to go back.</p>";
  }
  const std::vector<std::string> beginnings =
      Beginnings(Page("<article><h1>Ferry returns</h1><div>" + first +
                      "</div></article><article><h1>Library opens</h1><div>" + second + "</div></article>"));
  EXPECT_THAT(beginnings,
              ElementsAre("On Monday", "On Tuesday", "On Wednesday", "On Thursday", "On Friday", "On Saturday"));
}

TEST(FindArticle, AFirstLevelHeadingBetweenParagraphsIsASubHeading) {
  std::string part;
  for (int i = 0; i < 6; ++i) {
    part += "<p>Point " + std::to_string(i) +
            " of the harbour master says how the ferry was mended and what it cost the town.</p>";
  }
  std::string further = part;
  for (size_t at = 0; (at = further.find("Point", at)) != std::string::npos; at += 5) further.replace(at, 5, "Item");
  EXPECT_EQ(
      Beginnings(Page("<div><h1>Ferry returns</h1>" + part + "<h1>What comes next</h1>" + further + "</div>")).size(),
      13u);
}

TEST(FindArticle, AHeadingThatIsNeverClosedEndsAtAParagraph) {
  EXPECT_THAT(Beginnings(Page("<h1>Ferry returns<div>" + std::string(kFerry) + kYard + "</div>")),
              ElementsAre("The ferry", "It had"));
}

TEST(FindArticle, ColumnsOfALayoutAreApart) {
  const std::string page =
      "<table><tr><td><a href=/>Home</a><br><a href=/sport>Sport</a></td><td><h1>Ferry returns</h1>The ferry between "
      "the two islands will sail again from Monday, the harbour master said.<br><br>It had been in the yard for eleven "
      "weeks, after a crack was found in its engine's shaft.</td><td>Buy a car<br>at the best yard in town, whose "
      "prices nobody else on the islands can offer.</td></tr></table>";
  EXPECT_THAT(Beginnings(Page(page)), ElementsAre("The ferry", "It had"));
  EXPECT_THAT(Beginnings(Article("<table><tr><td>Adults</td><td>four pounds</td></tr></table>")),
              ElementsAre("The ferry", "Adults four", "It had"));
}

TEST(FindArticle, CardsOfFurtherArticlesBelowStayOutside) {
  std::string cards;
  for (const char* name : {"bridge", "road", "canal"}) {
    cards += "<div><h3><a href=/a>A crack in the " + std::string(name) +
             "</a></h3><p>It was found by a boy of nine on "
             "his way to school, and nobody knows how old it is.</p></div>";
  }
  const std::string prose = std::string(kFerry) + kYard + kPrice;
  const std::string head = "<div class=story><h1>Ferry returns</h1>";
  EXPECT_THAT(Beginnings(Page(head + prose + cards + "</div>")), ElementsAre("The ferry", "It had", "Tickets cost"));
  // What the article is made of goes on behind them.
  EXPECT_THAT(Beginnings(Page(head + prose + cards + kFerry +
                              "<p>So it is said on both of the islands, by all who have "
                              "ever been there in winter.</p></div>")),
              testing::Contains("It was"));
}

TEST(FindArticle, WhatReactStreamsIsShown) {
  EXPECT_THAT(
      Beginnings(Page("<div hidden id=\"S:1\"><h1>Ferry returns</h1>" + std::string(kFerry) + kYard + "</div>")),
      ElementsAre("The ferry", "It had"));
}

TEST(FindArticle, CaptionsAreKeptApart) {
  const HtmlPage page = ReadHtmlPage(Article("<figure><img src=x><figcaption>The ferry at the "
                                             "quay</figcaption></figure><div class=photo-text>The yard in March</div>"
                                             "<figure><figcaption>The ferry at the quay</figcaption></figure>") +
                                     "<figure><figcaption>Of another article</figcaption></figure>");
  EXPECT_THAT(page.captions, ElementsAre("The ferry at the quay", "The yard in March"));
}

TEST(ReadHtmlPage, ReadsWhatThePageDeclares) {
  const HtmlPage page = ReadHtmlPage(
      "<!doctype html><html lang=en><head><title>Ferry returns | Harbour Post</title>"
      "<meta property=og:title content='Ferry returns'><meta property=og:site_name content='Harbour Post'>"
      "<meta property=article:published_time content=2024-03-01T08:00:00Z><meta name=DC.date content=2024-03-01>"
      "<meta name=author content='Ada Quist'><meta name=author content='Bo Rehn'>"
      "<link rel=canonical href=https://harbour.example/ferry></head><body><h1>Ferry\n "
      "<b>returns</b></h1></body></html>");
  EXPECT_EQ(page.og_title, "Ferry returns");
  EXPECT_EQ(page.first_h1, "Ferry returns");
  EXPECT_EQ(page.title, "Ferry returns | Harbour Post");
  EXPECT_EQ(page.url, "https://harbour.example/ferry");
  EXPECT_EQ(page.site, "Harbour Post");
  EXPECT_THAT(page.published, ElementsAre("2024-03-01T08:00:00Z", "2024-03-01"));
  EXPECT_THAT(page.by, ElementsAre("Ada Quist", "Bo Rehn"));
  EXPECT_EQ(page.language, "en");
}

TEST(ReadHtmlPage, AuthorsInMetaAreNames) {
  const auto by = [](const std::string& metas) { return ReadHtmlPage("<head>" + metas + "</head>").by; };
  EXPECT_THAT(by("<meta name=dc.creator content='Quist, Ada'><meta name=dc.creator content='Rehn, Bo'>"),
              ElementsAre("Ada Quist", "Bo Rehn"));
  EXPECT_THAT(by("<meta name=author content=a.quist@post.example><meta name=parsely-author content='Ada Quist'>"),
              ElementsAre("Ada Quist"));
  EXPECT_THAT(by("<meta property=article:author content=https://post.example/quist>"), IsEmpty());
  EXPECT_THAT(by("<meta name=author content=105092>"), IsEmpty());
}

TEST(ReadHtmlPage, BylinesAreReadNearTheHeadline) {
  const auto bylines = [](const std::string& body) { return ReadHtmlPage(Page(body)).bylines; };
  EXPECT_THAT(bylines("<h1>Ferry</h1><a rel=author>Ada Quist</a>, <a rel=author>Bo Rehn</a>"),
              ElementsAre("Ada Quist", "Bo Rehn"));
  EXPECT_THAT(bylines("<h1>Ferry</h1><p class=byline>By <span class=author-name>Ada Quist</span> 1 March</p>"),
              ElementsAre("Ada Quist"));
  // Those of other articles: above the headline, far below it, in a footer, in a comment.
  EXPECT_THAT(bylines("<i class=author>Cy Dahl</i><h1>Ferry</h1><i class=author>Ada Quist</i>" + std::string(kFerry) +
                      kYard + kPrice + kFerry + "<i class=author>Di Ek</i>"),
              ElementsAre("Ada Quist"));
  EXPECT_THAT(bylines("<h1>Ferry</h1><footer><a rel=author>Post Ltd</a></footer><i class=comment-author>Eve</i>"),
              IsEmpty());
  EXPECT_THAT(bylines("<h1>Ferry</h1><i class=author>By</i><i class=author>Photo: Post/Agency</i>"), IsEmpty());
}

TEST(ReadHtmlPage, BylinesAreToldByMarksOfManySystems) {
  const auto bylines = [](const std::string& byline) {
    return ReadHtmlPage(Page("<div><h1>Ferry</h1>" + byline + kFerry + kYard + "</div>")).bylines;
  };
  for (const char* byline : {
           "<span class='vcard author'><span class=fn>Ada Quist</span></span>",
           "<a class='p-author h-card' href=/quist>Ada Quist</a>",
           "<span property=schema:author>Ada Quist</span>",
           "<span itemprop=author content='Ada Quist'>from the newsroom</span>",
           "<p class=info>von <a href=/autoren/ada-quist>Ada Quist</a></p>",
           "<p class=author>Ada Quist | March 1, 2024 2:05 pm</p>",
           "<p class=author>作者：Ada Quist</p>",
           "<p class=post-author>Postado por Ada Quist</p>",
           "<div>Autor: Ada Quist</div>",
           "<p><strong>Ada Quist</strong></p>",
       }) {
    EXPECT_THAT(bylines(byline), ElementsAre("Ada Quist")) << byline;
  }
  EXPECT_THAT(bylines("<div>By Ada Quist, in <a href=/n>News</a>, <a href=/i>Islands</a></div>"),
              ElementsAre("By Ada Quist"));
  for (const char* none : {"<p><strong>What we know so far</strong></p>", "<p><strong>Update: Ferry</strong></p>",
                           "<p>By the time the ferry came, all was over</p>",
                           "<figure><meta itemprop=author "
                           "content='Ada Quist'></figure>"}) {
    EXPECT_THAT(bylines(none), IsEmpty()) << none;
    EXPECT_THAT(ReadHtmlPage(none).by, IsEmpty()) << none;
  }
}

TEST(ReadHtmlPage, OfSeveralTimesThatOfPublicationIsFirst) {
  const auto first = [](const std::string& body) {
    const HtmlPage page = ReadHtmlPage(Page(body));
    return page.published.empty() ? "" : page.published.front();
  };
  const std::string today = "<header><time datetime=2024-03-09>9 March</time></header>";
  EXPECT_EQ(first(today + "<h1>Ferry</h1><time datetime=2024-03-01>1 March</time>"), "2024-03-01");
  EXPECT_EQ(first("<h1>Ferry</h1><time class=updated datetime=2024-03-02></time><time class='entry-date published' "
                  "datetime=2024-03-01></time>"),
            "2024-03-01");
  EXPECT_EQ(first("<h1>Ferry</h1><abbr class=published title=2024-03-01>1 March</abbr>"), "2024-03-01");
  EXPECT_EQ(first("<h1>Ferry</h1><abbr title='Harbour Authority'>HA</abbr>"), "");
  EXPECT_EQ(first("<h1>Ferry</h1><span itemprop=datePublished content=2024-03-01>yesterday</span>"), "2024-03-01");
  EXPECT_EQ(first("<h1>Ferry</h1><span property='dc:date dc:created' content=2024-03-01>1 March</span>"), "2024-03-01");
  EXPECT_EQ(first("<h1>Ferry</h1><time class=updated datetime=2024-03-02></time>"), "2024-03-02");
}

TEST(ReadHtmlPage, LinesAroundTheHeadlineAreKept) {
  const HtmlPage page =
      ReadHtmlPage(Page("<header><p>9 March 2024</p></header><h2>Friday</h2><h1>Ferry returns</h1><p>1 March 2024</p>" +
                        std::string(kFerry) + kYard + "<p>7 March 2024</p>"));
  EXPECT_THAT(page.lines, ElementsAre("1 March 2024", testing::StartsWith("The ferry"), testing::StartsWith("It had"),
                                      "7 March 2024", "Friday"));
}

}  // namespace
}  // namespace wirefold
