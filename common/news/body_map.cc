#include "common/news/body_map.h"

#include <algorithm>

namespace wirefold {
namespace {

// The first piece that ends behind `at`.
template <typename Piece>
auto FirstBehind(const std::vector<Piece>& pieces, uint32_t at) {
  return std::upper_bound(pieces.begin(), pieces.end(), at,
                          [](uint32_t place, const Piece& piece) { return place < piece.span.end; });
}

}  // namespace

std::optional<ByteSpan> BodyMap::InBody(ByteSpan span) const {
  const auto first = FirstBehind(kept_, span.begin);
  if (first == kept_.end() || first->span.begin >= span.end) return std::nullopt;
  const uint32_t begin = first->body_begin + std::max(span.begin, first->span.begin) - first->span.begin;
  return ByteSpan{begin, BehindLeft(span.end)};
}

std::optional<RemovedPlace> BodyMap::InRemoved(ByteSpan span) const {
  const auto first = FirstBehind(removed_, span.begin);
  if (first == removed_.end() || first->span.begin >= span.end) return std::nullopt;
  const uint32_t begin = std::max(span.begin, first->span.begin) - first->span.begin;
  const uint32_t end = std::min(span.end, first->span.end) - first->span.begin;
  return RemovedPlace{static_cast<uint32_t>(first - removed_.begin()), {begin, end}};
}

uint32_t BodyMap::BehindLeft(uint32_t at) const {
  const auto behind = std::lower_bound(kept_.begin(), kept_.end(), at,
                                       [](const KeptPiece& piece, uint32_t place) { return piece.span.begin < place; });
  if (behind == kept_.begin()) return 0;
  const KeptPiece& last = *(behind - 1);
  return last.body_begin + std::min(at, last.span.end) - last.span.begin;
}

}  // namespace wirefold
