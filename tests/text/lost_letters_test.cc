#include "common/text/lost_letters.h"

#include <string>

#include "gtest/gtest.h"

namespace wirefold {
namespace {

std::string Marked(std::string text) {
  MarkLostLetters(text);
  return text;
}

std::string WithoutStray(std::string text) {
  DropStrayJoiners(text);
  return text;
}

TEST(DropStrayJoiners, BesideAsciiAndAtTheEnds) {
  EXPECT_EQ(WithoutStray("\u200COSLO (\u200CAP\u200C) \u200D\u2014 \u180EThe ferry\u200C"),
            "OSLO (AP) \u2014 The ferry");
  for (const char* text : {"", "plain", "\u0645\u06CC\u200C\u0634\u0648\u062F", "\u0915\u094D\u200D\u0937",
                           "\U0001F468\u200D\U0001F469"}) {
    EXPECT_EQ(WithoutStray(text), text);
  }
}

TEST(MarkLostLetters, WhereATextHasSeveral) {
  EXPECT_EQ(Marked("Der Rat hat f?r die F?hre und die B?cherei gestimmt. Wirklich?"),
            "Der Rat hat f\uFFFDr die F\uFFFDhre und die B\uFFFDcherei gestimmt. Wirklich?");
  EXPECT_EQ(Marked("f??r die F??hre und die B??cherei"), "f\uFFFDr die F\uFFFDhre und die B\uFFFDcherei");
  EXPECT_EQ(Marked("f\u25A1r die F\u25A1hre und die B\u25A1cherei"), "f\uFFFDr die F\uFFFDhre und die B\uFFFDcherei");
}

TEST(MarkLostLetters, OthersStay) {
  for (const char* text :
       {"f?r die F?hre", "Why?Because.Who?Me.What?Nothing.How?Well.",
        "the state?s clerk said she didn?t, and we?ve heard",
        "Look at a.example/x?page=2 and b.example/y?q=1 and c.example/z?id=3 and d.example/?x=1", "Who? Me? Why? How?",
        "What?! he said. Who?!? she asked. ???", "\u00BFQui\u00E9n?\u00BFQui\u00E9n?\u00BFQui\u00E9n?"}) {
    EXPECT_EQ(Marked(text), text);
  }
}

}  // namespace
}  // namespace wirefold
