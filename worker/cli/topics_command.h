// `topics create` and `topics verify`.
#pragma once

#include <string>

#include "worker/config/config.h"

namespace wirefold {

// `action`: "create" or "verify". Returns an exit code; says on stderr what is wrong.
int RunTopics(const Config& config, const std::string& action);

}  // namespace wirefold
