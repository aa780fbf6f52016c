#include "common/url/article_pages.h"

#include <algorithm>
#include <optional>
#include <span>

#include "common/base/ascii.h"
#include "common/url/parts.h"
#include "common/url/percent.h"

namespace wirefold {
namespace {

using Words = std::span<const std::string_view>;

constexpr size_t kMostDigits = 3;      // of a page's number, where a word says that it is one
constexpr size_t kFewestIdDigits = 5;  // of an article's number

// Words for a page, in addresses and in headlines.
constexpr std::string_view kPageWords[] = {
    "page",     "pagina", "página", "pagine",   "pág",   "seite",    "strana", "stránka", "stranka", "strona", "stran",
    "stranica", "sida",   "side",   "sivu",     "oldal", "sayfa",    "trang",  "halaman", "pagenum", "pageno", "paged",
    "puslapis", "lapa",   "pg",     "страница", "стр",   "сторінка", "σελίδα", "صفحة",    "صفحه"};
// Parameters beside these.
constexpr std::string_view kPageNames[] = {"page_no",   "page_num",    "pagenumber", "page_number",
                                           "pagenr",    "currentpage", "pagewanted", "page_index",
                                           "pageindex", "pagination",  "seiten"};
constexpr std::string_view kShortPageNames[] = {"p", "pn", "pag", "hal", "str"};
// Parameters that say by themselves that a page has all, and what they are set to.
constexpr std::string_view kWholeNames[] = {
    "showall",   "show_all", "show-all",  "viewall",     "view_all",  "all",        "allpages",        "all_pages",
    "full",      "fullpage", "full_page", "fullarticle", "single",    "singlepage", "single_page",     "single-page",
    "onepage",   "one_page", "nopaging",  "wholepage",   "printable", "printview",  "printpage",       "print_view",
    "printmode", "komplett", "alles",     "toutes",      "todo",      "todas",      "komplettansicht", "print"};
constexpr std::string_view kYes[] = {"", "1", "true", "yes", "y", "on", "all", "full"};
// Parameters that choose a form of the page, and the forms that have all of it; also last segments of a path.
constexpr std::string_view kFormNames[] = {"view",   "show",  "display", "mode",   "format",
                                           "layout", "style", "output",  "version"};
constexpr std::string_view kWholeForms[] = {
    "all",        "full",      "print",    "single",   "singlepage", "single-page", "single_page",     "onepage",
    "one-page",   "printable", "complete", "whole",    "fullpage",   "full-page",   "allpages",        "all-pages",
    "viewall",    "view-all",  "showall",  "show-all", "alles",      "komplett",    "komplettansicht", "printview",
    "print-view", "fullview",  "full-view"};
// Segments before an article's name that say the same.
constexpr std::string_view kWholeSections[] = {"print",    "printable", "print-view", "printview",
                                               "imprimir", "imprimer",  "drucken",    "stampa"};
// Parameters that name an article where the path does not.
constexpr std::string_view kIdNames[] = {"id",     "articleid", "article_id", "article", "storyid", "story_id", "story",
                                         "newsid", "news_id",   "nid",        "aid",     "artid",   "art_id",   "sid"};
// Segments below which articles are listed, and words of names of lists.
constexpr std::string_view kListSegments[] = {
    "tag",       "tags",      "category", "categories", "topic",      "topics", "author",
    "authors",   "search",    "suche",    "keyword",    "keywords",   "label",  "etiqueta",
    "kategorie", "categoria", "rubrik",   "rubrique",   "schlagwort", "tema",   "thema"};
constexpr std::string_view kLists[] = {
    "news",          "sport",       "sports",  "politics",   "business", "opinion",   "opinions",  "world",
    "culture",       "arts",        "home",    "blog",       "blogs",    "latest",    "local",     "national",
    "economy",       "technology",  "tech",    "science",    "health",   "lifestyle", "travel",    "video",
    "videos",        "photos",      "gallery", "archive",    "archives", "archiv",    "all",       "entertainment",
    "international", "nachrichten", "politik", "wirtschaft", "kultur",   "noticias",  "deportes",  "actualites",
    "football",      "weather",     "stories", "articles",   "press",    "releases",  "headlines", "updates",
    "top",           "more",        "index"};
constexpr std::string_view kScripts[] = {".php", ".asp", ".aspx", ".jsp", ".cgi", ".cfm"};
constexpr std::string_view kPlainExtensions[] = {".html", ".htm", ".shtml", ".xhtml", ".phtml"};

size_t LeadingDigits(std::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}
bool IsNumber(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most && LeadingDigits(text) == text.size();
}
// A page's number that no word says to be one: larger ones are days, years and ids.
bool IsBarePage(std::string_view text) { return IsNumber(text, 1) && text[0] != '0'; }

bool EndsInOneOf(std::string_view text, Words ends, size_t& stem) {
  for (const std::string_view end : ends) {
    if (!EndsIgnoringCase(text, end)) continue;
    stem = text.size() - end.size();
    return true;
  }
  stem = text.size();
  return false;
}

// Runs of letters and digits.
size_t CountWords(std::string_view segment) {
  size_t words = 0;
  for (size_t i = 0; i < segment.size(); ++i) {
    const bool in_word = IsAlphanumeric(segment[i]) || segment[i] == '%';
    words += in_word && (i == 0 || !(IsAlphanumeric(segment[i - 1]) || segment[i - 1] == '%')) ? 1 : 0;
  }
  return words;
}

// ---- parameters ----

bool IsPageParameter(std::string_view parameter, bool script) {
  const UrlParameter told = SplitParameter(parameter);
  const std::string name = PercentDecoded(told.name);
  const std::string value = PercentDecoded(told.value);
  const bool says_page =
      IsOneOf(name, kPageWords) || IsOneOf(name, kPageNames) || (!script && IsOneOf(name, kShortPageNames));
  // "page=0,1": of the pager that comes first, the first page; of the second one, the second.
  const size_t comma = value.find(',');
  const bool number = IsNumber(std::string_view(value).substr(0, comma), kMostDigits) &&
                      (comma == std::string::npos || IsNumber(std::string_view(value).substr(comma + 1), kMostDigits));
  if (says_page && (number || IsOneOf(value, kWholeForms))) return true;
  if (IsOneOf(name, kWholeNames)) return IsOneOf(value, kYes);
  return IsOneOf(name, kFormNames) && IsOneOf(value, kWholeForms);
}

bool HasId(std::string_view query) {
  bool found = false;
  ForEachParameter(query, [&](std::string_view parameter) {
    const auto [name, value] = SplitParameter(parameter);
    found |= !value.empty() && IsOneOf(name, kIdNames);
  });
  return found;
}

// "print=1" is no part of a canonical address.
bool AsksForPrint(std::string_view url) {
  bool found = false;
  const size_t mark = url.find('?');
  if (mark == std::string_view::npos) return false;
  ForEachParameter(url.substr(mark + 1, url.find('#', mark) - mark - 1), [&](std::string_view parameter) {
    found |= StartsIgnoringCase(parameter, "print") && IsPageParameter(parameter, false);
  });
  return found;
}

// ---- paths ----

// The segment's end that says which page it is: "page-2", "Seite_2", "page2", and what stands between it and the rest.
// npos: none. 0: all of it.
size_t FindPageWord(std::string_view stem) {
  size_t at = stem.size();
  while (at > 0 && IsDigit(stem[at - 1])) --at;
  if (!IsNumber(stem.substr(at), kMostDigits)) return std::string_view::npos;
  if (at > 0 && (stem[at - 1] == '-' || stem[at - 1] == '_')) --at;
  size_t word = 0;
  if (!EndsInOneOf(stem.substr(0, at), kPageWords, word)) {
    // "p2" is one only by itself.
    return EqualsIgnoringCase(stem.substr(0, at), "p") ? 0 : std::string_view::npos;
  }
  if (word == 0) return 0;
  constexpr std::string_view kSeparators = "-_,.";
  return kSeparators.find(stem[word - 1]) == std::string_view::npos ? std::string_view::npos : word - 1;
}

// The path without its mark; nullopt: it has none.
std::optional<std::string> WithoutMark(std::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string_view parent = path.substr(0, slash);
  const std::string_view last = path.substr(slash + 1);
  const std::string_view above = parent.substr(parent.rfind('/') + 1);  // the segment before the last one
  size_t end = 0;
  EndsInOneOf(last, kPlainExtensions, end);
  const std::string_view stem = last.substr(0, end);
  if (!above.empty() && IsOneOf(stem, kWholeForms)) return std::string(parent);
  // "/print/long-read"
  if (IsOneOf(above, kWholeSections) && CountWords(stem) >= 2)
    return std::string(parent.substr(0, parent.size() - above.size())).append(last);
  if (IsNumber(stem, kMostDigits) && IsOneOf(above, kPageWords))
    return std::string(parent.substr(0, parent.rfind('/')));
  if (IsBarePage(stem) && CountWords(above) >= 2) return std::string(parent);
  if (StartsIgnoringCase(stem, "index") && stem.size() > 5) {
    const std::string_view number = stem.substr(stem[5] == '-' || stem[5] == '_' ? 6 : 5);
    if (IsBarePage(number)) return std::string(parent);
  }
  const size_t word = FindPageWord(stem);
  if (word == 0 && !above.empty()) return std::string(parent);
  size_t kept = word == 0 ? std::string_view::npos : word;
  const size_t comma = stem.rfind(',');
  if (comma != std::string_view::npos && IsBarePage(stem.substr(comma + 1)) && CountWords(stem.substr(0, comma)) >= 2) {
    kept = comma;
  }
  if (kept == std::string_view::npos) return std::nullopt;
  return std::string(path.substr(0, slash + 1)).append(stem.substr(0, kept)).append(last.substr(end));
}

// "news", "world-news": a name of which each word is that of a list.
bool IsList(std::string_view stem) {
  while (!stem.empty()) {
    const size_t end = std::min(stem.find_first_of("-_"), stem.size());
    if (end > 0 && !IsOneOf(stem.substr(0, end), kLists)) return false;
    stem.remove_prefix(std::min(end + 1, stem.size()));
  }
  return true;
}

// Whether an article may be there, not a list of articles that has pages itself.
bool IsArticle(std::string_view path, std::string_view query) {
  for (size_t at = 1; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    if (IsOneOf(path.substr(at, end - at), kListSegments)) return false;
    at = end + 1;
  }
  if (HasId(query)) return true;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (last.empty()) return false;
  size_t end = 0;
  const bool script = EndsInOneOf(last, kScripts, end);
  if (!script) EndsInOneOf(last, kPlainExtensions, end);
  const std::string_view stem = last.substr(0, end);
  if (script && CountWords(stem) < 2) return false;
  if (IsList(stem)) return false;
  if (std::any_of(stem.begin(), stem.end(), [](char c) { return IsLetter(c) || c == '%'; })) return true;
  // A number is an article's when it is long and no date.
  const bool date = stem.size() == 8 && (stem.starts_with("19") || stem.starts_with("20"));
  return IsNumber(stem, stem.size()) && stem.size() >= kFewestIdDigits && !date;
}

// "/long-read/index.html" → "/long-read".
void DropIndex(std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string_view last = std::string_view(path).substr(slash + 1);
  size_t end = 0;
  if (!EndsInOneOf(last, kPlainExtensions, end)) EndsInOneOf(last, kScripts, end);
  if (end < last.size() && EqualsIgnoringCase(last.substr(0, end), "index")) path.resize(slash);
}

}  // namespace

PageAddress ReadPageAddress(std::string_view canonical, std::string_view url) {
  const size_t host = canonical.find("://");
  const size_t begin = host == std::string_view::npos ? host : canonical.find('/', host + 3);
  if (begin == std::string_view::npos) return {};
  const size_t mark = std::min(canonical.find('?', begin), canonical.size());
  const std::string_view told = canonical.substr(begin, mark - begin);
  PageAddress page;
  page.marked = AsksForPrint(url);
  std::string path(told);
  if (std::optional<std::string> rest = WithoutMark(told)) {
    path = *std::move(rest);
    page.marked = true;
  }
  DropIndex(path);
  size_t end = 0;
  const bool script = path.empty() || EndsInOneOf(path, kScripts, end);
  std::string query;
  ForEachParameter(canonical.substr(std::min(mark + 1, canonical.size())), [&](std::string_view parameter) {
    if (IsPageParameter(parameter, script)) {
      page.marked = true;
    } else {
      query.append(query.empty() ? "?" : "&").append(parameter);
    }
  });
  if (path.empty()) path = "/";
  if (!IsArticle(path, std::string_view(query).substr(query.empty() ? 0 : 1))) return {};
  page.article.append(canonical.substr(0, begin)).append(path).append(query);
  return page;
}

// ---- headlines ----

namespace {

constexpr std::string_view kOfWords[] = {"of", "von", "de",  "di",   "z",  "ze", "av",
                                         "af", "van", "sur", "dari", "из", "od"};
constexpr std::string_view kSeparators[] = {"|", "-", "–", "—", "·", "»", ":", ",", "(", "["};
constexpr std::string_view kEnds[] = {"|", "-", "–", "—", "·", "«", ":", ",", ")", "]"};

size_t SkipSpace(std::string_view text, size_t at) {
  while (at < text.size() && IsSpace(text[at])) ++at;
  return at;
}

// The length of the one that stands at `at`; 0: none.
size_t OneOfAt(std::string_view text, size_t at, Words words) {
  size_t longest = 0;
  for (const std::string_view word : words) {
    if (word.size() > longest && StartsIgnoringCase(text.substr(at), word)) longest = word.size();
  }
  return longest;
}

// Where a mark that begins at `at` ends: "page 2", "Seite 2 von 3", "2/3"; npos: there is none.
size_t EndOfMark(std::string_view text, size_t at, bool first, bool separated) {
  const size_t word = OneOfAt(text, at, kPageWords);
  at += word;
  if (word > 0 && at < text.size() && text[at] == '.') ++at;
  at = SkipSpace(text, at);
  const size_t digits = LeadingDigits(text.substr(at));
  if (digits == 0 || digits > 2) return std::string_view::npos;
  at += digits;
  const size_t behind = SkipSpace(text, at);
  size_t of = OneOfAt(text, behind, kOfWords);
  if (of > 0 && (behind == at || !(behind + of < text.size() && IsSpace(text[behind + of])))) of = 0;
  if (of == 0 && behind < text.size() && text[behind] == '/') of = 1;
  const size_t second = SkipSpace(text, behind + of);
  const size_t more = of == 0 ? 0 : LeadingDigits(text.substr(second));
  const bool counted = more > 0 && more <= 2;
  if (counted) at = second + more;
  const bool tells = counted ? word > 0 || separated : word > 0 && (first || separated);
  return tells ? at : std::string_view::npos;
}

}  // namespace

std::string WithoutPageMark(std::string_view headline) {
  if (std::none_of(headline.begin(), headline.end(), IsDigit)) return std::string(headline);
  for (size_t at = 0; at < headline.size(); ++at) {
    // It begins the headline, or stands behind a separator; "… page 2 of 3" behind a space, too.
    const size_t separator = OneOfAt(headline, at, kSeparators);
    if (at > 0 && separator == 0 && (!IsSpace(headline[at]) || IsSpace(headline[at - 1]))) continue;
    const size_t begin = SkipSpace(headline, at + separator);
    if (begin >= headline.size() || (at > 0 && begin == at)) continue;
    size_t end = EndOfMark(headline, begin, at == 0, separator > 0);
    if (end == std::string_view::npos) continue;
    const size_t behind = SkipSpace(headline, end);
    const size_t closing = behind < headline.size() ? OneOfAt(headline, behind, kEnds) : 0;
    const bool bare = at > 0 && separator == 0;
    if (behind < headline.size() && (closing == 0 || bare)) continue;
    const bool bracket = closing > 0 && (headline[behind] == ')' || headline[behind] == ']');
    if (bracket || at == 0) end = behind + closing;
    size_t left = at;
    while (left > 0 && IsSpace(headline[left - 1])) --left;
    std::string rest(headline.substr(0, left));
    rest.append(headline.substr(rest.empty() ? SkipSpace(headline, end) : end));
    if (SkipSpace(rest, 0) < rest.size()) return rest;
  }
  return std::string(headline);
}

}  // namespace wirefold
