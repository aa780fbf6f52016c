#include "common/html/blocks.h"

#include <gtest/gtest.h>

#include "common/html/page.h"

namespace wirefold {
namespace {

TEST(TextOfHtml, ParagraphsAndLineBreaks) {
  EXPECT_EQ(TextOfHtml("<p>One&nbsp;two.</p><p>Three<br>four.</p>"), "One\u00A0two.\n\nThree\nfour.");
  EXPECT_EQ(TextOfHtml("One<br/><br/>two"), "One\n\ntwo");
  EXPECT_EQ(TextOfHtml("<ul><li>One</li><li>Two</li></ul>after"), "One\n\nTwo\n\nafter");
}

TEST(TextOfHtml, InlineTagsNeitherAddNorLoseSpaces) {
  EXPECT_EQ(TextOfHtml("<p>a<b>b</b>c <i>d</i> e<span> f</span></p>"), "abc d e f");
  EXPECT_EQ(TextOfHtml("<p>\n  two\n  lines\n</p>"), "two lines");
}

TEST(TextOfHtml, WhatNobodyReadsIsNoText) {
  EXPECT_EQ(TextOfHtml("<p>a</p><script>x<y</script><style>p{}</style><nav>menu</nav><p hidden>h</p>"
                       "<p style='display: none'>n</p><!-- c --><p>b</p>"),
            "a\n\nb");
}

TEST(TextOfHtml, CaptionsAreApart) {
  EXPECT_EQ(TextOfHtml("<p>a</p><figure><img src=x><figcaption>A boat</figcaption></figure><p>b</p>"), "a\n\nb");
}

TEST(TextOfHtml, BrokenMarkupLosesNoText) {
  EXPECT_EQ(TextOfHtml("<p>a<p>b<div>c"), "a\n\nb\n\nc");
  EXPECT_EQ(TextOfHtml("a < b & c <unknown>d</unknown>"), "a < b & c d");
}

TEST(LooksLikeHtml, OnlyMarkupDoes) {
  for (const char* html : {"<p>a</p>", "a<br>b", "a<br/>b", "see <a href=\"x\">this</a>", "<P CLASS=x>a", "a</div>"}) {
    EXPECT_TRUE(LooksLikeHtml(html)) << html;
  }
  for (const char* text : {"a < b", "I <3 you", "the <p> tag", "x <b y> z", "<not a tag>", "", "<"}) {
    EXPECT_FALSE(LooksLikeHtml(text)) << text;
  }
}

constexpr const char* kPage = R"(<!doctype html><html lang="en"><head>
<title>Ferry returns | Harbour Post</title>
<meta property="og:title" content="Ferry returns | Harbour Post"><meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-03-01T08:00:00Z"><meta name="author" content="Ada Quist">
<link rel="canonical" href="https://harbour.example/ferry"></head><body>
<div class="menu"><a href="/">Home</a> <a href="/sport">Sport</a></div>
<div class="cookie-consent"><p>We and our partners keep small files on your device, and you may say no to each of them here.</p></div>
<div class="story"><h1>Ferry returns</h1>
<p>The ferry between the two islands will sail again from Monday, the harbour master said on Friday at the quay.</p>
<p>It had been in the yard for eleven weeks, after a crack was found in the shaft of its older engine in January.</p>
<div class="related-links"><p><a href="/a">A crack in the shaft of the ferry's older engine stops it for weeks</a></p></div>
<p>It had been in the yard for eleven weeks, after a crack was found in the shaft of its older engine in January.</p>
<p>Tickets cost as much as before.</p></div>
<div class="comments"><p>I never liked that ferry, and I will go by the bridge as long as there is a bridge to go by.</p></div>
</body></html>)";

TEST(ReadHtmlPage, FindsTheArticleAmongTheRest) {
  const HtmlPage page = ReadHtmlPage(kPage);
  ASSERT_EQ(page.article.size(), 3u);  // a paragraph that stands twice is one
  EXPECT_TRUE(page.article[0].text.starts_with("The ferry between"));
  EXPECT_EQ(page.article[2].text, "Tickets cost as much as before.");
}

TEST(ReadHtmlPage, ReadsWhatThePageDeclares) {
  const HtmlPage page = ReadHtmlPage(kPage);
  EXPECT_EQ(page.headline, "Ferry returns");
  EXPECT_EQ(page.url, "https://harbour.example/ferry");
  EXPECT_EQ(page.site, "Harbour Post");
  EXPECT_EQ(page.published, "2024-03-01T08:00:00Z");
  EXPECT_EQ(page.by, (std::vector<std::string>{"Ada Quist"}));
  EXPECT_EQ(page.language, "en");
}

}  // namespace
}  // namespace wirefold
