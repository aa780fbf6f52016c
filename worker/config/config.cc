// Sources → the schema's message → plain values, and their checks.
#include "worker/config/config.h"

#include <cstdio>

#include "absl/strings/str_join.h"
#include "common/base/embedded.h"
#include "worker/config/checks.h"
#include "worker/config/fold_message.h"
#include "worker/config/loader.h"
#include "worker/config/yaml_source.h"

namespace wirefold {
namespace {

constexpr char kVariablePrefix[] = "WIREFOLD__";

std::string ReadFile(const std::string& path, Loader& loader) {
  std::string text;
  FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    loader.Error(path + ": cannot be read");
    return text;
  }
  char buffer[4096];
  for (size_t got; (got = std::fread(buffer, 1, sizeof(buffer), file)) > 0;) text.append(buffer, got);
  // A directory opens, but does not read.
  if (std::ferror(file) != 0) loader.Error(path + ": cannot be read");
  std::fclose(file);
  return text;
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

void LoadSet(const std::string& set, Loader& loader) {
  const size_t equals = set.find('=');
  if (equals == std::string::npos) return loader.Error("--set " + set + ": must be key=value");
  loader.Assign("--set", set.substr(0, equals), set.substr(equals + 1));
}

Config::Kafka ToPlain(const v1::KafkaConfig& from) {
  Config::Kafka kafka;
  kafka.bootstrap_servers = from.bootstrap_servers();
  kafka.group_id = from.group_id();
  kafka.properties = {from.properties().begin(), from.properties().end()};
  return kafka;
}

Config::Topics ToPlain(const v1::TopicsConfig& from) {
  Config::Topics topics;
  topics.raw = from.raw();
  topics.enriched = from.enriched();
  topics.claims = from.claims();
  topics.dead_letter = from.dead_letter();
  topics.replication_factor = from.replication_factor();
  topics.min_insync_replicas = from.min_insync_replicas();
  topics.partitions = from.partitions();
  return topics;
}

Config::Worker ToPlain(const v1::WorkerConfig& from) {
  Config::Worker worker;
  worker.prepare_threads = from.prepare_threads();
  worker.transaction_interval_ms = from.transaction_interval_ms();
  worker.ring_records = from.ring_records();
  worker.in_flight_bytes = from.in_flight_bytes();
  worker.max_record_bytes = from.max_record_bytes();
  worker.drain_timeout_ms = from.drain_timeout_ms();
  return worker;
}

Config ToPlain(const v1::Config& from) {
  Config config;
  config.kafka = ToPlain(from.kafka());
  config.topics = ToPlain(from.topics());
  config.admin_listen = from.admin().listen();
  config.fold = FromMessage(from.fold());
  config.genesis = With(config.fold, Genesis{});
  config.worker = ToPlain(from.worker());
  return config;
}

}  // namespace

absl::StatusOr<Config> LoadConfig(const ConfigSources& sources) {
  v1::Config message;
  Loader loader(message);
  LoadYaml("wirefold.yaml (built in)", std::string(EmbeddedFile("wirefold.yaml")), loader);
  for (const std::string& file : sources.files) LoadYaml(file, ReadFile(file, loader), loader);
  for (const auto& [name, value] : sources.environment) loader.Assign("environment " + name, PathOf(name), value);
  for (const std::string& set : sources.sets) LoadSet(set, loader);
  Config config = ToPlain(message);
  CheckValues(config, loader);
  if (!loader.errors().empty()) return absl::InvalidArgumentError(absl::StrJoin(loader.errors(), "\n"));
  return config;
}

}  // namespace wirefold
