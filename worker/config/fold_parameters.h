// The keys of `fold` in a configuration or on a command line, of which any may be missing: a log has its own values,
// and what is given must equal them.
//
//   FoldParameters given{.containment_threshold = 0.6};
//   Genesis proposed = With(given, Genesis{});               // for a log that is not begun yet
//   absl::Status status = CheckAgainstLog(given, log, name);  // for one that is: says which command changes it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/fold/genesis.h"

namespace wirefold {

struct FoldParameters {
  std::optional<uint32_t> shingle_length{};
  std::optional<uint32_t> sampling_rate{};
  std::optional<uint32_t> sketch_floor{};
  std::optional<uint32_t> sketch_cap{};
  std::optional<double> containment_threshold{};
  std::optional<double> derived_threshold{};
  std::optional<double> resemblance_threshold{};
  std::optional<uint64_t> window_seconds{};
  std::optional<uint64_t> window_claims{};
  bool operator==(const FoldParameters&) const = default;
};

// What differs between two sets of parameters, by key: "fold.window", "72h", "96h".
struct FoldDifference {
  std::string key;
  std::string from;
  std::string to;
  bool of_sketch = false;  // decides how sketches are made: fixed for the life of a log
  bool operator==(const FoldDifference&) const = default;
};

// `base`, with what is given in place of its values.
Genesis With(const FoldParameters& given, Genesis base);

// All keys with their values, in one order: {"fold.shingle_length", "5"}, ….
std::vector<std::pair<std::string, std::string>> FoldValues(const Genesis& genesis);

std::vector<FoldDifference> Differences(const Genesis& from, const Genesis& to);

// Values that contradict each other, by key; what each may be alone is in the schema.
struct FoldError {
  std::string key;
  std::string other;
  std::string what;
};
std::vector<FoldError> CheckFold(const Genesis& genesis);

// FailedPrecondition when what is given differs from the parameters of the log in `topic`. The message names each key
// with both values, and what to do.
absl::Status CheckAgainstLog(const FoldParameters& given, const Genesis& log, const std::string& topic);

// From "fold.KEY=VALUE" each. InvalidArgument lists everything that is wrong, one a line.
absl::StatusOr<FoldParameters> ParseFoldParameters(const std::vector<std::string>& sets);

}  // namespace wirefold
