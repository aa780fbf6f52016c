#include "worker/config/fold_parameters.h"

#include <charconv>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "worker/config/loader.h"
#include "worker/config/plain.h"
#include "worker/config/quantity.h"

namespace wirefold {
namespace {

constexpr size_t kShownBytes = 160;
constexpr size_t kSketchKeys = 4;  // the first four keys decide how sketches are made

// Calls visit(key, what is given, the value in the Genesis) for each key.
template <typename GenesisRef, typename Visit>
void ForEachFoldKey(const FoldParameters& given, GenesisRef& genesis, Visit visit) {
  visit("fold.shingle_length", given.shingle_length, genesis.sketch.shingle_length);
  visit("fold.sampling_rate", given.sampling_rate, genesis.sketch.sampling_rate);
  visit("fold.sketch_floor", given.sketch_floor, genesis.sketch.floor);
  visit("fold.sketch_cap", given.sketch_cap, genesis.sketch.cap);
  visit("fold.containment_threshold", given.containment_threshold, genesis.containment_threshold);
  visit("fold.derived_threshold", given.derived_threshold, genesis.derived_threshold);
  visit("fold.resemblance_threshold", given.resemblance_threshold, genesis.resemblance_threshold);
  visit("fold.window", given.window_seconds, genesis.window_seconds);
  visit("fold.window_claims", given.window_claims, genesis.window_claims);
}

// The shortest text that reads back as the same value.
template <typename Number>
std::string Print(Number value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), value).ptr);
}

}  // namespace

Genesis With(const FoldParameters& given, Genesis base) {
  ForEachFoldKey(given, base, [](const char*, const auto& value, auto& into) {
    if (value) into = *value;
  });
  return base;
}

std::vector<std::pair<std::string, std::string>> FoldValues(const Genesis& genesis) {
  std::vector<std::pair<std::string, std::string>> values;
  ForEachFoldKey(FoldParameters{}, genesis, [&](const char* key, const auto&, const auto& value) {
    const bool is_window = &value == static_cast<const void*>(&genesis.window_seconds);
    values.emplace_back(key, is_window ? PrintQuantity(Quantity::kSeconds, genesis.window_seconds) : Print(value));
  });
  return values;
}

std::vector<FoldDifference> Differences(const Genesis& from, const Genesis& to) {
  const auto before = FoldValues(from);
  const auto after = FoldValues(to);
  std::vector<FoldDifference> differences;
  for (size_t i = 0; i < before.size(); ++i) {
    const auto& [key, value] = before[i];
    if (value != after[i].second) differences.push_back({key, value, after[i].second, i < kSketchKeys});
  }
  return differences;
}

std::vector<FoldError> CheckFold(const Genesis& genesis) {
  std::vector<FoldError> errors;
  const auto at_most = [&](auto value, auto bound, const char* key, const char* other) {
    if (value <= bound) return;
    errors.push_back(
        {key, other, absl::StrFormat("must be at most %s, which is %s (\"%s\")", other, Print(bound), Print(value))});
  };
  at_most(genesis.derived_threshold, genesis.containment_threshold, "fold.derived_threshold",
          "fold.containment_threshold");
  at_most(genesis.sketch.floor, genesis.sketch.cap, "fold.sketch_floor", "fold.sketch_cap");
  return errors;
}

absl::Status CheckAgainstLog(const FoldParameters& given, const Genesis& log, const std::string& topic) {
  const std::vector<FoldDifference> differences = Differences(log, With(given, log));
  if (differences.empty()) return absl::OkStatus();
  std::vector<std::string> lines;
  std::vector<std::string> sets;
  bool of_sketch = false;
  for (const FoldDifference& d : differences) {
    lines.push_back(
        absl::StrFormat("%s is %s in the configuration and %s in claims log %s", d.key, d.to, d.from, topic));
    sets.push_back(absl::StrFormat("%s=%s", d.key, d.to));
    of_sketch |= d.of_sketch;
  }
  const std::string remedy =
      of_sketch
          ? "how sketches are made cannot change within a log: take these keys out of the configuration, or name a "
            "new topic in topics.claims"
          : "take these keys out of the configuration, or change the log: wirefold claims set " +
                absl::StrJoin(sets, " ");
  return absl::FailedPreconditionError(absl::StrJoin(lines, "\n") + "\n" + remedy);
}

absl::StatusOr<FoldParameters> ParseFoldParameters(const std::vector<std::string>& sets) {
  v1::Config message;
  Loader loader(message);
  for (const std::string& set : sets) {
    const size_t equals = set.find('=');
    if (!set.starts_with("fold.") || equals == std::string::npos) {
      loader.Error(Printable(set, kShownBytes) + ": must be fold.KEY=VALUE");
    } else {
      loader.Assign(Printable(set, kShownBytes), set.substr(0, equals), set.substr(equals + 1));
    }
  }
  if (!loader.errors().empty()) return absl::InvalidArgumentError(loader.errors());
  return ToPlain(message).fold;
}

}  // namespace wirefold
