#include "worker/runtime/reader_lag.h"

namespace wirefold {

void ReaderLag::Update(int64_t position, int64_t end, int64_t now_ms) {
  bool near = false;
  if (position >= goal_) {
    near = start_passed_ && now_ms - goal_ms_ <= kNearMs;
    start_passed_ = true;
    if (end >= 0) {
      goal_ = end;
      goal_ms_ = now_ms;
    }
  }
  near = near || (start_passed_ && end >= 0 && end - position <= kNearRecords);
  if (near) {
    caught_up_ = true;
    behind_since_ms_ = 0;
  } else if (behind_since_ms_ == 0) {
    behind_since_ms_ = now_ms;
  }
}

}  // namespace wirefold
