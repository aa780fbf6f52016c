#include "common/codec/record_texts.h"

#include <algorithm>

#include "common/news/pieces.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

std::string_view Carried(std::string_view text) { return text.substr(0, CodePointBoundary(text, kMaxCarriedBytes)); }

// What `text` has of a span of all that it is the beginning of.
std::optional<ByteSpan> Within(std::string_view text, ByteSpan span) {
  const auto size = static_cast<uint32_t>(text.size());
  if (span.begin >= size) return std::nullopt;
  return ByteSpan{span.begin, std::min(span.end, size)};
}

}  // namespace

RecordTexts::RecordTexts(const Article& article, const CleanArticle& clean)
    : map_(clean), credit_line_(Carried(article.credit_line)), copyright_holder_(Carried(article.copyright_holder)) {
  size_t left = kMaxRemovedTextBytes;
  removed_.reserve(clean.removed.size());
  for (const Removed& removed : clean.removed) {
    const std::string_view text = Carried(View(article.body, removed.span));
    removed_.push_back(text.substr(0, text.size() <= left ? text.size() : 0));
    left -= removed_.back().size();
  }
  for (size_t i = 0; i < std::min(article.by.size(), kMaxBylines); ++i) bylines_.push_back(Carried(article.by[i]));
}

FactPlace RecordTexts::PlaceOf(ByteSpan span) const {
  if (const std::optional<ByteSpan> body = map_.InBody(span)) return {body, std::nullopt};
  const std::optional<RemovedPlace> place = map_.InRemoved(span);
  if (!place) return {};
  return {std::nullopt, Elsewhere{FoundIn::kText, place->index, Within(removed_[place->index], place->span)}};
}

FactPlace RecordTexts::PlaceOf(const Credit& credit) const {
  if (credit.found_in == FoundIn::kText) return PlaceOf(credit.span);
  std::string_view text;
  if (credit.found_in == FoundIn::kCreditLine) text = credit_line_;
  if (credit.found_in == FoundIn::kCopyrightHolder) text = copyright_holder_;
  if (credit.found_in == FoundIn::kByline && credit.entry < bylines_.size()) text = bylines_[credit.entry];
  return {std::nullopt, Elsewhere{credit.found_in, credit.entry, Within(text, credit.span)}};
}

}  // namespace wirefold
