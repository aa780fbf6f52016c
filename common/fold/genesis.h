// The parameters of a claims log. All replicas of a log work under the first Genesis in it.
#pragma once

#include <cstdint>

#include "common/shingle/sketch.h"

namespace wirefold {

inline constexpr uint32_t kAlgorithmVersion = 3;

// The more claims, the fewer bits tell the index's keys apart (newest_claims.h).
inline constexpr uint64_t kMaxWindowClaims = 50'000'000;

struct Genesis {
  uint32_t algorithm_version = kAlgorithmVersion;
  uint64_t log_id = 0;
  SketchParameters sketch;
  double containment_threshold = 0.55;  // contained: copied
  double derived_threshold = 0.25;      // contained: partly copied
  double resemblance_threshold = 0.28;  // alike: copied, whichever is the longer
  uint64_t window_seconds = uint64_t{72} * 3600;
  uint64_t window_claims = 20'000'000;
  bool operator==(const Genesis&) const = default;
};

// Hash of everything but log_id: what a claim carries to say under which parameters it was made. Never 0.
uint32_t ParametersHash(const Genesis& genesis);

}  // namespace wirefold
