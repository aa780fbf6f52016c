// Page: what an HTML page says of its article: metadata as the page declares it, and the blocks of the article.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/html/blocks.h"

namespace wirefold {

struct HtmlPage {
  std::vector<std::string> json_ld;  // texts of <script type="application/ld+json">
  std::string headline;              // og:title less the site's name, else the first h1, else <title>
  std::string summary;
  std::string url;  // canonical
  std::string site;
  std::string language;  // of <html>
  std::string published;
  std::string modified;
  std::vector<std::string> by;
  std::vector<Block> article;  // in order; no captions, no repeated paragraphs
};

// Linear, for whatever input. The article is found by the density of text and links and by names of elements, so that
// unknown sites in any language work.
HtmlPage ReadHtmlPage(std::string_view html);

}  // namespace wirefold
