// ChooseHeadline: of what a page calls its article in several places, the headline that a reader sees.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// One line each, or empty.
struct PageTitles {
  std::string json_ld;  // headline
  std::string og;       // og:title
  std::string h1;
  std::string title;  // <title>
  std::string site;
};

// "A headline | The Valley Times" is without the site where its name or another title shows where it begins. JSON-LD
// and og:title often differ: one of them, made for search engines, is what <title> says; the other is the headline.
std::string ChooseHeadline(PageTitles titles);

}  // namespace wirefold
