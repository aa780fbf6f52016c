// Threads that run Prepare on records in flight. Order does not matter here: the rings keep it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "worker/ports/world.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/work_threads.h"

namespace wirefold {

class PreparePool : public Preparer {
 public:
  // `topic` is the raw topic's name.
  PreparePool(unsigned threads, std::string topic, const PrepareSettings& settings);
  // Bounded by the rings.
  void Submit(std::vector<std::shared_ptr<InFlight>> records) override { threads_.Submit(std::move(records)); }

 private:
  const std::string topic_;
  const PrepareSettings settings_;
  WorkThreads<std::shared_ptr<InFlight>> threads_;  // last: ends first
};

}  // namespace wirefold
