// What `run` refuses of a configuration that could be read, before any broker is asked: what librdkafka makes of
// kafka.properties. `run` and `validate --offline` say the same, since both ask here.
#pragma once

#include "worker/config/config.h"

namespace wirefold {

// Says on stderr what is wrong and returns the exit code.
int RefuseOffline(const Config& config);

}  // namespace wirefold
