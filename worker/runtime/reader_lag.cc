#include "worker/runtime/reader_lag.h"

namespace wirefold {

void ReaderLag::Update(int64_t position, int64_t end, int64_t now_ms) {
  if (position >= goal_) {
    start_passed_ = true;
    passed_ms_ = goal_ms_;
    if (end >= 0) {
      goal_ = end;
      goal_ms_ = now_ms;
    }
  }
  const bool recent = passed_ms_ && now_ms - *passed_ms_ <= kNearMs;
  const bool few = start_passed_ && end >= 0 && end - position <= kNearRecords;
  if (recent || few) {
    caught_up_ = true;
    if (!near_since_ms_) near_since_ms_ = now_ms;
    behind_since_ms_.reset();
  } else {
    near_since_ms_.reset();
    if (!behind_since_ms_) behind_since_ms_ = now_ms;
  }
}

}  // namespace wirefold
