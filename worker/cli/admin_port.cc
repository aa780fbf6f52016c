#include "worker/cli/admin_port.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/json_string.h"
#include "worker/admin/admin_routes.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

// Names of librdkafka's settings that hold, or may hold, a secret.
bool IsSecret(std::string_view name) {
  static constexpr std::string_view kParts[] = {"password",           "secret", "token",  "key.pem",
                                                "oauthbearer.config", "jaas",   "private"};
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

// JSON's strings are YAML's.
std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(text, quoted);
  return quoted;
}

bool SetLevel(std::string_view name) {
  const std::optional<LogLevel> level = LogLevelNamed(name);
  if (!level) return false;
  Log(LogLevel::kInfo, "log level set", {{"to", name}});
  SetLogLevel(*level);
  return true;
}

}  // namespace

bool IsAlive(const WorkerHealth& health, int64_t steady_ms) { return steady_ms - health.last_turn_ms < kStandstillMs; }

Readiness ReadinessOf(const WorkerHealth& health) {
  return {{{"index_restored", health.restored},
           {"claims_current", health.claims_current},
           {"assignment_received", health.assigned},
           {"producer_ready", health.producing},
           {"topics_there", health.topics_there},
           {"brokers_answer", health.brokers_answer},
           {"not_draining", !health.draining}}};
}

std::string RedactedConfig(const Config& config) {
  std::string yaml = absl::StrFormat("kafka:\n  bootstrap_servers: %s\n  group_id: %s\n  properties:%s\n",
                                     Quoted(config.kafka.bootstrap_servers), Quoted(config.kafka.group_id),
                                     config.kafka.properties.empty() ? " {}" : "");
  for (const auto& [name, value] : config.kafka.properties) {
    absl::StrAppendFormat(&yaml, "    %s: %s\n", Quoted(name), IsSecret(name) ? "\"***\"" : Quoted(value));
  }
  absl::StrAppendFormat(&yaml,
                        "topics:\n  raw: %s\n  enriched: %s\n  claims: %s\n  dead_letter: %s\n"
                        "  replication_factor: %d\n  min_insync_replicas: %d\n  partitions: %d\n",
                        Quoted(config.topics.raw), Quoted(config.topics.enriched), Quoted(config.topics.claims),
                        Quoted(config.topics.dead_letter), config.topics.replication_factor,
                        config.topics.min_insync_replicas, config.topics.partitions);
  absl::StrAppendFormat(&yaml, "admin:\n  listen: %s\n", Quoted(config.admin_listen));
  absl::StrAppendFormat(&yaml,
                        "worker:\n  prepare_threads: %d\n  transaction_interval_ms: %d\n  ring_records: %d\n"
                        "  in_flight_bytes: %d\n  max_record_bytes: %d\n  drain_timeout_ms: %d\n",
                        config.worker.prepare_threads, config.worker.transaction_interval_ms,
                        config.worker.ring_records, config.worker.in_flight_bytes, config.worker.max_record_bytes,
                        config.worker.drain_timeout_ms);
  return yaml;
}

absl::StatusOr<std::unique_ptr<HttpServer>> StartAdminPort(const Config& config, const Metrics& metrics,
                                                           const WorkerHealth& health, const StatusBoard& board) {
  if (config.admin_listen.empty()) return std::unique_ptr<HttpServer>();
  AdminRoutes routes;
  routes.alive = [&health] { return IsAlive(health, SteadyMs()); };
  routes.readiness = [&health] { return ReadinessOf(health); };
  routes.metrics = [&metrics] { return metrics.Text(); };
  routes.config = [yaml = RedactedConfig(config)] { return yaml; };
  routes.status = [&health, &board, yaml = RedactedConfig(config)] {
    Status status = board.Snapshot(WallMs());
    status.readiness = ReadinessOf(health);
    status.config = yaml;
    return status;
  };
  routes.log_level = [] { return LogLevelName(CurrentLogLevel()); };
  routes.set_log_level = SetLevel;
  auto server = HttpServer::Start(config.admin_listen, [routes = std::move(routes)](const HttpRequest& request) {
    return Answer(routes, request);
  });
  if (server.ok()) {
    Log(LogLevel::kInfo,
        absl::StrFormat("admin listening on %s:%d", config.admin_listen.substr(0, config.admin_listen.rfind(':')),
                        (*server)->port()));
  }
  return server;
}

}  // namespace wirefold
