#include "worker/cli/admin_port.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "worker/admin/admin_routes.h"
#include "worker/config/documents.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

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

absl::StatusOr<std::unique_ptr<HttpServer>> StartAdminPort(const Config& config, Metrics& metrics,
                                                           const WorkerHealth& health, const StatusBoard& board) {
  if (config.admin_listen.empty()) return std::unique_ptr<HttpServer>();
  AdminRoutes routes;
  routes.alive = [&health] { return IsAlive(health, SteadyMs()); };
  routes.readiness = [&health] { return ReadinessOf(health); };
  routes.metrics = [&metrics] { return metrics.Text(); };
  routes.config = [yaml = EffectiveYaml(config.values)] { return yaml; };
  routes.status = [&health, &board, yaml = EffectiveYaml(config.values)] {
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
