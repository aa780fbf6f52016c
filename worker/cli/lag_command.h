// `lag`: how late a group is, for the whole group and from anywhere; joins nothing and commits nothing. What is printed
// is in lag.md.
#pragma once

#include <string>

#include "worker/config/config.h"

namespace wirefold {

struct LagOptions {
  bool watch = false;           // again and again, until a signal or stdout is gone; brokers that fail are waited for
  double interval_seconds = 2;  // between two looks
  std::string format = "text";  // or "json": one line for each look
};

// Returns an exit code. 69: no broker, or one that a partition needs. 74: stdout cannot be written. 78: no such topic.
int RunLag(const Config& config, const LagOptions& options);

}  // namespace wirefold
