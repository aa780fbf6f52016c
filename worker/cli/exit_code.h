// The program's exit codes, those of sysexits.h.
#pragma once

#include "absl/status/status.h"

namespace wirefold {

namespace exit_code {
inline constexpr int kOk = 0;
inline constexpr int kUsage = 64;
inline constexpr int kBadInput = 65;
inline constexpr int kNoInput = 66;
inline constexpr int kUnavailable = 69;  // no broker
inline constexpr int kInternal = 70;
inline constexpr int kIoError = 74;
inline constexpr int kTemporary = 75;  // the same again may succeed
inline constexpr int kDenied = 77;
inline constexpr int kConfiguration = 78;  // nothing will help but another configuration, topic or program version
}  // namespace exit_code

// Of the status that a verb ended with.
int ExitCode(const absl::Status& status);

// ExitCode, and the message as a log line.
int Report(const absl::Status& status);

}  // namespace wirefold
