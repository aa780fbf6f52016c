// BodyMap: where a stretch of an article's input text stands in the clean body, or in what was taken out of it. Finders
// read the input text; this is the one place that says where a reader of the body finds what they found.
//
//   const BodyMap map(clean);
//   if (const std::optional<ByteSpan> span = map.InBody(quote.span)) Show(clean.body, *span);
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/news/article.h"

namespace wirefold {

// A stretch of the text of CleanArticle::removed[index].
struct RemovedPlace {
  uint32_t index = 0;
  ByteSpan span;
  bool operator==(const RemovedPlace&) const = default;
};

// Each call searches by halves: a record with n spans and m pieces takes n log m steps.
class BodyMap {
 public:
  // The article must outlive the map.
  explicit BodyMap(const CleanArticle& clean) : kept_(clean.kept), removed_(clean.removed) {}

  // The range of the body that encloses what is left of `span`; nullopt: nothing of it is.
  //   "one ALSO READ: x. two", of which "ALSO READ: x." goes: all of it is "one two", "READ" is nowhere.
  std::optional<ByteSpan> InBody(ByteSpan span) const;
  // The first removed piece that `span` lies on, and the part of it there.
  std::optional<RemovedPlace> InRemoved(ByteSpan span) const;
  // The offset in the body behind all that is left of the text before `at`; 0: nothing is.
  uint32_t BehindLeft(uint32_t at) const;

 private:
  const std::vector<KeptPiece>& kept_;
  const std::vector<Removed>& removed_;
};

}  // namespace wirefold
