// What values may not be together, and the files that they name; what each may be alone is in the schema.
#pragma once

#include "worker/config/config.h"
#include "worker/config/loader.h"

namespace wirefold {

// Adds an error for each value that contradicts another, and for each file of the schema registry's that gives none.
void CheckValues(const Config& config, Loader& loader);

}  // namespace wirefold
