// Canonical form of an article's URL, and its publisher.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

struct CanonicalUrl {
  std::string text;       // without fragment, tracking parameters, mobile and AMP forms; empty for no http(s) URL
  std::string publisher;  // lower-case host without "www.", "m.", "amp."; empty likewise
  bool operator==(const CanonicalUrl&) const = default;
};

CanonicalUrl Canonicalise(std::string_view url);

}  // namespace wirefold
