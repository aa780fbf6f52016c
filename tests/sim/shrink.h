// A failing schedule → a smaller one that fails in the same way, for a person to read.
//
//   std::cout << Shrink(schedule, "I1").schedule;
#pragma once

#include <string>

#include "tests/sim/schedule.h"
#include "tests/sim/simulation.h"

namespace wirefold::sim {

struct Shrunk {
  Schedule schedule;
  Outcome outcome;
  int runs = 0;
};

// Takes out events, then single records, as long as a violation of `invariant` stays. At most `max_runs` runs.
Shrunk Shrink(Schedule schedule, const std::string& invariant, int max_runs = 2'000);

// The report of a failing seed: what was broken, and the shrunk events.
std::string Report(const Schedule& schedule, const Outcome& outcome);

}  // namespace wirefold::sim
