#include "tests/sim/shrink.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace wirefold::sim {
namespace {

class Shrinker {
 public:
  Shrinker(Schedule schedule, std::string invariant, int max_runs)
      : invariant_(std::move(invariant)), max_runs_(max_runs) {
    result_.schedule = std::move(schedule);
  }

  Shrunk Run() {
    result_.outcome = Simulate(result_.schedule);
    for (size_t before = 0; before != Size() && result_.runs < max_runs_;) {
      before = Size();
      for (size_t chunk = std::max<size_t>(1, result_.schedule.events.size() / 2); chunk > 0; chunk /= 2) {
        DropEvents(chunk);
      }
      DropRecords();
    }
    return std::move(result_);
  }

 private:
  size_t Size() const {
    size_t size = result_.schedule.events.size();
    for (const Event& event : result_.schedule.events) size += event.records.size();
    return size;
  }

  // Keeps the smaller schedule if it fails as well.
  bool Try(Schedule smaller) {
    if (result_.runs >= max_runs_) return false;
    ++result_.runs;
    Outcome outcome = Simulate(smaller);
    const bool fails = std::any_of(outcome.violations.begin(), outcome.violations.end(),
                                   [&](const Violation& violation) { return violation.invariant == invariant_; });
    if (fails) {
      result_.schedule = std::move(smaller);
      result_.outcome = std::move(outcome);
    }
    return fails;
  }

  void DropEvents(size_t chunk) {
    for (size_t at = 0; at < result_.schedule.events.size();) {
      Schedule smaller = result_.schedule;
      const auto first = smaller.events.begin() + static_cast<std::ptrdiff_t>(at);
      const size_t count = std::min(chunk, smaller.events.size() - at);
      smaller.events.erase(first, first + static_cast<std::ptrdiff_t>(count));
      if (!Try(std::move(smaller))) at += count;
    }
  }

  void DropRecords() {
    for (size_t event = 0; event < result_.schedule.events.size(); ++event) {
      for (size_t at = 0; at < result_.schedule.events[event].records.size();) {
        Schedule smaller = result_.schedule;
        auto& records = smaller.events[event].records;
        records.erase(records.begin() + static_cast<std::ptrdiff_t>(at));
        if (!Try(std::move(smaller))) ++at;
      }
    }
  }

  const std::string invariant_;
  const int max_runs_;
  Shrunk result_;
};

}  // namespace

Shrunk Shrink(Schedule schedule, const std::string& invariant, int max_runs) {
  return Shrinker(std::move(schedule), invariant, max_runs).Run();
}

std::string Report(const Schedule& schedule, const Outcome& outcome) {
  constexpr size_t kViolations = 10;
  const Shrunk shrunk = Shrink(schedule, outcome.violations.front().invariant);
  std::ostringstream text;
  text << "seed " << schedule.environment.seed << " breaks " << outcome.violations.front() << "\n"
       << "The smallest schedule found (" << shrunk.runs << " runs) that breaks "
       << outcome.violations.front().invariant << ":\n"
       << shrunk.schedule;
  for (size_t i = 0; i < std::min(kViolations, shrunk.outcome.violations.size()); ++i) {
    text << "  " << shrunk.outcome.violations[i] << "\n";
  }
  return text.str();
}

}  // namespace wirefold::sim
