#include "common/pipeline/understand.h"

#include <algorithm>
#include <utility>

#include "common/base/ascii.h"
#include "common/news/body_map.h"
#include "common/news/find_flags.h"
#include "common/news/find_keywords.h"
#include "common/news/notice.h"
#include "common/text/language.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

// `kept` less `taken`; both in order and without overlaps.
std::vector<ByteSpan> Subtract(const std::vector<ByteSpan>& kept, const std::vector<ByteSpan>& taken) {
  std::vector<ByteSpan> pieces;
  auto cut = taken.begin();
  for (const ByteSpan& span : kept) {
    uint32_t at = span.begin;
    while (cut != taken.end() && cut->end <= at) ++cut;
    for (auto it = cut; it != taken.end() && it->begin < span.end; ++it) {
      if (it->begin > at) pieces.push_back({at, it->begin});
      at = std::max(at, it->end);
    }
    if (at < span.end) pieces.push_back({at, span.end});
  }
  return pieces;
}

// An id that tells no article from another: nothing but zeros and what separates, or a word for nothing.
bool IsNoId(std::string_view id) {
  static constexpr std::string_view kNothing[] = {"null", "none", "nil", "undefined", "nan", "n/a", "-1"};
  if (std::all_of(id.begin(), id.end(), [](char c) { return c == '0' || c == '-' || c == '.' || c == ':'; })) {
    return true;
  }
  return std::any_of(std::begin(kNothing), std::end(kNothing),
                     [id](std::string_view nothing) { return EqualsIgnoringCase(id, nothing); });
}

// Paragraphs that are looked at for notices: the first ones and the last ones.
constexpr size_t kFirstParagraphs = 1;
constexpr size_t kLastParagraphs = 2;

// `clean.kept` less the notices of the page: two articles behind one wall share nothing.
std::vector<ByteSpan> WithoutNotices(const Article& article, const CleanArticle& clean) {
  std::vector<ByteSpan> kept;
  if (IsNotice(clean.body)) return kept;
  kept.reserve(clean.kept.size());
  for (const KeptPiece& piece : clean.kept) kept.push_back(piece.span);
  const std::vector<Paragraph>& paragraphs = clean.paragraphs;
  for (size_t i = 0; i < paragraphs.size(); ++i) {
    if (i >= kFirstParagraphs && i + kLastParagraphs < paragraphs.size()) continue;
    const ByteSpan span = paragraphs[i].span;
    if (!IsNotice(std::string_view(article.body).substr(span.begin, span.end - span.begin))) continue;
    std::erase_if(kept, [span](const ByteSpan& piece) { return piece.begin >= span.begin && piece.end <= span.end; });
  }
  return kept;
}

// What keywords are sought in: the beginning of what is the article's own, a line for each piece.
std::string FirstOf(const std::vector<std::string_view>& pieces) {
  std::string text;
  for (const std::string_view piece : pieces) {
    if (text.size() > kKeywordTextBytes) break;
    text.append(piece.substr(0, CodePointBoundary(piece, kKeywordTextBytes))).append("\n");
  }
  return text;
}

}  // namespace

std::vector<std::string_view> Dossier::SketchInput() const {
  std::vector<std::string_view> pieces;
  pieces.reserve(sketched.size());
  for (const ByteSpan& span : sketched)
    pieces.push_back(std::string_view(article.body).substr(span.begin, span.end - span.begin));
  return pieces;
}

std::vector<ByteSpan> Dossier::SketchedInBody() const {
  const BodyMap map(clean);
  std::vector<ByteSpan> spans;
  for (const ByteSpan& span : sketched) spans.push_back(*map.InBody(span));  // a part of what is kept
  return spans;
}

std::variant<Dossier, DeadLetter> Understand(std::string_view value, const UnderstandSettings& settings) {
  std::variant<Article, DeadLetter> decoded = Decode(value, settings.format, settings.pointers);
  if (auto* dead = std::get_if<DeadLetter>(&decoded)) return std::move(*dead);
  Dossier dossier;
  dossier.article = std::get<Article>(std::move(decoded));
  if (IsNoId(dossier.article.uri)) dossier.article.uri.clear();
  dossier.clean = Clean(dossier.article, *settings.rules);
  dossier.provenance = Attribute(dossier.article, dossier.clean, *settings.lexicon);
  dossier.sketched = Subtract(WithoutNotices(dossier.article, dossier.clean), dossier.provenance.not_shingled);
  const std::vector<ArticleFlag> flags = FindFlags(dossier.article, dossier.provenance);
  dossier.clean.flags.insert(dossier.clean.flags.end(), flags.begin(), flags.end());
  if (dossier.article.language.empty()) dossier.article.language = DetectLanguage(dossier.clean.body);
  dossier.clean.keywords = ListKeywords(dossier.article.keywords);
  if (dossier.clean.keywords.empty()) {
    dossier.clean.keywords =
        FindKeywords(dossier.clean.headline, FirstOf(dossier.SketchInput()), dossier.article.language);
    dossier.clean.keywords_found = !dossier.clean.keywords.empty();
  }
  return dossier;
}

}  // namespace wirefold
