// Relate: what two texts have in common → the relation of the one to the other. The only place with the thresholds.
#pragma once

#include <optional>

#include "common/fold/genesis.h"
#include "common/fold/verdict.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {

// Of this article (A) to an earlier one (B): REPRINT, ABRIDGED, EXTENDED or DERIVED; nullopt: too little in common.
std::optional<Relation> Relate(const Overlap& overlap, const Genesis& genesis);

// Whether an article takes over the story of a match: it is a copy, and the match makes up most of it. A piece that
// embeds an earlier one among much else may be about many stories, and opens its own.
bool Joins(const Match& match, const Genesis& genesis);

// Whether enough is shared to say anything: three fingerprints, and well above what chance gives.
bool IsTelling(const Overlap& overlap);

}  // namespace wirefold
