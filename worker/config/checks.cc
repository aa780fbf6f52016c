#include "worker/config/checks.h"

#include <map>

#include "absl/strings/str_format.h"
#include "worker/config/read_file.h"

namespace wirefold {
namespace {

void CheckTopics(const Config::Topics& topics, Loader& loader) {
  std::map<std::string, const char*> taken;
  const std::pair<const char*, const std::string*> names[] = {{"topics.raw", &topics.raw},
                                                              {"topics.enriched", &topics.enriched},
                                                              {"topics.claims", &topics.claims},
                                                              {"topics.dead_letter", &topics.dead_letter}};
  for (const auto& [key, name] : names) {
    const auto [other, fresh] = taken.emplace(*name, key);
    if (fresh) continue;
    loader.ErrorBetween(key, other->second, "is also " + std::string(other->second) + " (\"" + *name + "\")");
  }
  if (topics.min_insync_replicas <= topics.replication_factor) return;
  loader.ErrorBetween("topics.min_insync_replicas", "topics.replication_factor",
                      absl::StrFormat("must be at most topics.replication_factor, which is %d (\"%d\")",
                                      topics.replication_factor, topics.min_insync_replicas));
}

void CheckSchemaRegistry(const Config& config, Loader& loader) {
  const Config::SchemaRegistry& registry = config.schema_registry;
  if (config.output.framing == "confluent" && registry.url.empty()) {
    loader.ErrorBetween("schema_registry.url", "output.framing", "is needed for output.framing confluent");
  }
  // Here and not in the key's pattern, whose message would show the password.
  if (registry.url.find('@') != std::string::npos) {
    loader.ErrorBetween("schema_registry.url", "schema_registry.url",
                        "must not hold a user: schema_registry.username and password_file are for that");
  }
  if (registry.username.empty() != registry.password_file.empty()) {
    loader.ErrorBetween("schema_registry.username", "schema_registry.password_file",
                        "belongs together with schema_registry.password_file");
  }
  if (registry.certificate_file.empty() != registry.key_file.empty()) {
    loader.ErrorBetween("schema_registry.certificate_file", "schema_registry.key_file",
                        "belongs together with schema_registry.key_file");
  }
  const std::pair<const char*, const std::string*> files[] = {
      {"schema_registry.password_file", &registry.password_file},
      {"schema_registry.ca_file", &registry.ca_file},
      {"schema_registry.certificate_file", &registry.certificate_file},
      {"schema_registry.key_file", &registry.key_file}};
  for (const auto& [key, path] : files) {
    if (path->empty()) continue;
    if (const absl::Status read = ReadSecretFile(*path).status(); !read.ok()) {
      loader.ErrorBetween(key, key, std::string(read.message()));
    }
  }
}

}  // namespace

void CheckValues(const Config& config, Loader& loader) {
  CheckTopics(config.topics, loader);
  CheckSchemaRegistry(config, loader);
  for (const FoldError& error : CheckFold(config.genesis)) loader.ErrorBetween(error.key, error.other, error.what);
}

}  // namespace wirefold
