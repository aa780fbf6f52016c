// Relate: what two texts have in common → the relation of the one to the other. The only place that knows the
// thresholds.
#pragma once

#include <optional>

#include "common/fold/genesis.h"
#include "common/fold/rules/judging_rules.h"
#include "common/fold/verdict.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {

// What an article (A) and an earlier one (B) share, as shares of their fingerprints.
struct Shares {
  double resemblance = 0;        // |A∩B| / |A∪B|
  double containment = 0;        // |A∩B| / |A|
  double match_containment = 0;  // |A∩B| / |B|
};
Shares SharesOf(const Overlap& overlap, const JudgingRules& rules);

// Whether enough is shared to say anything: more than chance gives.
bool IsTelling(const Overlap& overlap, const JudgingRules& rules);

// REPRINT, ABRIDGED, EXTENDED or DERIVED; nullopt: too little in common. Requires a telling overlap.
std::optional<Relation> Relate(const Shares& shares, const Genesis& genesis, const JudgingRules& rules);

// Whether an article takes over the story of a match: it is a copy, and the match makes up most of it. A piece that
// embeds an earlier one among much else may be about many stories, and opens its own.
bool Joins(Relation relation, const Shares& shares, const Genesis& genesis);

}  // namespace wirefold
