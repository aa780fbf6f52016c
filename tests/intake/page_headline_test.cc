#include "common/intake/page_headline.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

struct Case {
  PageTitles titles;  // JSON-LD, og:title, h1, <title>, site
  const char* headline;
};

TEST(ChooseHeadline, IsWhatAReaderSees) {
  for (const Case& one : {
           Case{{"", "", "", "Ferry returns", ""}, "Ferry returns"},
           {{"", "", "Ferry returns", "Ferry returns | Post", ""}, "Ferry returns"},
           {{"", "Ferry returns | Post", "", "", "Post"}, "Ferry returns"},
           // Another title shows where the site's name begins.
           {{"", "Ferry returns - post.example", "Ferry returns", "", ""}, "Ferry returns"},
           {{"Ferry returns | Local", "Ferry returns | Local", "Ferry returns", "", ""}, "Ferry returns"},
           {{"渡し船が再開", "渡し船が再開：港新聞", "", "", ""}, "渡し船が再開"},
           {{"", "Ferry returns | Post News", "", "", "Post"}, "Ferry returns"},
           {{"", "Ferry returns | Island life", "", "", "Post"}, "Ferry returns | Island life"},
           // No other title shows it: the site stands behind the last mark.
           {{"", "", "", "Ferry returns after eleven weeks - Harbour Post", ""}, "Ferry returns after eleven weeks"},
           {{"", "", "", "Ferry returns - eleven weeks after the crack was found", ""},
            "Ferry returns - eleven weeks after the crack was found"},
           // A title that only begins alike is another one.
           {{"", "Ferry returns to port", "Ferry returns", "", ""}, "Ferry returns to port"},
           // JSON-LD and og:title differ: the headline is what <title> does not say.
           {{"Ferry: times and prices", "Ferry returns", "Ferry: times and prices", "Ferry: times and prices | Post",
             ""},
            "Ferry returns"},
           {{"Ferry returns", "Ferry: times and prices", "Ferry: times and prices", "Ferry: times and prices", ""},
            "Ferry returns"},
           {{"", "The Post: Ferry returns", "Ferry returns", "", "The Post"}, "Ferry returns"},
           // No heading says either of them.
           {{"Ferry: times", "Ferry returns", "Welcome", "Ferry: times", ""}, "Ferry: times"},
       }) {
    EXPECT_EQ(ChooseHeadline(one.titles), one.headline) << one.titles.json_ld << " / " << one.titles.og;
  }
}

}  // namespace
}  // namespace wirefold
