// `claims show`, `claims set`, `claims verify`: what stands in the claims log, and the one lawful way to change it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "worker/config/config.h"

namespace wirefold {

// The verbs read the whole log, which takes as long as a worker's restore without judging. Each returns an exit code
// and says on stderr what is wrong.

// Epoch, parameters, offsets, retention and sizes. `format`: "text" or "json".
int RunClaimsShow(const Config& config, const std::string& format);

struct ClaimsChange {
  std::vector<std::string> sets;  // "fold.KEY=VALUE"
  std::optional<uint32_t> judging_version;
  bool dry_run = false;
};
// Opens the log's next epoch with these values in place of the present ones. 78: no log can have them, or this one
// cannot, or its topic does not keep what the window needs. 75: another change came first.
int RunClaimsSet(const Config& config, const ClaimsChange& change);

// Replays the log and prints what it found. 65: the log holds what no worker writes, or a settlement that differs from
// what the log says.
int RunClaimsVerify(const Config& config);

}  // namespace wirefold
