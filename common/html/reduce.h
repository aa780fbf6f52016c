// Reduce: HTML with only what a reader of its tree asks for, within bounds that a tree builder takes in linear time,
// whatever was sent. Most of a page is scripts, styles and attributes: the tree builder never sees them. For
// common/html.
//
//   Reduce("<!-- c --><p onclick=f() class=a>x<script>y</script>").html  // "<p class=a>x"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

// Elements open at once, formatting elements open at once, attributes of one tag: what is beyond is left out, its text
// stays. Tree builders take the square of each.
inline constexpr int kMaxOpenElements = 256;
inline constexpr int kMaxOpenFormatting = 16;
inline constexpr int kMaxAttributes = 64;

struct ReducedHtml {
  std::string html;
  // Contents of <script type="application/ld+json">, and of other scripts long enough to hold the page's state, in
  // order. Views of the input.
  std::vector<std::string_view> json_ld;
  std::vector<std::string_view> state;
};

// Whether what stands in <noscript> is read as any other markup. It is mostly notices and pictures to count readers.
enum class NoScript { kLeftOut, kRead };

// Linear. Out go comments, attributes that nothing asks for (kKept in reduce.cc), elements whose text nobody reads,
// tags beyond the bounds. What is left stays as it was written.
ReducedHtml Reduce(std::string_view html, NoScript noscript = NoScript::kLeftOut);

}  // namespace wirefold
