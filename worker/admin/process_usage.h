// What the process uses of the machine, as Linux tells it.
//
//   double used = ReadProcessUsage().resident_bytes;
#pragma once

namespace wirefold {

// Doubles, as metrics are. What the system does not tell is 0.
struct ProcessUsage {
  double cpu_seconds = 0;  // user and system
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double open_fds = 0;
  double max_fds = 0;
};

ProcessUsage ReadProcessUsage();

}  // namespace wirefold
