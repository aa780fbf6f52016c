#include "common/pipeline/understand.h"

#include <algorithm>
#include <utility>

#include "common/base/ascii.h"
#include "common/news/find_flags.h"
#include "common/news/notice.h"
#include "common/text/language.h"

namespace wirefold {
namespace {

// `kept` less `taken`; both in order and without overlaps.
std::vector<std::string_view> Subtract(std::string_view text, const std::vector<ByteSpan>& kept,
                                       const std::vector<ByteSpan>& taken) {
  std::vector<std::string_view> pieces;
  auto cut = taken.begin();
  for (const ByteSpan& span : kept) {
    uint32_t at = span.begin;
    while (cut != taken.end() && cut->end <= at) ++cut;
    for (auto it = cut; it != taken.end() && it->begin < span.end; ++it) {
      if (it->begin > at) pieces.push_back(text.substr(at, it->begin - at));
      at = std::max(at, it->end);
    }
    if (at < span.end) pieces.push_back(text.substr(at, span.end - at));
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
  if (IsNotice(clean.body)) return {};
  std::vector<ByteSpan> kept = clean.kept;
  const std::vector<Paragraph>& paragraphs = clean.paragraphs;
  for (size_t i = 0; i < paragraphs.size(); ++i) {
    if (i >= kFirstParagraphs && i + kLastParagraphs < paragraphs.size()) continue;
    const ByteSpan span = paragraphs[i].span;
    if (!IsNotice(std::string_view(article.body).substr(span.begin, span.end - span.begin))) continue;
    std::erase_if(kept, [span](const ByteSpan& piece) { return piece.begin >= span.begin && piece.end <= span.end; });
  }
  return kept;
}

}  // namespace

std::vector<std::string_view> Dossier::SketchInput() const {
  return Subtract(article.body, WithoutNotices(article, clean), provenance.not_shingled);
}

std::vector<ByteSpan> Dossier::SketchedInBody() const {
  const std::vector<std::string_view> pieces = SketchInput();
  const std::string_view text = article.body;
  std::vector<ByteSpan> spans;
  spans.reserve(pieces.size());
  size_t at = 0;  // in clean.body, which holds white space between two pieces that were kept
  auto piece = pieces.begin();
  for (const ByteSpan& kept : clean.kept) {
    at = clean.body.find(text.substr(kept.begin, kept.end - kept.begin), at);
    for (; piece != pieces.end() && piece->data() < text.data() + kept.end; ++piece) {
      const size_t begin = at + static_cast<size_t>(piece->data() - text.data()) - kept.begin;
      spans.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + piece->size())});
    }
    at += kept.end - kept.begin;
  }
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
  const std::vector<ArticleFlag> flags = FindFlags(dossier.article, dossier.provenance);
  dossier.clean.flags.insert(dossier.clean.flags.end(), flags.begin(), flags.end());
  if (dossier.article.language.empty()) dossier.article.language = DetectLanguage(dossier.clean.body);
  return dossier;
}

}  // namespace wirefold
