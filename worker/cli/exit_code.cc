#include "worker/cli/exit_code.h"

#include <string>

#include "worker/runtime/log.h"

namespace wirefold {

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
      return exit_code::kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kUnimplemented:  // the claims log holds what only a newer program reads
    case absl::StatusCode::kDataLoss:       // a topic was made anew under the worker
      return exit_code::kConfiguration;
    case absl::StatusCode::kUnavailable:
      return exit_code::kUnavailable;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:  // the claims log went on without us: a restart restores
      return exit_code::kTemporary;
    case absl::StatusCode::kPermissionDenied:
      return exit_code::kDenied;
    default:
      return exit_code::kInternal;
  }
}

int Report(const absl::Status& status) {
  const int code = ExitCode(status);
  if (!status.ok()) {
    Log(code == exit_code::kOk ? LogLevel::kInfo : LogLevel::kError, std::string(status.message()),
        {ErrorCode(status), {"exit_code", code}});
  }
  return code;
}

}  // namespace wirefold
