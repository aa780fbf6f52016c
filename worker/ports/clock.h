// Time as the protocol sees it. The real one reads the machine's clocks; the simulated one is part of a schedule.
#pragma once

#include <cstdint>

namespace wirefold {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t SteadyMs() const = 0;  // never runs back: for waits and bounds
  virtual int64_t WallMs() const = 0;    // Unix time: for what people read, never for a decision about the log
  // Between two turns that have nothing to wait for. A simulated clock moves by its own schedule.
  virtual void Pause(int /*milliseconds*/) {}
};

}  // namespace wirefold
