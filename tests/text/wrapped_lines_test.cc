#include "common/text/wrapped_lines.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace wirefold {
namespace {

std::string Joined(std::string text) {
  JoinWrappedLines(text);
  return text;
}

TEST(JoinWrappedLines, LinesBrokenForTheWidthAreOne) {
  EXPECT_EQ(
      Joined("The branch library that closed eleven years ago\nwill open again in Lowmoor after residents had\nraised "
             "enough to buy the building at the sale.\n\nThey plan to lend tools and sewing machines too,\nand have "
             "asked the county for a health visitor\nin the former reading room on two mornings.\n"),
      "The branch library that closed eleven years ago will open again in Lowmoor after residents had raised "
      "enough to buy the building at the sale.\n\nThey plan to lend tools and sewing machines too, and have asked "
      "the county for a health visitor in the former reading room on two mornings.\n");
}

TEST(JoinWrappedLines, OthersStay) {
  for (const char* text : {"", "One line", "Short\nlines\nof\na\nlist\nand\nmore",
                           "A line of a poem that is long enough to count\nand one that had room\nA line of a poem "
                           "that is long enough to\n"
                           "and one that had room\nand one that had room\nand one that had room\n"}) {
    EXPECT_EQ(Joined(text), text);
  }
}

constexpr std::string_view kLine[] = {"Surveyors found that the roof of the old school,",
                                      "which had been kept dry by a tarpaulin that all",
                                      "neighbours paid for, would stand another thirty-",
                                      "one winters, and the oak shelves even longer.",
                                      "The county had expected the site to be sold to a",
                                      "builder and was glad to be proved wrong by those",
                                      "who would not let go."};
constexpr std::string_view kFirst =
    "Surveyors found that the roof of the old school, which had been kept dry by a tarpaulin that all neighbours paid "
    "for, would stand another thirty-one winters, and the oak shelves even longer.";
constexpr std::string_view kSecond =
    "The county had expected the site to be sold to a builder and was glad to be proved wrong by those who would not "
    "let go.";

// Two paragraphs, with what ends a line, what ends the first paragraph and what begins the second one.
std::string Wrapped(std::string_view line_end, std::string_view paragraph_end) {
  std::string text;
  for (size_t i = 0; i < std::size(kLine); ++i) {
    if (i > 0) text += i == 4 ? paragraph_end : line_end;
    text += kLine[i];
  }
  return text;
}

TEST(JoinWrappedLines, WhateverEndsLinesAndParagraphs) {
  struct Case {
    std::string_view line_end, paragraph_end;
  };
  for (const auto& [line_end, paragraph_end] : {Case{"\n", "\n\n"},
                                                {"\r\n", "\r\n\r\n"},
                                                {"\r", "\r\r"},
                                                {" \n", "\n \t \n"},
                                                {"\u00A0\n", "\n\u00A0\n"},
                                                {"\u2028", "\u2028\u2028"},
                                                {"\v", "\n\n"},
                                                {"\n", "\n    "},
                                                {"\n", "\n\t"},
                                                {"\n  ", "\n\n  "},
                                                {"\n\n", "\n\n\n\n"}}) {
    std::string expected(kFirst);
    // The indent stays, as the end of the paragraph does.
    expected.append(paragraph_end).append(kSecond);
    EXPECT_EQ(Joined(Wrapped(line_end, paragraph_end)), expected) << line_end << paragraph_end;
  }
}

TEST(JoinWrappedLines, ALongLineBesideThemChangesNothing) {
  const std::string notice(200, 'x');
  EXPECT_EQ(Joined(Wrapped("\n", "\n\n") + "\n\n" + notice),
            std::string(kFirst) + "\n\n" + std::string(kSecond) + "\n\n" + notice);
  const std::string article(2000, 'x');
  const std::string beside = Wrapped("\n", "\n\n") + "\n\n" + article;
  EXPECT_EQ(Joined(beside), beside) << "most of the text is not wrapped";
}

TEST(JoinWrappedLines, LettersWithoutBlanksAreJoinedWithoutThem) {
  EXPECT_EQ(Joined("港务委员会星期四决定为最后一艘蒸汽\n渡轮购买新锅炉，使它能够再运送乘客\n一个夏天，委员们这样说。\n"
                   "\n这艘船建于一百多年前，今年一月没有\n通过压力测"
                   "试，工程师警告说修理费用\n会超过码头一年的开支。"),
            "港务委员会星期四决定为最后一艘蒸汽渡轮购买新锅炉，使它能够再运送乘客一个夏天，委员们这样说。\n\n这艘船建于"
            "一百多年前，今年一月没有通过压力测"
            "试，工程师警告说修理费用会超过码头一年的开支。");
}

TEST(JoinWrappedLines, ParagraphsOfALineEachStay) {
  const std::string text =
      "The council met on Tuesday and agreed.\n\nNobody had asked for a count of the votes.\n\nThe mayor thanked the "
      "clerk for her patience.\n\nShe has kept the minutes for forty years.\n\nA new clerk will be sought in the "
      "spring.\n\n"
      "The hall was empty by a quarter past nine.";
  EXPECT_EQ(Joined(text), text);
}

}  // namespace
}  // namespace wirefold
