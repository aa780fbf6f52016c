#include "worker/config/fold_parameters.h"

#include <charconv>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "worker/config/fold_message.h"
#include "worker/config/loader.h"

namespace wirefold {
namespace {

constexpr uint32_t kMaxSketchCap = 4096;
constexpr size_t kSketchKeys = 4;  // the first four keys decide how sketches are made

// Calls visit(key, what is given, the value in the Genesis) for each key but the window's hours, which are kept as
// seconds.
template <typename GenesisRef, typename Visit>
void ForEachPlainKey(const FoldParameters& given, GenesisRef& genesis, Visit visit) {
  visit("shingle_length", given.shingle_length, genesis.sketch.shingle_length);
  visit("sampling_rate", given.sampling_rate, genesis.sketch.sampling_rate);
  visit("sketch_floor", given.sketch_floor, genesis.sketch.floor);
  visit("sketch_cap", given.sketch_cap, genesis.sketch.cap);
  visit("containment_threshold", given.containment_threshold, genesis.containment_threshold);
  visit("derived_threshold", given.derived_threshold, genesis.derived_threshold);
  visit("resemblance_threshold", given.resemblance_threshold, genesis.resemblance_threshold);
  visit("window_claims", given.window_claims, genesis.window_claims);
}

// The shortest text that reads back as the same value.
template <typename Number>
std::string Print(Number value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), value).ptr);
}

// A window that another program set need not be whole hours.
std::string Hours(uint64_t seconds) {
  return seconds % 3600 == 0 ? Print(seconds / 3600) : Print(static_cast<double>(seconds) / 3600);
}

}  // namespace

Genesis With(const FoldParameters& given, Genesis base) {
  ForEachPlainKey(given, base, [](const char*, const auto& value, auto& into) {
    if (value) into = *value;
  });
  if (given.window_hours) base.window_seconds = uint64_t{*given.window_hours} * 3600;
  return base;
}

std::vector<std::pair<std::string, std::string>> FoldValues(const Genesis& genesis) {
  std::vector<std::pair<std::string, std::string>> values;
  ForEachPlainKey(FoldParameters{}, genesis, [&](const char* key, const auto&, const auto& value) {
    values.emplace_back(std::string("fold.") + key, Print(value));
  });
  values.emplace_back("fold.window_hours", Hours(genesis.window_seconds));
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

std::vector<FoldError> CheckFold(const FoldParameters& given, const Genesis& genesis) {
  std::vector<FoldError> errors;
  const auto need = [&](bool ok, const char* key, const std::string& what) {
    if (!ok) errors.push_back({std::string("fold.") + key, what});
  };
  ForEachPlainKey(given, genesis, [&](const char* key, const auto& value, const auto&) {
    need(!value || *value != 0, key, "must not be 0");
  });
  need(!given.window_hours || *given.window_hours != 0, "window_hours", "must not be 0");
  if (!errors.empty()) return errors;

  const auto share = [&](double value, const char* key) {
    need(value > 0 && value <= 1, key, "must be above 0 and at most 1");  // NaN is neither
  };
  share(genesis.containment_threshold, "containment_threshold");
  share(genesis.derived_threshold, "derived_threshold");
  share(genesis.resemblance_threshold, "resemblance_threshold");
  need(!(genesis.derived_threshold > genesis.containment_threshold), "derived_threshold",
       "must be at most fold.containment_threshold");
  need(genesis.window_claims <= kMaxWindowClaims, "window_claims",
       absl::StrFormat("must be at most %d", kMaxWindowClaims));
  need(genesis.sketch.cap <= kMaxSketchCap, "sketch_cap", absl::StrFormat("must be at most %d", kMaxSketchCap));
  need(genesis.sketch.floor <= genesis.sketch.cap, "sketch_floor", "must be at most fold.sketch_cap");
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
      loader.Error(set + ": must be fold.KEY=VALUE");
    } else {
      loader.Assign(set, set.substr(0, equals), set.substr(equals + 1));
    }
  }
  if (!loader.errors().empty()) return absl::InvalidArgumentError(absl::StrJoin(loader.errors(), "\n"));
  return FromMessage(message.fold());
}

}  // namespace wirefold
