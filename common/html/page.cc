#include "common/html/page.h"

#include <utility>

#include "common/html/byline_finder.h"
#include "common/html/dom.h"
#include "common/html/find_article.h"
#include "common/html/page_metadata.h"

namespace wirefold {

HtmlPage ReadHtmlPage(std::string_view html) {
  const Dom dom(html);
  HtmlPage page;
  ReadPageMetadata(dom, page);
  FoundArticle found = FindArticle(BlocksOf(dom), {page.og_title, page.title, page.first_h1});
  page.article = std::move(found.blocks);
  page.captions = std::move(found.captions);
  page.heading = std::move(found.headline);
  page.lines = std::move(found.lines);
  if (page.bylines.empty()) page.bylines = LabelledNames(page.lines);
  if (page.bylines.empty() && !page.article.empty() && !page.language.starts_with("de")) {
    // Nouns of German have capitals, too.
    for (const Block* block : {&page.article.front(), &page.article.back()}) {
      if (page.bylines.empty() && block->bold && IsSignature(block->text)) page.bylines.push_back(block->text);
    }
  }
  page.state = dom.state();
  return page;
}

}  // namespace wirefold
