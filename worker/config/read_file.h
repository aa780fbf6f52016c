// The content of a file that a configuration is or names, within a bound.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace wirefold {

inline constexpr size_t kMaxFileBytes = size_t{1} << 20;

// NotFound or InvalidArgument say, after the path: "cannot be read: No such file or directory", "is larger than 1MiB".
absl::StatusOr<std::string> ReadBoundedFile(const std::string& path);

// A secret: what the file holds without the line end behind it. InvalidArgument too when that is nothing or has a zero
// byte; the message never shows it.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace wirefold
