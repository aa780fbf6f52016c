// What values may not be together; what each may be alone is in the schema.
#pragma once

#include "worker/config/config.h"
#include "worker/config/loader.h"

namespace wirefold {

// Adds an error for each value that contradicts another.
void CheckValues(const Config& config, Loader& loader);

}  // namespace wirefold
