// Whoever writes to the claims log besides the workers: strangers, operators, retention.
#pragma once

#include <cstdint>
#include <set>

#include "tests/sim/schedule.h"
#include "tests/sim/sim_cluster.h"
#include "worker/config/config.h"

namespace wirefold::sim {

class LogWriter {
 public:
  LogWriter(Cluster& cluster, const Config& config)
      : cluster_(cluster), config_(config), random_(cluster.environment.seed, "log writer") {}

  void Write(Garbage garbage);
  void ChangeEpoch();
  // Deletes the head, as far as retention may: two windows and a margin stay, and the latest Genesis.
  void Trim();
  // Whether a settlement that lies was written: its story may have two sources, or none.
  bool lied() const { return lied_; }

 private:
  Cluster& cluster_;
  const Config& config_;
  Random random_;
  bool lied_ = false;
};

}  // namespace wirefold::sim
