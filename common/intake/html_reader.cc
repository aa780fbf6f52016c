#include "common/intake/html_reader.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/base/ascii.h"
#include "common/html/page.h"
#include "common/intake/json_reader.h"
#include "common/intake/page_headline.h"
#include "common/intake/readable.h"
#include "common/news/letters.h"
#include "common/news/written_time.h"

namespace wirefold {
namespace {

constexpr size_t kMinLdBodyBytes = 250;
constexpr size_t kMaxTimeLineBytes = 60;
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

// A page that shows no article yet: its program would show one of its state.
void TakeState(const HtmlPage& page, Article& article) {
  std::vector<std::string> titles;
  for (const std::string& title : {article.headline, page.og_title, page.first_h1, page.title}) {
    titles.push_back(ReadableLine(title));
  }
  std::optional<Article> state = ReadPageState(page.state, titles);
  if (!state) return;
  article.body = std::move(state->body);
  for (std::string Article::*field : {&Article::headline, &Article::summary, &Article::published, &Article::modified}) {
    if (StandsForNothing(article.*field)) article.*field = std::move(state.value().*field);
  }
  if (article.by.empty()) article.by = std::move(state->by);
}

void FillIn(std::string& field, const std::string& other) {
  if (StandsForNothing(field)) field = ReadableLine(other);
}

std::string LettersOf(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (IsAlphanumeric(c) || static_cast<uint8_t>(c) >= 0x80) letters += ToLower(c);
  }
  return letters;
}

// Whether a name is that of the site or the publisher, which pages put where an author is asked for.
bool IsThePublisher(const std::string& name, const Article& article, const HtmlPage& page) {
  const std::string letters = LettersOf(name);
  if (letters == LettersOf(article.publisher) || letters == LettersOf(page.site)) return true;
  if (name.find("www.") != std::string::npos) return true;
  // "LTO" on www.lto.example.
  const std::string_view url = article.url;
  const size_t host = url.find("://");
  if (host != std::string_view::npos && letters.size() >= 2) {
    const std::string_view hosts = url.substr(host + 2, url.find('/', host + 3) - host - 2);  // "/www.lto.example"
    const std::string label = "." + letters + ".";
    std::string dotted(hosts);
    dotted.front() = '.';
    if (dotted.find(label) != std::string::npos) return true;
  }
  // "post.example" on www.post.example.
  return name.find('.') != std::string::npos && name.find(' ') == std::string::npos &&
         LettersOf(article.url).find(letters) != std::string::npos;
}

// What content systems call whoever set them up.
bool IsNobody(std::string_view name) {
  constexpr std::string_view kNobody[] = {"admin", "administrator", "webmaster", "root", "guest", "editor", "user"};
  return IsOneOfIgnoringCase(name, kNobody);
}

// "Ada Quist (aq)": the sign by which editors know her goes.
std::string WithoutSign(std::string name) {
  constexpr size_t kMaxSignBytes = 5;  // brackets apart
  const size_t open = name.rfind(" (");
  if (open == std::string::npos || !name.ends_with(')') || name.size() - open > kMaxSignBytes + 3) return name;
  const bool lower = std::all_of(name.begin() + static_cast<ptrdiff_t>(open) + 2, name.end() - 1,
                                 [](char c) { return IsLower(c) || c == '.'; });
  return lower ? name.substr(0, open) : name;
}

// Who it is by: the first of what the page says in JSON-LD, in <meta> and beside the headline that names others than
// the publisher; the publisher when nobody else is named.
std::vector<std::string> ChooseBy(const Article& article, const HtmlPage& page) {
  for (const std::vector<std::string>* names : {&article.by, &page.by, &page.bylines}) {
    std::vector<std::string> by;
    for (const std::string& name : *names) {
      std::string line = WithoutSign(ReadableLine(name));
      if (!StandsForNothing(line) && !IsNobody(line) && !IsThePublisher(line, article, page))
        by.push_back(std::move(line));
    }
    if (!by.empty()) return by;
  }
  return !article.by.empty() ? article.by : page.by;
}

bool IsTime(const std::string& text, const TimeHints& hints) {
  return !StandsForNothing(text) && ReadTime(text, hints).precision != TimePrecision::kUnparsed;
}

// The day in an address, where most content systems put it: "/2024/03/01/ferry-returns".
std::string DayOfAddress(std::string_view url) {
  constexpr size_t kBytes = 12;  // "/2024/03/01/"
  for (size_t at = url.find('/'); at != std::string_view::npos && at + kBytes < url.size();
       at = url.find('/', at + 1)) {
    const std::string_view part = url.substr(at, kBytes);
    bool day = true;
    for (size_t i = 0; i < kBytes; ++i) {
      const bool mark = i == 0 || i == 5 || i == 8 || i == 11;
      day &= mark ? part[i] == '/' : IsDigit(part[i]);
    }
    if (!day) continue;
    std::string value(part.substr(1, kBytes - 2));
    value[4] = value[7] = '-';
    return value;
  }
  return "";
}

// What says when the text appeared or was changed, where no data for machines does: lines around the headline.
std::string TimeOfLines(const HtmlPage& page, const TimeHints& hints) {
  for (const std::string& line : page.lines) {
    // "It sank on 3 March 2024, and was not found before the summer.", but not "3 March 2024, 2:05 p.m."
    if (line.size() > kMaxTimeLineBytes && EndsSentence(line) && !line.ends_with("m.")) continue;
    if (std::optional<PreciseTime> time = FindWrittenTime(line, hints)) return std::move(time->value);
  }
  return "";
}

// JSON-LD's time, else the likeliest other; one of the same day that tells the hour is better than one that does not.
std::string ChoosePublished(const Article& article, const HtmlPage& page) {
  constexpr size_t kDayBytes = 10;  // "2024-03-01"
  const TimeHints hints = {.language = article.language};
  const std::vector<std::string>& others = page.published;
  std::string chosen = article.published;
  for (size_t i = 0; i < others.size() && !IsTime(chosen, hints); ++i) chosen = others[i];
  if (!IsTime(chosen, hints)) {
    std::string written = TimeOfLines(page, hints);
    if (written.empty() && IsTime(page.data_time, hints)) written = page.data_time;
    if (written.empty()) written = DayOfAddress(article.url);
    if (!written.empty()) return written;
    return !StandsForNothing(article.published) || others.empty() ? article.published : others.front();
  }
  if (chosen.size() > kDayBytes) return chosen;
  for (const std::string& other : others) {
    if (other.size() > chosen.size() && chosen.size() == kDayBytes && other.starts_with(chosen)) return other;
  }
  return chosen;
}

}  // namespace

