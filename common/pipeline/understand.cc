#include "common/pipeline/understand.h"

#include <algorithm>
#include <utility>

#include "common/text/language.h"

namespace wirefold {
namespace {

constexpr size_t kStubBytes = 800;  // a truncated text that is shorter is not judged

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

}  // namespace

std::vector<std::string_view> Dossier::SketchInput() const {
  if (clean.truncated && clean.body.size() < kStubBytes) return {};
  return Subtract(article.body, clean.kept, provenance.not_shingled);
}

std::variant<Dossier, DeadLetter> Understand(std::string_view value, const UnderstandSettings& settings) {
  std::variant<Article, DeadLetter> decoded = Decode(value, settings.format);
  if (auto* dead = std::get_if<DeadLetter>(&decoded)) return std::move(*dead);
  Dossier dossier;
  dossier.article = std::get<Article>(std::move(decoded));
  dossier.clean = Clean(dossier.article, *settings.rules);
  dossier.provenance = Attribute(dossier.article, dossier.clean, *settings.lexicon);
  if (dossier.article.language.empty()) dossier.article.language = DetectLanguage(dossier.clean.body);
  return dossier;
}

}  // namespace wirefold
