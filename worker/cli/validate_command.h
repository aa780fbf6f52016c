// `validate`: everything that `run` would refuse at its start.
#pragma once

#include "worker/config/config.h"

namespace wirefold {

// `offline`: the configuration alone. Returns an exit code and says everything that is wrong on stderr.
int RunValidate(const Config& config, bool offline);

}  // namespace wirefold
