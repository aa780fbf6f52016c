// Time at the edge, in milliseconds: the steady clock for waits and bounds, the wall clock for what people read.
#pragma once

#include <chrono>
#include <cstdint>

namespace wirefold {

inline int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

inline int64_t WallMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace wirefold
