#include "common/html/bounds.h"

#include <gtest/gtest.h>

#include "common/html/blocks.h"

namespace wirefold {
namespace {

std::string Times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(WithinBounds, APageWithinThemStaysAsItIs) {
  for (const char* html : {"<p class=\"a > b\">x</p>", "<a href=x>y</a><br/>", "a < b <3 </ >", "<!-- <div> -->",
                           "<script>a<b</script>", "<unclosed", "<p a='1", "</p", "<!doctype html><title>x</title>"}) {
    EXPECT_EQ(WithinBounds(html), html);
  }
}

TEST(WithinBounds, ElementsBeyondTheDepthLoseTheirTagsAndKeepTheirText) {
  const int depth = 10 * kMaxOpenElements;
  const std::string nested = Times(depth, "<div>") + "text" + Times(depth, "</div>");
  EXPECT_EQ(WithinBounds(nested), Times(kMaxOpenElements, "<div>") + "text" + Times(kMaxOpenElements, "</div>"));
  EXPECT_EQ(TextOfHtml(Times(20'000, "<table><tr><td>") + "text"), "text");
  EXPECT_EQ(TextOfHtml(Times(20'000, "<b><i>") + "text"), "text");
}

TEST(WithinBounds, AttributesBeyondTheirNumberGo) {
  const std::string html = "<p" + Times(kMaxAttributes, " a=1") + " b=2 c>x";
  EXPECT_EQ(WithinBounds(html), "<p" + Times(kMaxAttributes, " a=1") + ">x");
}

}  // namespace
}  // namespace wirefold
