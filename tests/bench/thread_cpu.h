// CPU seconds of a process by thread name: the busiest is the stage that limits.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace wirefold {

inline std::map<std::string, double> CpuOf(pid_t pid) {
  std::map<std::string, double> cpu;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    std::ifstream file(task.path() / "stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const size_t open = text.find('(');
    const size_t close = text.rfind(')');
    if (close == std::string::npos) continue;
    std::istringstream rest(text.substr(close + 2));
    std::string field;
    double ticks = 0;
    for (int i = 0; rest >> field && i < 13; ++i) {
      if (i == 11 || i == 12) ticks += std::stod(field);
    }
    cpu[text.substr(open + 1, close - open - 1)] += ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  return cpu;
}

// What was used between two looks, as shares of `wall` seconds.
inline void PrintCpu(const char* what, const std::map<std::string, double>& before,
                     const std::map<std::string, double>& after, double wall) {
  std::vector<std::pair<double, std::string>> busy;
  for (const auto& [name, cpu] : after) {
    const auto found = before.find(name);
    busy.emplace_back(cpu - (found == before.end() ? 0 : found->second), name);
  }
  std::sort(busy.rbegin(), busy.rend());
  std::printf("  %s:", what);
  for (size_t i = 0; i < std::min<size_t>(busy.size(), 6); ++i)
    std::printf(" %s %.0f%%", busy[i].second.c_str(), 100 * busy[i].first / wall);
  std::printf("  (share of one core)\n");
}

}  // namespace wirefold
