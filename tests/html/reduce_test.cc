#include "common/html/reduce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/html/blocks.h"

namespace wirefold {
namespace {

using testing::ElementsAre;

std::string Times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Reduce, WhatIsReadStaysAsItIs) {
  for (const char* html :
       {"<p class=\"a > b\">x</p>", "<p id=a/b class='c'>x", "a < b <3", "<!doctype html><title>x<b></title>",
        "<title>x", "<h1 ID=a>y</H1>", "<p hidden>x", "<p style=\"display:none\">x"}) {
    EXPECT_EQ(Reduce(html).html, html);
  }
}

struct Case {
  const char* html;
  const char* reduced;
};

TEST(Reduce, WhatNobodyReadsGoes) {
  for (const Case& one : {
           // Comments, and what counts as one.
           Case{"a<!-- <p> -- > -->b", "ab"},
           {"a<!-->b-->", "ab-->"},
           {"a<!--->b", "ab"},
           {"a<!-- x --!>b", "ab"},
           {"a<!-- b", "a"},
           {"a<?php b ?>c", "ac"},
           {"a<![endif]>b", "ab"},
           {"a</ b>c", "ac"},
           // Attributes.
           {"<p onclick=\"f('>')\" class=a data-x>b", "<p class=a>b"},
           {"<p =a class=b>c", "<p class=b>c"},
           {"<a href=\"x\" rel=author>b</a>", "<a rel=author>b</a>"},
           {"<link href=x rel=canonical>", "<link href=x rel=canonical>"},
           {"<p style='color:red'>x", "<p>x"},
           // Elements.
           {"a<script>b</p></script >c", "ac"},
           {"a<SCRIPT>if (x</y/) '</scripted>'</script\n>c", "ac"},
           {"a<script>b", "a"},
           {"a<style>b</style>c", "ac"},
           {"a<noscript><p>b</p></noscript>c", "ac"},
           {"a<noscript><p>b</p>", "a<p>b</p>"},
           {"a<img src=x>b<input>c</input>d", "abcd"},
           {"a<svg><path d='M0'/><title>b</title><svg></svg></svg>c", "ac"},
           {"a<svg/>b<svg><circle>", "ab"},
           {"a<svg><g><p>b", "a<p>b"},
           {"a<math><mi>b</mi></math>c", "ac"},
           // Tags without an end.
           {"a<p class='b", "a"},
           {"a</p", "a"},
       }) {
    EXPECT_EQ(Reduce(one.html).html, one.reduced) << one.html;
  }
}

TEST(Reduce, ScriptsThatHoldDataAreKeptApart) {
  const std::string state = "window.state = [" + Times(500, " ") + "]";
  const std::string html = "<script type=\"application/ld+json; charset=utf-8\">{\"a\":\"<p>\"}</script><script>" +
                           state + "</script><script>{}</script><!-- <script type=application/ld+json>[2]</script> -->";
  const ReducedHtml reduced = Reduce(html);
  EXPECT_EQ(reduced.html, "");
  EXPECT_THAT(reduced.json_ld, ElementsAre("{\"a\":\"<p>\"}"));
  EXPECT_THAT(reduced.state, ElementsAre(state));
}

TEST(Reduce, ElementsBeyondTheDepthLoseTheirTagsAndKeepTheirText) {
  const int depth = 10 * kMaxOpenElements;
  const std::string nested = Times(depth, "<div>") + "text" + Times(depth, "</div>");
  EXPECT_EQ(Reduce(nested).html, Times(kMaxOpenElements, "<div>") + "text" + Times(kMaxOpenElements, "</div>"));
  EXPECT_EQ(TextOfHtml(Times(20'000, "<table><tr><td>") + "text"), "text");
  EXPECT_EQ(TextOfHtml(Times(20'000, "<b><i>") + "text"), "text");
  EXPECT_EQ(TextOfHtml("<svg>" + Times(20'000, "<td></x>") + "<p>text"), "text");
}

TEST(Reduce, AttributesBeyondTheirNumberGo) {
  const std::string html = "<p" + Times(kMaxAttributes, " id=1") + " class=2>x";
  EXPECT_EQ(Reduce(html).html, "<p" + Times(kMaxAttributes, " id=1") + ">x");
}

}  // namespace
}  // namespace wirefold
