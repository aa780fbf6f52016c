// OneStory: whether an editor would call two articles that share text one story. Containment alone cannot tell: a
// disclaimer below two blurbs, the story so far below two leads, two fillings of one form and a piece within a digest
// share as much as a copy does. What tells is whether the leads agree, whether numbers and names are shared as other
// words are, what the headlines say, and who publishes.
#pragma once

#include <cstdint>

#include "common/fold/genesis.h"
#include "common/fold/rules/judging_rules.h"
#include "common/fold/rules/relate.h"

namespace wirefold {

// A headline beside its text, as a claim carries it.
struct HeadlineSeen {
  uint32_t words = 0;  // a bit for each word, by its hash; 0: none
  bool unsaid = false;
};

// Two articles that share text, from the side of the later one (A).
struct Pair {
  Shares shares;
  Overlap overlap;
  TraitOverlap lead;
  TraitOverlap telling;
  HeadlineSeen headline;        // A's
  HeadlineSeen other_headline;  // B's
  bool same_publisher = false;
};

// It has so many words that a text of it can hardly have none of them.
bool IsLong(const HeadlineSeen& headline, const JudgingRules& rules);

// Both are known and share so many of their words, which are told by `bits` bits.
bool HeadlinesAlike(uint32_t a, uint32_t b, int bits, const JudgingRules& rules);
// Both are known and are not alike.
bool HeadlinesDiffer(uint32_t a, uint32_t b, int bits, const JudgingRules& rules);

inline constexpr int kHeadlineBits = 32;       // of HeadlineTraits::words
inline constexpr int kShortHeadlineBits = 16;  // of a short text's context (query.h)

bool AreOneStory(const Pair& pair, const Genesis& genesis, const JudgingRules& rules);

// Of a pair that shares enough to say anything: REPRINT, ABRIDGED or EXTENDED of one story; of two stories ABRIDGED or
// EXTENDED when the one stands in the other, else DERIVED. nullopt: too little in common.
std::optional<Relation> RelationOf(const Pair& pair, bool one_story, const Genesis& genesis, const JudgingRules& rules);

}  // namespace wirefold
