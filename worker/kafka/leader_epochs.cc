#include "worker/kafka/leader_epochs.h"

namespace wirefold::kafka {

void LeaderEpochs::Add(int64_t offset, int32_t epoch) {
  if (!runs_.empty() && runs_.back().epoch == epoch) return;
  if (runs_.size() == kMostRuns) runs_.erase(runs_.begin());
  runs_.push_back({offset, epoch});
}

int32_t LeaderEpochs::Before(int64_t next) const {
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    if (run->first < next) return run->epoch;
  }
  return kUnknown;
}

}  // namespace wirefold::kafka
