#include "common/fold/genesis.h"

#include <bit>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/mix.h"

namespace wirefold {
namespace {

constexpr uint32_t kMaxSketchCap = 4096;

absl::Status CheckShare(const char* name, double value) {
  if (value > 0 && value <= 1) return absl::OkStatus();  // NaN is none
  return absl::InvalidArgumentError(absl::StrFormat("fold.%s=%g: must be above 0 and at most 1", name, value));
}

absl::Status CheckRange(const char* name, uint64_t value, uint64_t least, uint64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat("fold.%s=%d: must be between %d and %d", name, value, least, most));
}

}  // namespace

uint32_t SketchHash(const Genesis& genesis) {
  uint64_t hash = Mix64(genesis.log_id);
  for (uint64_t value : {genesis.sketch_version, genesis.sketch.shingle_length, genesis.sketch.sampling_rate,
                         genesis.sketch.floor, genesis.sketch.cap}) {
    hash = Mix64(hash * 31 + value);
  }
  return static_cast<uint32_t>(hash) | 1;
}

absl::Status CheckGenesis(const Genesis& genesis) {
  WF_RETURN_IF_ERROR(CheckShare("containment_threshold", genesis.containment_threshold));
  WF_RETURN_IF_ERROR(CheckShare("derived_threshold", genesis.derived_threshold));
  WF_RETURN_IF_ERROR(CheckShare("resemblance_threshold", genesis.resemblance_threshold));
  if (genesis.derived_threshold > genesis.containment_threshold) {
    return absl::InvalidArgumentError(absl::StrFormat("fold.derived_threshold=%g: is above containment_threshold=%g",
                                                      genesis.derived_threshold, genesis.containment_threshold));
  }
  WF_RETURN_IF_ERROR(CheckRange("window_seconds", genesis.window_seconds, 1, kMaxWindowSeconds));
  WF_RETURN_IF_ERROR(CheckRange("window_claims", genesis.window_claims, 1, kMaxWindowClaims));
  WF_RETURN_IF_ERROR(CheckRange("shingle_length", genesis.sketch.shingle_length, 1, 64));
  WF_RETURN_IF_ERROR(CheckRange("sampling_rate", genesis.sketch.sampling_rate, 1, 1u << 20));
  WF_RETURN_IF_ERROR(CheckRange("sketch_cap", genesis.sketch.cap, 1, kMaxSketchCap));
  WF_RETURN_IF_ERROR(CheckRange("sketch_floor", genesis.sketch.floor, 0, genesis.sketch.cap));
  return absl::OkStatus();
}

absl::Status CheckSuccessor(const Genesis& current, const Genesis& next) {
  if (next.log_id != current.log_id) {
    return absl::InvalidArgumentError(
        absl::StrFormat("is of log %016x, this log is %016x", next.log_id, current.log_id));
  }
  if (next.epoch != current.epoch + 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("opens epoch %d, the log is in epoch %d", next.epoch, current.epoch));
  }
  if (SketchHash(next) != SketchHash(current)) {
    return absl::InvalidArgumentError(
        "shingle_length, sampling_rate, sketch_floor and sketch_cap cannot change within a log: sketches made "
        "otherwise cannot be compared");
  }
  WF_RETURN_IF_ERROR(CheckGenesis(next));
  if (WindowClass(next.window_claims) != WindowClass(current.window_claims)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("fold.window_claims=%d: the index of a log whose window was begun with %d cannot hold it (the "
                        "limits are 8, 25 and 50 million)",
                        next.window_claims, current.window_claims));
  }
  return absl::OkStatus();
}

}  // namespace wirefold
