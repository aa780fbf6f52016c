#include "common/fold/rules/relate.h"

#include <algorithm>

namespace wirefold {

// Of the fingerprints that are not in common in truth, by_chance · (1 − shared/a)(1 − shared/b) fall together by
// chance: identical texts lose nothing.
Shares SharesOf(const Overlap& overlap, const JudgingRules& rules) {
  if (overlap.a == 0 || overlap.b == 0) return {};
  const double a = overlap.a;
  const double b = overlap.b;
  double shared = overlap.shared;
  if (rules.deducts_chance) {
    shared = std::max(0.0, shared - overlap.by_chance * (1 - shared / a) * (1 - shared / b));
  }
  return {shared / (a + b - shared), shared / a, shared / b};
}

bool IsTelling(const Overlap& overlap, const JudgingRules& rules) {
  const auto chance = static_cast<uint32_t>(rules.times_chance * overlap.by_chance);
  if (overlap.shared >= rules.min_shared + chance) return true;
  return overlap.shared >= 2 + chance &&
         std::max(overlap.ContainmentA(), overlap.ContainmentB()) >= rules.few_contained;
}

std::optional<Relation> Relate(const Shares& shares, const Genesis& genesis, const JudgingRules& rules) {
  const double mine = shares.containment;
  const double theirs = shares.match_containment;
  if (std::min(mine, theirs) >= rules.whole) return Relation::kReprint;
  const double more = std::max(mine, theirs);
  if (more >= genesis.containment_threshold || shares.resemblance >= genesis.resemblance_threshold) {
    return mine >= theirs ? Relation::kAbridged : Relation::kExtended;
  }
  if (more >= genesis.derived_threshold) return Relation::kDerived;
  return std::nullopt;
}

bool Joins(Relation relation, const Shares& shares, const Genesis& genesis) {
  return relation != Relation::kDerived &&
         (shares.resemblance >= genesis.resemblance_threshold || shares.containment >= genesis.containment_threshold);
}

}  // namespace wirefold
