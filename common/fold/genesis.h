// The parameters of a claims log. The first Genesis of a log opens epoch 1; a Genesis of the next epoch changes what
// may change from its own offset on, on every replica alike (proto/claims-log.md).
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "common/shingle/sketch.h"

namespace wirefold {

// How sketches are made. One log has one: sketches of two versions cannot be compared.
inline constexpr uint32_t kSketchVersion = 4;

// How claims are judged (rules/judging_rules.h). A program runs this version and the one before it.
inline constexpr uint32_t kJudgingVersion = 7;
inline constexpr uint32_t kOldestJudgingVersion = kJudgingVersion - 1;

// The more claims, the fewer bits tell the index's keys apart (state/newest_claims.h).
inline constexpr uint64_t kMaxWindowClaims = 50'000'000;
// 0, 1 or 2: windows of one class tell keys apart alike, and only these can follow one another in a log.
constexpr int WindowClass(uint64_t window_claims) {
  return window_claims <= 8'000'000 ? 0 : window_claims <= 25'000'000 ? 1 : 2;
}
inline constexpr uint64_t kMaxWindowSeconds = uint64_t{10} * 365 * 86'400;

struct Genesis {
  uint32_t epoch = 1;
  uint64_t log_id = 0;  // random; story ids are derived from it
  // Fixed for the life of a log.
  uint32_t sketch_version = kSketchVersion;
  SketchParameters sketch;
  // What a later epoch may change.
  uint32_t judging_version = kJudgingVersion;
  double containment_threshold = 0.7;   // contained: copied
  double derived_threshold = 0.25;      // contained: partly copied
  double resemblance_threshold = 0.35;  // alike: copied, whichever is the longer
  uint64_t window_seconds = uint64_t{72} * 3600;
  uint64_t window_claims = 20'000'000;
  bool operator==(const Genesis&) const = default;
};

// Hash of the log's id and of how its sketches are made: what a claim carries to say for which log it is. Never 0.
uint32_t SketchHash(const Genesis& genesis);

// InvalidArgument, with the place and the value: parameters that no log can have.
absl::Status CheckGenesis(const Genesis& genesis);

// Whether `next` may follow `current` in a log. InvalidArgument says why not.
absl::Status CheckSuccessor(const Genesis& current, const Genesis& next);

}  // namespace wirefold
