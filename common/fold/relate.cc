#include "common/fold/relate.h"

#include <algorithm>

namespace wirefold {
namespace {

constexpr uint32_t kMinShared = 3;
constexpr double kTimesChance = 4;
constexpr double kWhole = 0.7;  // both contained this far: a reprint; less: one of them is the longer

}  // namespace

bool IsTelling(const Overlap& overlap) {
  return overlap.shared >= kMinShared + static_cast<uint32_t>(kTimesChance * overlap.by_chance);
}

std::optional<Relation> Relate(const Overlap& overlap, const Genesis& genesis) {
  if (!IsTelling(overlap)) return std::nullopt;
  const double mine = overlap.ContainmentA();
  const double theirs = overlap.ContainmentB();
  if (std::min(mine, theirs) >= kWhole) return Relation::kReprint;
  const double more = std::max(mine, theirs);
  if (more >= genesis.containment_threshold || overlap.Resemblance() >= genesis.resemblance_threshold) {
    return mine >= theirs ? Relation::kAbridged : Relation::kExtended;
  }
  if (more >= genesis.derived_threshold) return Relation::kDerived;
  return std::nullopt;
}

bool Joins(const Match& match, const Genesis& genesis) {
  return match.relation != Relation::kDerived &&
         (match.resemblance >= genesis.resemblance_threshold || match.containment >= genesis.containment_threshold);
}

}  // namespace wirefold
