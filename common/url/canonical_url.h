// Canonicalise: one spelling for the many addresses of one page, and whose page it is.
//
//   Canonicalise("https://www.google.com/amp/s/m.harbour.example/a/b/amp?utm_source=rss#top");
//   // {text "https://harbour.example/a/b", publisher "harbour.example"}
//
// The text is a key: two articles that have it in common are one page. It is no promise that the page answers there.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

struct CanonicalUrl {
  std::string text;       // empty: no address of a web page
  std::string publisher;  // registrable domain; empty: none (an IP address, "localhost"), or no address
  bool operator==(const CanonicalUrl&) const = default;
};

// Folded: caches and redirects that hold the page's own address, the scheme, "www", mobile and AMP hosts and paths,
// user information, the scheme's own port, tracking parameters, the fragment, a final '/', escapes. Linear.
CanonicalUrl Canonicalise(std::string_view url);

}  // namespace wirefold
