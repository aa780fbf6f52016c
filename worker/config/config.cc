// Sources → the schema's message → plain values, and their checks.
#include "worker/config/config.h"

#include "common/base/check.h"
#include "common/base/printable.h"
#include "common/news/agency_lexicon.h"
#include "common/news/furniture_rules.h"
#include "worker/config/checks.h"
#include "worker/config/loader.h"
#include "worker/config/plain.h"
#include "worker/config/read_file.h"
#include "worker/config/yaml_source.h"
#include "worker/kafka/secret_settings.h"

namespace wirefold {
namespace {

constexpr char kVariablePrefix[] = "WIREFOLD__";
constexpr size_t kShownBytes = 160;

void LoadDefaults(Loader& loader) {
  loader.BeginSource();
  ForEachKey([&](const std::string& path, const FieldDescriptor& field) {
    // What is optional has its default where it is used; there are no default properties.
    if (!field.has_presence() && !field.is_map()) loader.Assign(Loader::kDefault, path, DefaultText(path, field));
  });
}

void LoadFile(const std::string& path, Loader& loader) {
  loader.BeginSource();
  absl::StatusOr<std::string> text = ReadBoundedFile(path);
  if (!text.ok()) return loader.Error(std::string(text.status().message()));
  LoadYaml(Printable(path, kShownBytes), *text, loader);
}

// "WIREFOLD__KAFKA__GROUP_ID" → "kafka.group_id".
std::string PathOf(const std::string& variable) {
  std::string path;
  for (size_t i = sizeof(kVariablePrefix) - 1; i < variable.size(); ++i) {
    if (variable.compare(i, 2, "__") == 0) {
      path += '.';
      ++i;
    } else {
      path += variable[i] >= 'A' && variable[i] <= 'Z' ? static_cast<char>(variable[i] + 32) : variable[i];
    }
  }
  return path;
}

void LoadEnvironment(const std::map<std::string, std::string>& variables, Loader& loader) {
  loader.BeginSource();
  for (const auto& [name, value] : variables) {
    loader.Assign("environment " + Printable(name, kShownBytes), PathOf(name), value);
  }
}

void LoadSet(const std::string& set, Loader& loader) {
  loader.BeginSource();
  const size_t equals = set.find('=');
  if (equals != std::string::npos) return loader.Assign("--set", set.substr(0, equals), set.substr(equals + 1));
  // What follows a key's letters may be a secret.
  const size_t key = set.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._");
  loader.Error("--set " + Printable(set.substr(0, key), kShownBytes) + (key == std::string::npos ? "" : "…") +
               ": must be key=value");
}

std::vector<ConfigValue> Shown(const Loader& loader) {
  std::vector<ConfigValue> values;
  ForEachKey([&](const std::string& path, const FieldDescriptor& field) {
    if (field.is_map()) {
      for (const auto& [name, given] : loader.properties().given()) {
        const bool hidden = kafka::IsSecret(name) && given.given_as == name;  // a file's name is none
        values.push_back({path, given.given_as, hidden ? std::string(kafka::kRedacted) : given.value, given.place});
      }
      return;
    }
    const size_t dot = path.rfind('.');
    const auto given = loader.given().find(path);
    const bool is_given = given != loader.given().end();
    values.push_back({path.substr(0, dot), path.substr(dot + 1),
                      is_given ? given->second.text : DefaultText(path, field),
                      is_given ? given->second.place : "default of a new claims log", is_given});
  });
  return values;
}

// A table of the user's: read into `table` when `check` finds nothing wrong with it.
template <typename Check>
void LoadTable(const char* key, const std::string& path, const Check& check, std::string& table, Loader& loader) {
  if (path.empty()) return;
  absl::StatusOr<std::string> read = ReadBoundedFile(path);
  absl::Status sound = read.status();
  if (read.ok()) sound = check(Printable(path, kShownBytes), *read);
  if (!sound.ok()) return loader.ErrorBetween(key, key, std::string(sound.message()));
  table = *std::move(read);
}

absl::Status CheckFurniture(const std::string& name, std::string_view table) {
  return FurnitureRules::WithTable(name, table).status();
}

absl::Status CheckAgencies(const std::string& name, std::string_view table) {
  const absl::Status sound = AgencyLexicon::BuiltInWith(table).status();
  return sound.ok() ? sound : absl::InvalidArgumentError(name + ": " + std::string(sound.message()));
}

}  // namespace

absl::StatusOr<Config> LoadConfig(const ConfigSources& sources) {
  v1::Config message;
  Loader loader(message);
  LoadDefaults(loader);
  for (const std::string& file : sources.files) LoadFile(file, loader);
  LoadEnvironment(sources.environment, loader);
  for (const std::string& set : sources.sets) LoadSet(set, loader);
  loader.Finish();
  Config config = ToPlain(message);
  CheckValues(config, loader);
  LoadTable("input.furniture_file", config.input.furniture_file, CheckFurniture, config.input.furniture_table, loader);
  LoadTable("lexicon.agencies_file", config.lexicon.agencies_file, CheckAgencies, config.lexicon.agencies_table,
            loader);
  if (std::string errors = loader.errors(); !errors.empty()) return absl::InvalidArgumentError(errors);
  config.values = Shown(loader);
  return config;
}

}  // namespace wirefold
