#include "common/news/repeats.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/news/clean.h"

namespace wirefold {
namespace {

const std::string kOne = "The island\u2019s only road was washed away by rain on Sunday night, the council said.";
const std::string kTwo = "Two hundred people were brought off by boat, and forty stayed with their sheep.";
const std::string kThree = "Engineers hope to lay a bridge of steel before the ferry goes back to its own harbour.";

struct Case {
  const char* name;
  std::vector<std::string> lines;
  std::string body;
  std::string standfirst = "";
};

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n\n") + line;
  return text;
}

std::string Straight(std::string line) {
  for (size_t at; (at = line.find("\u2019")) != std::string::npos;) line.replace(at, 3, "'");
  return line;
}

TEST(Repeats, WhatATextSaysTwiceIsKeptOnce) {
  const std::string whole = Joined({kOne, kTwo, kThree});
  const Case cases[] = {
      {"whole", {kOne, kTwo, kThree, kOne, kTwo, kThree}, whole},
      {"with other quotes", {kOne, kTwo, kThree, Straight(kOne), kTwo, kThree}, whole},
      {"paragraph by paragraph", {kOne, kOne, kTwo, kTwo, kThree, kThree}, whole},
      {"its beginning first", {kOne, kTwo, kOne, kTwo, kThree}, whole},
      {"with its title and byline",
       {"Rain takes the road", "By Ada Quist", kOne, kTwo, kThree, "Rain takes the road", "By Ada Quist", kOne, kTwo,
        kThree},
       Joined({"Rain takes the road", "By Ada Quist", kOne, kTwo, kThree})},
      {"with a row of marks between", {kOne, kTwo, kThree, "* * *", kOne, kTwo, kThree}, whole},
      {"with subheads",
       {kOne, "The bridge", kTwo, kThree, kOne, "The bridge", kTwo, kThree},
       Joined({kOne, "The bridge", kTwo, kThree})},
      {"with a short last line",
       {kOne, kTwo, kThree, "Nobody drowned.", kOne, kTwo, kThree, "Nobody drowned."},
       Joined({kOne, kTwo, kThree, "Nobody drowned."})},
      {"in one line first", {kOne + " " + kTwo + " " + kThree, kOne, kTwo, kThree}, whole},
      {"in one line last", {kOne, kTwo, kThree, kOne + kTwo + kThree}, whole},
      {"its first words first",
       {kOne.substr(0, 60) + "\u2026", kOne, kTwo, kThree},
       whole,
       kOne.substr(0, 60) + "\u2026"},
  };
  for (const Case& one : cases) {
    Article article;
    article.body = Joined(one.lines);
    const CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
    EXPECT_EQ(clean.body, one.body) << one.name;
    EXPECT_EQ(clean.standfirst, one.standfirst) << one.name;
  }
}

TEST(Repeats, WhatIsSaidAgainByIntentStays) {
  const std::string refrain = "We shall not be moved from the harbour, they sang, and the boats lay still.";
  for (const std::vector<std::string>& lines : {
           std::vector<std::string>{kOne, refrain, kTwo, refrain, kThree},
           std::vector<std::string>{"No.", kOne, "No.", kTwo, "No.", kThree},
           std::vector<std::string>{kOne.substr(0, 60) + "\u2026", kTwo, kThree},
           std::vector<std::string>{kOne + " " + kTwo, kThree, kTwo + " Later."},
       }) {
    Article article;
    article.body = Joined(lines);
    const CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
    EXPECT_EQ(clean.body, article.body);
  }
}

}  // namespace
}  // namespace wirefold
