#include "common/html/blocks.h"

#include <gtest/gtest.h>

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
  for (const char* html : {"<p>a</p>", "a<br>b", "a<br/>b", "a<br />\nb", "a<hr\n/>b", "see <a href=\"x\">this</a>",
                           "<P CLASS=x>a", "a</div>"}) {
    EXPECT_TRUE(LooksLikeHtml(html)) << html;
  }
  for (const char* text :
       {"a < b", "I <3 you", "the <p> tag", "x <b y> z", "a <b / c", "p <br ", "<not a tag>", "", "<"}) {
    EXPECT_FALSE(LooksLikeHtml(text)) << text;
  }
}

}  // namespace
}  // namespace wirefold
