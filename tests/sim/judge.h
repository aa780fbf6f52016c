// What is judged when a run is at rest.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/sim/log_writer.h"
#include "tests/sim/sim_cluster.h"

namespace wirefold::sim {

// As the checker reads it.
History HistoryOf(const Cluster& cluster);

// A hash of the claims log and the outputs.
uint64_t Fingerprint(const Cluster& cluster);

void Judge(const Cluster& cluster, const LogWriter& log_writer, std::vector<Violation>& violations);

}  // namespace wirefold::sim
