// ArticlePages: what tells one page of an article from the others, in its address and in its headline, so that the rest
// is equal for all pages and for the page that has them all.
//
//   ReadPageAddress("https://harbour.example/long-read?page=2", …)     // {"https://harbour.example/long-read", marked}
//   ReadPageAddress("https://harbour.example/long-read?view=all", …)   // the same
//   ReadPageAddress("https://harbour.example/long-read", …)            // the same address, not marked
//   ReadPageAddress("https://harbour.example/tag/ferries/page/2", …)   // {}: a list of articles
//   WithoutPageMark("Long read (2/3)")                                 // "Long read"
//
// A number alone is no mark where it may be an id, a date or the second article of one name: "?id=2", "/2026/11/2",
// "/long-read-2".
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

struct PageAddress {
  std::string article;  // without the mark; empty: not the address of an article, as far as can be told
  bool marked = false;  // it says which page it is, or that it has all of them
  bool operator==(const PageAddress&) const = default;
};

// `canonical` is Canonicalise(url).text. Linear.
PageAddress ReadPageAddress(std::string_view canonical, std::string_view url);

// "Page 2", "2/3", "(Seite 2 von 3)" between marks of separation go, with one of these.
std::string WithoutPageMark(std::string_view headline);

}  // namespace wirefold
