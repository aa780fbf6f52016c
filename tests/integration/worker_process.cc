#include "tests/integration/worker_process.h"

#include <stdlib.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace wirefold {
namespace {

std::vector<std::string> CommandLine(const std::string& config_path, const std::vector<std::string>& arguments) {
  std::vector<std::string> line = {WIREFOLD_BINARY, "run", "-c", config_path};
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

// Of all series of a metric, in a scrape of /metrics.
double SumIn(const std::string& text, const std::string& name) {
  double sum = 0;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    const size_t end = line.find_first_of("{ ");
    if (end != std::string::npos && line.compare(0, end, name) == 0) {
      sum += ::atof(line.c_str() + line.rfind(' '));
    }
  }
  return sum;
}

}  // namespace

WorkerProcess::WorkerProcess(const std::string& config_path, const std::vector<std::string>& arguments,
                             std::string log_path)
    : process_(CommandLine(config_path, arguments), std::move(log_path)) {}

bool WorkerProcess::WaitReady() {
  return WaitUntil([this] { return !process_.Running() || (Port() != 0 && Get("/readyz").status == 200); },
                   kReadyTimeout) &&
         process_.Running();
}

bool WorkerProcess::WaitNotReady() {
  return WaitUntil([this] { return Get("/readyz").status != 200; }, kReadyTimeout);
}

bool WorkerProcess::WaitUp() {
  return WaitUntil([this] { return Port() != 0 && Get("/livez").status == 200; }, kReadyTimeout);
}

bool WorkerProcess::WaitFull() {
  // A partition that is held back still hands out what was fetched of it: there may be more than the shares.
  constexpr std::string_view kGauge = "\nwirefold_records_in_flight ";
  return WaitUntil(
      [&] {
        const std::string text = Get("/metrics").body;
        const size_t at = text.find(kGauge);
        return at != std::string::npos && ::atoi(text.c_str() + at + kGauge.size()) >= kPartitions * kRingRecords;
      },
      kReadyTimeout);
}

std::map<int32_t, double> GaugeIn(const std::string& text, const std::string& name, const std::string& topic) {
  std::map<int32_t, double> values;
  for (int32_t partition = 0; partition < kPartitions; ++partition) {
    const std::string series =
        absl::StrCat("\nwirefold_", name, "{partition=\"", partition, "\",topic=\"", topic, "\"} ");
    if (const size_t at = text.find(series); at != std::string::npos) {
      values[partition] = ::atof(text.c_str() + at + series.size());
    }
  }
  return values;
}

bool WorkerProcess::WaitGauge(const std::string& name, const std::string& topic,
                              const std::map<int32_t, double>& values) {
  return WaitUntil([&] { return Gauge(name, topic) == values; }, std::chrono::seconds(10));
}

double WorkerProcess::Sum(std::string_view name) {
  return SumIn(Get("/metrics").body, absl::StrCat("wirefold_", std::string(name)));
}

double WorkerProcess::CpuSeconds() { return SumIn(Get("/metrics").body, "process_cpu_seconds_total"); }

int WorkerProcess::Port() {
  if (port_ == 0) {
    constexpr std::string_view kLine = "admin listening on 127.0.0.1:";
    const std::string log = process_.Log();
    const size_t found = log.find(kLine);
    if (found != std::string::npos) port_ = ::atoi(log.c_str() + found + kLine.size());
  }
  return port_;
}

}  // namespace wirefold
