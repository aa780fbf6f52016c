// One slot of the simulated deployment: a worker, and what starts it again.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/sim/sim_world.h"
#include "worker/admin/metrics.h"
#include "worker/config/config.h"
#include "worker/runtime/start_from.h"
#include "worker/runtime/worker.h"

namespace wirefold::sim {

Config MakeConfig(const Environment& environment);

// One start of a worker, to its end or crash.
class Incarnation {
 public:
  // `on_end` hears how the worker ended, unless it crashed.
  Incarnation(Cluster& cluster, const Config& config, int slot, uint64_t number, std::optional<StartFrom> from,
              std::function<void(const absl::Status&)> on_end);
  Process& process() { return process_; }
  SimWorld& world() { return world_; }
  // Null before it began and after it ended.
  Worker* worker() { return worker_; }
  bool alive() const { return process_.alive(); }
  void Stop();

 private:
  void Live();

  const Config& config_;
  const uint64_t seed_;
  const std::optional<StartFrom> from_;
  const std::function<void(const absl::Status&)> on_end_;
  Process process_;
  SimWorld world_;
  std::atomic<bool> stop_ = false;
  Worker* worker_ = nullptr;
};

}  // namespace wirefold::sim
