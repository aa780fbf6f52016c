// `run`: the Kafka worker with its admin server.
#pragma once

#include <string>

#include "worker/config/config.h"

namespace wirefold {

// What is asked of one start, on purpose and in no configuration.
struct RunFlags {
  // Go over to this claims log although the group's offsets were committed on another.
  bool adopt_log = false;
  // "earliest" or "latest": where to read a partition from that has outcomes but no committed offset. Empty: refuse.
  std::string from;
};

// Until SIGTERM or SIGINT; a second signal ends at once with 128+n. Returns an exit code.
int RunWorker(const Config& config, const RunFlags& flags);

}  // namespace wirefold
