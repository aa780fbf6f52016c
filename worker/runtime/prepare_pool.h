// Threads that run Prepare on records in flight. Order does not matter here: the rings keep it.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "worker/ports/world.h"
#include "worker/runtime/in_flight.h"

namespace wirefold {

class PreparePool : public Preparer {
 public:
  // `topic` is the raw topic's name.
  PreparePool(unsigned threads, std::string topic, const PrepareSettings& settings);
  // Waits for the records at hand; those still queued are left unprepared.
  ~PreparePool() override;
  void Submit(std::vector<std::shared_ptr<InFlight>> records) override;

 private:
  void Work();

  const std::string topic_;
  const PrepareSettings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<InFlight>> queue_;  // bounded by the rings
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace wirefold
