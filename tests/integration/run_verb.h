// A verb of the program, run to its end as a person runs it.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace wirefold {

struct VerbResult {
  int code = -1;       // -1: it did not end
  std::string output;  // stdout and stderr
};

inline std::string VerbLog(const std::string& directory) {
  static std::atomic<int> runs = 0;
  return absl::StrCat(directory, "/verb", ++runs, ".log");
}

// `arguments` follow the program's name; the configuration follows them. The log goes to `directory`.
inline std::vector<std::string> VerbLine(std::vector<std::string> arguments, const std::string& config) {
  arguments.insert(arguments.begin(), WIREFOLD_BINARY);
  arguments.insert(arguments.end(), {"-c", config});
  return arguments;
}

inline VerbResult RunVerb(const std::vector<std::string>& arguments, const std::string& config,
                          const std::string& directory) {
  Process process(VerbLine(arguments, config), VerbLog(directory));
  const std::optional<int> code = process.Wait(std::chrono::seconds(120));
  return {code.value_or(-1), process.Log()};
}

}  // namespace wirefold
