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
Shares SharesOf(const Overlap& overlap);

// Whether enough is shared to say anything: more than chance gives.
bool IsTelling(const Overlap& overlap, const JudgingRules& rules);

}  // namespace wirefold
