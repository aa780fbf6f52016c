#include "common/intake/html_reader.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/base/ascii.h"
#include "common/html/page.h"
#include "common/intake/json_reader.h"
#include "common/intake/readable.h"

namespace wirefold {
namespace {

constexpr size_t kMinLdBodyBytes = 250;
constexpr double kMinLdShare = 0.6;  // of the text that the page shows; less was cut, at a paywall or a length

// The JSON-LD that says most of the article.
Article FromJsonLd(const HtmlPage& page, size_t& articles) {
  Article best;
  articles = 0;
  for (const std::string& json : page.json_ld) {
    std::optional<Article> article = ReadJsonLd(json);
    if (!article) continue;
    ++articles;
    if (articles == 1 || article->body.size() > best.body.size()) best = *std::move(article);
  }
  return best;
}

// A text of a script as the page would show it: blanks in a row are one.
std::string WithBlanksFolded(std::string_view text) {
  std::string folded;
  for (const char c : text) {
    if (c == ' ' && folded.ends_with(' ')) continue;
    folded += c;
  }
  return folded;
}

void FillIn(std::string& field, const std::string& other) {
  if (StandsForNothing(field)) field = ReadableLine(other);
}

}  // namespace

Article ReadHtml(std::string_view html) {
  const HtmlPage page = ReadHtmlPage(html);
  std::string shown;
  for (const Block& block : page.article) {
    if (!shown.empty()) shown += "\n\n";
    shown += block.text;
  }
  size_t articles = 0;
  Article article = FromJsonLd(page, articles);
  const auto needed = static_cast<size_t>(kMinLdShare * static_cast<double>(shown.size()));
  const bool cut = article.body.size() < std::max(kMinLdBodyBytes, needed);
  article.body = articles != 1 || cut ? ReadableText(std::move(shown)) : WithBlanksFolded(article.body);
  FillIn(article.headline, page.headline);
  FillIn(article.summary, page.summary);
  FillIn(article.url, page.url);
  FillIn(article.published, page.published);
  FillIn(article.modified, page.modified);
  FillIn(article.language, page.language);
  FillIn(article.publisher, page.site);
  if (article.by.empty()) article.by = page.by;
  return article;
}

bool LooksLikePage(std::string_view text) {
  constexpr size_t kBeginningBytes = 1024;
  text = text.substr(0, kBeginningBytes);
  for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view tag = text.substr(at);
    if (StartsIgnoringCase(tag, "<!doctype html") || StartsIgnoringCase(tag, "<html") ||
        StartsIgnoringCase(tag, "<head")) {
      return true;
    }
    // Before a page: comments, declarations, white space.
    if (!tag.starts_with("<!--") && !tag.starts_with("<?")) return false;
    const size_t end = text.find('>', at);
    if (end == std::string_view::npos) return false;
    at = end;
  }
  return false;
}

}  // namespace wirefold
