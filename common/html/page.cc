#include "common/html/page.h"

#include "common/html/dom.h"
#include "common/html/find_article.h"
#include "common/html/page_metadata.h"

namespace wirefold {

HtmlPage ReadHtmlPage(std::string_view html) {
  const Dom dom(html);
  HtmlPage page;
  ReadPageMetadata(dom, page);
  page.article = FindArticle(BlocksOf(dom), {page.og_title, page.title, page.first_h1});
  return page;
}

}  // namespace wirefold
