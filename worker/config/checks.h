// What values may not be, however well they parse.
#pragma once

#include "worker/config/config.h"
#include "worker/config/loader.h"

namespace wirefold {

// Adds an error for each value that no worker can run with.
void CheckValues(const Config& config, Loader& loader);

}  // namespace wirefold
