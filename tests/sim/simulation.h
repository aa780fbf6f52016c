// Runs one schedule: workers in a simulated cluster, until the faults ended and all is at rest; then judges it.
//
//   Outcome outcome = Simulate(MakeSchedule(seed));
//   EXPECT_TRUE(outcome.violations.empty());
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/sim/schedule.h"

namespace wirefold::sim {

struct Outcome {
  std::vector<Violation> violations;
  // What the run was like, for the figures of many.
  int64_t virtual_ms = 0;
  uint64_t events = 0;
  uint64_t raw_records = 0;
  uint64_t claims = 0;
  uint64_t starts = 0;
  uint64_t fingerprint = 0;  // of all that was published and logged: equal runs have equal ones
};

Outcome Simulate(const Schedule& schedule);

}  // namespace wirefold::sim
