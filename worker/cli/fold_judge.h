// FoldJudge: applies the claims of `fold`'s records, in order, and finds the texts of what they match. Keeps texts
// within a budget, the newest ones; which are kept depends on the records alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "common/fold/genesis.h"
#include "common/fold/machine/fold_index.h"
#include "worker/cli/fold_batch.h"

namespace wirefold {

class FoldJudge {
 public:
  FoldJudge(const Genesis& genesis, size_t text_bytes) : index_(genesis), most_text_bytes_(text_bytes) {}
  void Apply(FoldBatch& batch);

 private:
  void Judge(FoldRecord& record);
  void Keep(FoldTextPtr text);
  FoldTextPtr TextOf(ClaimOffset claim) const;

  FoldIndex index_;
  int64_t next_claim_ = 0;
  const size_t most_text_bytes_;
  size_t text_bytes_ = 0;
  std::deque<FoldTextPtr> texts_;  // of the newest claims, the last of them next_claim_ - 1
};

}  // namespace wirefold
