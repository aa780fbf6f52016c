// Whether what a verb printed arrived: a full disk or a reader that went shows when stdout is flushed.
//
//   std::fputs(text.c_str(), stdout);
//   return FinishOutput().value_or(exit_code::kOk);
#pragma once

#include <cstdio>
#include <optional>

#include "worker/cli/exit_code.h"

namespace wirefold {

// nullopt: all went out. Else the exit code; the reason was said.
inline std::optional<int> FinishOutput() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return std::nullopt;
  std::perror("stdout");
  return exit_code::kIoError;
}

}  // namespace wirefold
