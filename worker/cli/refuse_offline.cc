#include "worker/cli/refuse_offline.h"

#include <cstdio>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/printable.h"
#include "worker/cli/exit_code.h"
#include "worker/kafka/check_settings.h"
#include "worker/runtime/kafka_world.h"

namespace wirefold {
namespace {

constexpr size_t kShownBytes = 80;
constexpr std::string_view kGroup = "kafka.properties";

// The property that `said` names first, of those that were given; null: none.
const ConfigValue* Named(const Config& config, std::string_view said) {
  const ConfigValue* named = nullptr;
  size_t first = std::string_view::npos;
  for (const ConfigValue& value : config.values) {
    const size_t at = value.group == kGroup ? said.find(value.name) : std::string_view::npos;
    if (at >= first) continue;
    first = at;
    named = &value;
  }
  return named;
}

// "kafka.properties: ssl.ca.location failed", with the place, the key and the value that it speaks of.
std::string InPlace(const Config& config, const std::string& line) {
  const ConfigValue* named = Named(config, line);
  if (named == nullptr) return line;
  const std::string prefix = std::string(kGroup) + ": ";
  const std::string what = line.starts_with(prefix) ? line.substr(prefix.size()) : line;
  return absl::StrFormat("%s: %s.%s: %s (\"%s\")", named->origin, named->group, named->name, what,
                         Printable(named->value, kShownBytes));
}

}  // namespace

int RefuseOffline(const Config& config) {
  if (config.kafka.properties.empty()) return exit_code::kOk;  // the worker's own settings are good
  const absl::Status status = kafka::CheckClients(ClientOf(config), config.kafka.group_id);
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n', absl::SkipEmpty())) {
    std::fprintf(stderr, "%s\n", InPlace(config, std::string(line)).c_str());
  }
  return ExitCode(status);
}

}  // namespace wirefold