Article ReadHtml(std::string_view html, std::string_view url) {
  const HtmlPage page = ReadHtmlPage(html);
  std::string shown;
  bool begun = false;
  for (const Block& block : page.article) {
    begun |= block.text.size() > kMaxTimeLineBytes;
    // Below the headline: when it appeared.
    const bool line =
        !begun && block.block_class == BlockClass::kProse && (!EndsSentence(block.text) || IsDigit(block.text.front()));
    if (line && FindWrittenTime(block.text, {.language = page.language})) continue;
    if (!shown.empty()) shown += "\n\n";
    shown += block.text;
  }
  size_t articles = 0;
  Article article = FromJsonLd(page, articles);
  const auto needed = static_cast<size_t>(kMinLdShare * static_cast<double>(shown.size()));
  const bool cut = article.body.size() < std::max(kMinLdBodyBytes, needed);
  article.body = articles != 1 || cut ? ReadableText(std::move(shown)) : WithBlanksFolded(article.body);
  if (article.body.size() < kMinLdBodyBytes) TakeState(page, article);
  const bool told = !article.headline.empty() || !page.og_title.empty();
  const bool by_heading = !page.heading.empty() && (page.first_h1.empty() || !told);
  article.headline = ChooseHeadline({article.headline, ReadableLine(page.og_title),
                                     ReadableLine(by_heading ? page.heading : page.first_h1), ReadableLine(page.title),
                                     ReadableLine(page.site)});
  FillIn(article.summary, page.summary);
  FillIn(article.url, !page.url.empty() ? page.url : std::string(url));
  FillIn(article.language, page.language);
  article.published = ChoosePublished(article, page);
  FillIn(article.modified, page.modified);
  article.by = ChooseBy(article, page);
  FillIn(article.publisher, page.site);
  FillIn(article.access, page.access);
  if (article.keywords.empty()) article.keywords = page.keywords;
  for (const std::string& caption : page.captions) article.captions.push_back(ReadableLine(caption));
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
