// `demo`: the worker on librdkafka's mock cluster in this process.
#pragma once

#include <string>

#include "worker/config/config.h"

namespace wirefold {

// With the bundled samples or `input` (JSON lines): prints what it consumed, which articles are copies of which and
// why, and where the records went. Returns an exit code.
int RunDemo(Config config, const std::string& input);

}  // namespace wirefold
