// The program under test, as an operator runs it: `wirefold run -c FILE`, with what its admin port tells.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"

namespace wirefold {

constexpr int kPartitions = 6;
constexpr int kRingRecords = 16;
constexpr auto kReadyTimeout = std::chrono::seconds(40);
constexpr auto kProgressTimeout = std::chrono::seconds(180);
constexpr auto kExitTimeout = std::chrono::seconds(40);

// By partition, in a scrape of /metrics; a partition without the series is left out.
std::map<int32_t, double> GaugeIn(const std::string& text, const std::string& name, const std::string& topic);

class WorkerProcess {
 public:
  // `arguments` follow `run -c FILE`.
  WorkerProcess(const std::string& config_path, const std::vector<std::string>& arguments, std::string log_path);

  Process& process() { return process_; }

  bool WaitReady();
  // /readyz does not say 200 any more.
  bool WaitNotReady();
  // Its HTTP server answers: the process is up, ready or not.
  bool WaitUp();
  // It holds as many records as it may: nothing more is committed, or more is there than it can do.
  bool WaitFull();

  HttpResponse Get(std::string_view path) { return HttpGet(Port(), path); }
  std::map<int32_t, double> Gauge(const std::string& name, const std::string& topic) {
    return GaugeIn(Get("/metrics").body, name, topic);
  }
  bool WaitGauge(const std::string& name, const std::string& topic, const std::map<int32_t, double>& values);
  // Sum of all series of a metric.
  double Sum(std::string_view name);
  // Processor time of all its threads.
  double CpuSeconds();

 private:
  int Port();

  Process process_;
  int port_ = 0;
};

}  // namespace wirefold
