#include "common/html/page.h"

#include <utility>

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
  return page;
}

}  // namespace wirefold
