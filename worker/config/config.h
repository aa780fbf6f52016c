// The configuration as plain values, and its loading: defaults, then YAML files, then the environment
// (WIREFOLD__KAFKA__GROUP_ID), then --set kafka.group_id=x. Keys, units, ranges and defaults stand in the schema,
// proto/wirefold/v1/config.proto; a new key is a field there, a member here and its line in ForEachMember.
//
//   absl::StatusOr<Config> config = LoadConfig({.files = {"wirefold.yaml"}, .environment = {}, .sets = {}});
//   config->worker.drain_timeout_ms;
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fold/genesis.h"
#include "worker/config/fold_parameters.h"

namespace wirefold {

// A key as people are shown it.
struct ConfigValue {
  std::string group;  // "kafka", "kafka.properties"
  std::string name;
  std::string value;   // as it was written; a secret is "***"
  std::string origin;  // "default", "wirefold.yaml:3:5", "environment WIREFOLD__KAFKA__GROUP_ID", "--set"
  bool given = true;   // false: a key of `fold` that is the claims log's to say; `value` is what a new log begins with
};

struct Config {
  struct Kafka {
    std::string bootstrap_servers;
    std::string group_id;
    std::string instance_id;  // empty: none
    std::map<std::string, std::string> properties;
  } kafka;
  struct Topics {
    std::string raw;
    std::string enriched;
    std::string claims;
    std::string dead_letter;
    uint32_t replication_factor = 0;
    uint32_t min_insync_replicas = 0;
    uint32_t partitions = 0;
  } topics;
  std::string admin_listen;
  FoldParameters fold;  // as far as given
  Genesis genesis;      // `fold` over the program's defaults: of a log that is not begun yet, and of `fold` the verb
  struct Worker {
    uint32_t prepare_threads = 0;
    uint32_t transaction_interval_ms = 0;
    uint32_t ring_records = 0;
    uint64_t in_flight_bytes = 0;
    uint32_t max_record_bytes = 0;
    uint32_t drain_timeout_ms = 0;
  } worker;
  struct Input {
    std::string format;  // InputFormatOf
    struct Mapping {     // JSON Pointers; empty: none
      std::string uri;
      std::string version;
      std::string url;
      std::string headline;
      std::string summary;
      std::string body;
      std::string by;
      std::string published;
      std::string modified;
      std::string language;
      std::string publisher;
    } mapping;
    std::string furniture_file;
    std::string furniture_table;  // what the file holds
  } input;
  struct Output {
    std::string framing;  // "none", "confluent"
  } output;
  struct SchemaRegistry {
    std::string url;
    std::string subject;
    std::string username;
    std::string password_file;
    std::string ca_file;
    std::string certificate_file;
    std::string key_file;
  } schema_registry;
  struct Lexicon {
    std::string agencies_file;
    std::string agencies_table;  // what the file holds
  } lexicon;
  std::vector<ConfigValue> values;  // all keys, in the order of the schema
};

// Calls visit(key of the schema, member) for each: the one list of what goes where. kafka.properties is a map of its
// own kind.
template <typename ConfigRef, typename Visit>
void ForEachMember(ConfigRef& config, Visit visit) {
  visit("kafka.bootstrap_servers", config.kafka.bootstrap_servers);
  visit("kafka.group_id", config.kafka.group_id);
  visit("kafka.instance_id", config.kafka.instance_id);
  visit("topics.raw", config.topics.raw);
  visit("topics.enriched", config.topics.enriched);
  visit("topics.claims", config.topics.claims);
  visit("topics.dead_letter", config.topics.dead_letter);
  visit("topics.replication_factor", config.topics.replication_factor);
  visit("topics.min_insync_replicas", config.topics.min_insync_replicas);
  visit("topics.partitions", config.topics.partitions);
  visit("admin.listen", config.admin_listen);
  visit("fold.shingle_length", config.fold.shingle_length);
  visit("fold.sampling_rate", config.fold.sampling_rate);
  visit("fold.sketch_floor", config.fold.sketch_floor);
  visit("fold.sketch_cap", config.fold.sketch_cap);
  visit("fold.containment_threshold", config.fold.containment_threshold);
  visit("fold.derived_threshold", config.fold.derived_threshold);
  visit("fold.resemblance_threshold", config.fold.resemblance_threshold);
  visit("fold.window", config.fold.window_seconds);
  visit("fold.window_claims", config.fold.window_claims);
  visit("worker.prepare_threads", config.worker.prepare_threads);
  visit("worker.transaction_interval", config.worker.transaction_interval_ms);
  visit("worker.ring_records", config.worker.ring_records);
  visit("worker.in_flight_size", config.worker.in_flight_bytes);
  visit("worker.max_record_size", config.worker.max_record_bytes);
  visit("worker.drain_timeout", config.worker.drain_timeout_ms);
  visit("input.format", config.input.format);
  visit("input.mapping.uri", config.input.mapping.uri);
  visit("input.mapping.version", config.input.mapping.version);
  visit("input.mapping.url", config.input.mapping.url);
  visit("input.mapping.headline", config.input.mapping.headline);
  visit("input.mapping.summary", config.input.mapping.summary);
  visit("input.mapping.body", config.input.mapping.body);
  visit("input.mapping.by", config.input.mapping.by);
  visit("input.mapping.published", config.input.mapping.published);
  visit("input.mapping.modified", config.input.mapping.modified);
  visit("input.mapping.language", config.input.mapping.language);
  visit("input.mapping.publisher", config.input.mapping.publisher);
  visit("input.furniture_file", config.input.furniture_file);
  visit("output.framing", config.output.framing);
  visit("schema_registry.url", config.schema_registry.url);
  visit("schema_registry.subject", config.schema_registry.subject);
  visit("schema_registry.username", config.schema_registry.username);
  visit("schema_registry.password_file", config.schema_registry.password_file);
  visit("schema_registry.ca_file", config.schema_registry.ca_file);
  visit("schema_registry.certificate_file", config.schema_registry.certificate_file);
  visit("schema_registry.key_file", config.schema_registry.key_file);
  visit("lexicon.agencies_file", config.lexicon.agencies_file);
}

struct ConfigSources {
  std::vector<std::string> files;
  std::map<std::string, std::string> environment;  // variables that begin with WIREFOLD__
  std::vector<std::string> sets;                   // "key=value"
};

// InvalidArgument lists every error, one a line: "file:line:column: key: what is wrong".
absl::StatusOr<Config> LoadConfig(const ConfigSources& sources);

}  // namespace wirefold
