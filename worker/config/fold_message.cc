#include "worker/config/fold_message.h"

namespace wirefold {

FoldParameters FromMessage(const v1::FoldConfig& from) {
  FoldParameters given;
  if (from.has_shingle_length()) given.shingle_length = from.shingle_length();
  if (from.has_sampling_rate()) given.sampling_rate = from.sampling_rate();
  if (from.has_sketch_floor()) given.sketch_floor = from.sketch_floor();
  if (from.has_sketch_cap()) given.sketch_cap = from.sketch_cap();
  if (from.has_containment_threshold()) given.containment_threshold = from.containment_threshold();
  if (from.has_derived_threshold()) given.derived_threshold = from.derived_threshold();
  if (from.has_resemblance_threshold()) given.resemblance_threshold = from.resemblance_threshold();
  if (from.has_window_hours()) given.window_hours = from.window_hours();
  if (from.has_window_claims()) given.window_claims = from.window_claims();
  return given;
}

}  // namespace wirefold
