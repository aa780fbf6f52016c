// `decode`: enriched records → JSON lines on stdout.
#pragma once

#include "worker/config/config.h"

namespace wirefold {

// From stdin (length-delimited), or from what the enriched topic holds now. Returns an exit code.
int RunDecode(const Config& config, bool from_topic);

}  // namespace wirefold
