// `run`, `validate`, `topics`, `decode`: the verbs that need a configuration or a broker. Each returns an exit code
// (ExitCode) and says what is wrong on stderr.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "worker/config/config.h"
#include "worker/runtime/start_from.h"

namespace wirefold {

// sysexits: 0 ok, 65 bad input, 66 no input, 69 unavailable, 70 internal, 74 I/O, 75 temporary, 77 denied, 78
// configuration.
int ExitCode(const absl::Status& status);

// What is told once, on purpose.
struct RunFlags {
  bool adopt_log = false;         // take over what the group committed under another claims log
  std::optional<StartFrom> from;  // where partitions begin that have no usable committed offset
};

// The worker with its admin server, until SIGTERM or SIGINT; a second signal ends at once with 128+n.
int RunWorker(const Config& config, const RunFlags& flags = {});

int RunValidate(const Config& config, bool offline);

// `action`: "create" or "verify".
int RunTopics(const Config& config, const std::string& action);

// Enriched records, from stdin (length-delimited) or from the topic's present content, to JSON lines on stdout.
int RunDecode(const Config& config, bool from_topic);

// The worker on librdkafka's mock cluster in this process, with the bundled samples or `input` (JSON lines): prints
// what it consumed, which articles are copies of which and why, and where the records went.
int RunDemo(Config config, const std::string& input);

}  // namespace wirefold
