// The schema's message → the plain values of config.h, which lists what goes where.
#pragma once

#include "wirefold/v1/config.pb.h"
#include "worker/config/config.h"

namespace wirefold {

Config ToPlain(const v1::Config& message);

}  // namespace wirefold
