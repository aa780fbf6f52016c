#include "common/html/page.h"

#include <utility>

#include "common/html/byline_finder.h"
#include "common/html/dom.h"
#include "common/html/find_article.h"
#include "common/html/page_metadata.h"

namespace wirefold {
namespace {

constexpr size_t kMinShownBytes = 250;     // of text: with less, a page shows no article without scripts
constexpr size_t kMinNoScriptBytes = 500;  // of an article for readers without scripts; less is a notice

size_t BytesOf(const std::vector<Block>& blocks) {
  size_t bytes = 0;
  for (const Block& block : blocks) bytes += block.text.size();
  return bytes;
}

FoundArticle Find(std::string_view html, const Dom& dom, const std::vector<std::string>& headlines) {
  FoundArticle found = FindArticle(BlocksOf(dom), headlines);
  if (BytesOf(found.blocks) >= kMinShownBytes || html.find("<noscript") == std::string_view::npos) return found;
  FoundArticle other = FindArticle(BlocksOf(Dom(html, NoScript::kRead)), headlines);
  return BytesOf(other.blocks) >= kMinNoScriptBytes ? other : found;
}

}  // namespace

HtmlPage ReadHtmlPage(std::string_view html) {
  const Dom dom(html);
  HtmlPage page;
  ReadPageMetadata(dom, page);
  FoundArticle found = Find(html, dom, {page.og_title, page.title, page.first_h1});
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
