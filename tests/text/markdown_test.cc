#include "common/text/markdown.h"

#include <gtest/gtest.h>

#include <string>

namespace wirefold {
namespace {

TEST(Markdown, LinksStrongTextAndHeadingsLoseTheirMarks) {
  const std::pair<const char*, const char*> cases[] = {
      {"The **park** is open.", "The park is open."},
      {"The [park](https://a.example/x) is open.", "The park is open."},
      {"**One** and **two words**.", "One and two words."},
      {"## Ice\n\nThe **park** is open.", "Ice\n\nThe park is open."},
      {"![A skater](https://a.example/p.jpg)\n\n**Skaters** return.", "\n\nSkaters return."},
      {"[The **park**](https://a.example) is open.", "The park is open."},
  };
  for (const auto& [text, wanted] : cases) {
    EXPECT_TRUE(LooksLikeMarkdown(text)) << text;
    EXPECT_EQ(TextOfMarkdown(text), wanted);
  }
}

TEST(Markdown, TextThatOnlyHasSuchMarksIsNone) {
  for (const char* text : {"", "2 ** 3 is eight", "He said [sic] so (http://a.example)", "a [+] (b) c", "**", "** **",
                           "# 1 in the charts", "*** the end ***", "[note](see below)"}) {
    EXPECT_FALSE(LooksLikeMarkdown(text)) << text;
  }
}

}  // namespace
}  // namespace wirefold
