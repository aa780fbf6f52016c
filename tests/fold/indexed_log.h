// An index with a log: applies claims at the next offset.
#pragma once

#include "common/fold/machine/fold_index.h"
#include "tests/fold/pieces.h"

namespace wirefold {

struct Log {
  explicit Log(const Genesis& g = TestGenesis()) : genesis(g), index(g) {}
  Verdict Add(const Piece& piece, int64_t time_ms = 0) {
    const int64_t offset = next++;
    return index.Apply(MakeClaim(offset, piece, genesis), ClaimOffset{offset}, time_ms).verdict;
  }
  Genesis genesis;
  FoldIndex index;
  int64_t next = 0;
};

}  // namespace wirefold
