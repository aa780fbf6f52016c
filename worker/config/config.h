// The configuration as plain values, and its loading: embedded defaults, then YAML files, then the environment
// (WIREFOLD__KAFKA__GROUP_ID), then --set kafka.group_id=x. The schema is proto/wirefold/v1/config.proto.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fold/genesis.h"
#include "worker/config/fold_parameters.h"

namespace wirefold {

struct Config {
  struct Kafka {
    std::string bootstrap_servers;
    std::string group_id;
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
};

struct ConfigSources {
  std::vector<std::string> files;
  std::map<std::string, std::string> environment;  // variables that begin with WIREFOLD__
  std::vector<std::string> sets;                   // "key=value"
};

// InvalidArgument lists every error, one a line: "file:line:column: key: what is wrong".
absl::StatusOr<Config> LoadConfig(const ConfigSources& sources);

}  // namespace wirefold
