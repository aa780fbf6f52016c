// sim_soak: many seeds, one after the other. Exit codes: 0 well, 1 a seed failed, 64 usage.
#include <cstdint>
#include <ctime>
#include <iostream>
#include <string>

#include "absl/strings/numbers.h"
#include "tests/sim/shrink.h"
#include "tests/sim/simulation.h"
#include "worker/runtime/log.h"

namespace {

constexpr char kUsage[] =
    "sim_soak [--from S] [--seeds N] [--go-on] [--show]\n"
    "Runs the simulated schedules of N seeds (default 10000) from S on (default 1), one after the other on one core.\n"
    "Stops at the first that breaks a promise, and prints the smallest list of events that does. --go-on prints one\n"
    "line for each instead. --show prints the schedule of every seed, and the workers' log lines.\n"
    "The long run: nice -n 19 build/release/sim_soak --seeds 1000000\n";

}  // namespace

int main(int argc, char** argv) {
  uint64_t from = 1;
  uint64_t seeds = 10'000;
  bool show = false;
  bool report = true;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--show") {
      show = true;
    } else if (option == "--go-on") {
      report = false;
    } else if (i + 1 < argc && option == "--from" && absl::SimpleAtoi(argv[i + 1], &from)) {
      ++i;
    } else if (i + 1 < argc && option == "--seeds" && absl::SimpleAtoi(argv[i + 1], &seeds)) {
      ++i;
    } else {
      (option == "--help" ? std::cout : std::cerr) << kUsage;
      return option == "--help" ? 0 : 64;
    }
  }
  wirefold::SetLogLevel(show ? wirefold::LogLevel::kDebug : static_cast<wirefold::LogLevel>(4));
  const std::clock_t began = std::clock();
  wirefold::sim::Outcome total;
  uint64_t failed = 0;
  for (uint64_t seed = from; seed < from + seeds; ++seed) {
    const wirefold::sim::Schedule schedule = wirefold::sim::MakeSchedule(seed);
    if (show) std::cout << schedule;
    const wirefold::sim::Outcome outcome = wirefold::sim::Simulate(schedule);
    total.virtual_ms += outcome.virtual_ms;
    total.events += outcome.events;
    total.raw_records += outcome.raw_records;
    total.claims += outcome.claims;
    total.starts += outcome.starts;
    if (outcome.violations.empty()) continue;
    ++failed;
    if (report) {
      std::cout << wirefold::sim::Report(schedule, outcome) << std::endl;
      return 1;
    }
    std::cout << "seed " << seed << ": " << outcome.violations.size() << " violations, first " << outcome.violations[0]
              << std::endl;
  }
  const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  std::cout << seeds << " seeds, " << failed << " failed, " << seconds << " s of processor time, "
            << 1000 * seconds / static_cast<double>(seeds) << " ms each; each "
            << total.virtual_ms / static_cast<int64_t>(seeds) << " ms simulated, " << total.events / seeds
            << " events, " << total.raw_records / seeds << " raw records, " << total.claims / seeds
            << " records of the claims log, " << total.starts / seeds << " starts" << std::endl;
  return failed == 0 ? 0 : 1;
}
