// Page: what an HTML page says of its article: metadata as the page declares it, and the blocks of the article.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/html/blocks.h"

namespace wirefold {

// Texts are one line each, with the page's own character references read. What the page does not say is empty.
struct HtmlPage {
  std::vector<std::string> json_ld;     // texts of <script type="application/ld+json">
  std::vector<std::string_view> state;  // other scripts that may hold the article: views of the page
  std::string og_title;
  std::string first_h1;  // that has text
  std::string heading;   // the article's, of any level, when the page's titles tell which one it is
  std::string title;     // of <title>
  std::string summary;
  std::string url;  // canonical
  std::string site;
  std::string language;                // of <html>
  std::vector<std::string> published;  // what may be its time, as written; the likeliest first
  std::string data_time;               // right below the headline, in an attribute that is for scripts
  std::string modified;
  std::vector<std::string> by;        // as <meta> says
  std::vector<std::string> keywords;  // as <meta> says; a list of them may be one text
  std::string access;                 // "locked", "false": not free to read
  std::vector<std::string> bylines;   // as elements near the headline say: "By Ada Quist"
  std::vector<std::string> lines;     // short ones around the headline, where dates stand; the likeliest first
  std::vector<Block> article;         // in order; no captions, no repeated paragraphs
  std::vector<std::string> captions;  // of its pictures
};

// Linear, for whatever input. The article is found by the density of text and links and by names of elements, so that
// unknown sites in any language work.
HtmlPage ReadHtmlPage(std::string_view html);

}  // namespace wirefold
