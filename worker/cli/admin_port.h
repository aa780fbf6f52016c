// The admin port of `run`: what its routes (worker/admin/admin_routes.h) tell of this worker.
//
//   auto port = StartAdminPort(config, metrics, health, board);
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "worker/admin/http_server.h"
#include "worker/admin/metrics.h"
#include "worker/admin/status.h"
#include "worker/admin/status_board.h"
#include "worker/config/config.h"
#include "worker/runtime/health.h"

namespace wirefold {

// An event loop that did not turn for so long is dead. Longer than any wait for brokers inside of a turn.
inline constexpr int64_t kStandstillMs = 60'000;

bool IsAlive(const WorkerHealth& health, int64_t steady_ms);
Readiness ReadinessOf(const WorkerHealth& health);

// What is given must outlive the server. FailedPrecondition when the port cannot be had; null when the configuration
// wants none.
absl::StatusOr<std::unique_ptr<HttpServer>> StartAdminPort(const Config& config, Metrics& metrics,
                                                           const WorkerHealth& health, const StatusBoard& board);

}  // namespace wirefold
