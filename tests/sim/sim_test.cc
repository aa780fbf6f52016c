// Ten thousand seeded schedules of faults, each judged by the checker. A failing seed is shrunk and printed.
//
//   WIREFOLD_SIM_SEEDS=100 WIREFOLD_SIM_FROM=7000 build/release/sim_test
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "tests/sim/schedule.h"
#include "tests/sim/shrink.h"
#include "tests/sim/simulation.h"
#include "tests/support/sanitized.h"
#include "worker/runtime/log.h"

namespace wirefold::sim {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

constexpr auto kSilent = static_cast<LogLevel>(static_cast<int>(LogLevel::kError) + 1);

TEST(Simulation, NoSeedBreaksAPromise) {
  SetLogLevel(kSilent);
  const uint64_t from = FromEnvironment("WIREFOLD_SIM_FROM", 1);
  const uint64_t seeds = FromEnvironment("WIREFOLD_SIM_SEEDS", kSanitized ? 1'000 : 10'000);
  for (uint64_t seed = from; seed < from + seeds; ++seed) {
    const Schedule schedule = MakeSchedule(seed);
    const Outcome outcome = Simulate(schedule);
    ASSERT_TRUE(outcome.violations.empty()) << Report(schedule, outcome);
  }
}

TEST(Simulation, ASeedIsOneRun) {
  SetLogLevel(kSilent);
  for (uint64_t seed : {3, 40, 500}) {
    std::ostringstream first;
    std::ostringstream second;
    first << MakeSchedule(seed);
    second << MakeSchedule(seed);
    EXPECT_EQ(first.str(), second.str());
    const Outcome once = Simulate(MakeSchedule(seed));
    const Outcome again = Simulate(MakeSchedule(seed));
    EXPECT_EQ(once.events, again.events);
    EXPECT_EQ(once.virtual_ms, again.virtual_ms);
    EXPECT_EQ(once.fingerprint, again.fingerprint);
  }
}

}  // namespace
}  // namespace wirefold::sim
