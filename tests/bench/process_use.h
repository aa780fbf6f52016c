// What a process has used so far: processor time, context switches, memory.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/bench/thread_cpu.h"

namespace wirefold {

struct ProcessUse {
  double cpu_seconds = 0;
  uint64_t switches = 0;  // of its threads that still are
  double peak_mb = 0;     // resident
};

// The number behind `name` in a file such as /proc/PID/status; 0 when it is not there.
inline uint64_t StatusNumber(const std::filesystem::path& file, const std::string& name) {
  std::ifstream status(file);
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoull(line.substr(name.size() + 1));
  }
  return 0;
}

inline ProcessUse UseOf(pid_t pid) {
  const std::filesystem::path process = "/proc/" + std::to_string(pid);
  ProcessUse use;
  for (const auto& [name, seconds] : CpuOf(pid)) use.cpu_seconds += seconds;
  for (const auto& task : std::filesystem::directory_iterator(process / "task")) {
    use.switches += StatusNumber(task.path() / "status", "voluntary_ctxt_switches");
    use.switches += StatusNumber(task.path() / "status", "nonvoluntary_ctxt_switches");
  }
  use.peak_mb = static_cast<double>(StatusNumber(process / "status", "VmHWM")) / 1024;
  return use;
}

}  // namespace wirefold
