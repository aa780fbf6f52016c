// The group `fold` of the schema → plain values.
#pragma once

#include "wirefold/v1/config.pb.h"
#include "worker/config/fold_parameters.h"

namespace wirefold {

FoldParameters FromMessage(const v1::FoldConfig& message);

}  // namespace wirefold
