#include "worker/cli/run_command.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "worker/admin/http_server.h"
#include "worker/admin/metrics.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/refuse_offline.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/kafka_world.h"
#include "worker/runtime/log.h"
#include "worker/runtime/watchdog.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

constexpr int64_t kStandstillMs = 60'000;     // an event loop that did not turn for so long is dead
constexpr int64_t kShutdownMarginMs = 5'000;  // on top of the drain timeout, to close the clients

std::atomic<bool> stop_requested{false};
std::atomic<bool> drained{false};  // all is committed and the group is left; only clients are to be closed

void OnSignal(int signal) {
  if (stop_requested.exchange(true)) _exit(128 + signal);  // the second one
}

// An outage has each of librdkafka's threads say so several times a second: some lines a second are enough.
void LogLibrdkafka(int level, std::string_view text) {
  static LogLimit limit(/*lines_per_second=*/5);
  const LogLevel ours = level <= 3 ? LogLevel::kError : level <= 5 ? LogLevel::kWarning : LogLevel::kDebug;
  limit.Write(SteadyMs(), ours, text, {{"logger", "librdkafka"}});
}

absl::StatusOr<std::unique_ptr<HttpServer>> StartAdmin(const Config& config, Metrics& metrics, WorkerHealth& health) {
  HttpCallbacks callbacks;
  callbacks.alive = [&health] { return SteadyMs() - health.last_turn_ms < kStandstillMs; };
  callbacks.readiness = [&health] {
    return Readiness{{{"index_restored", health.restored},
                      {"claims_current", health.claims_current},
                      {"assignment_received", health.assigned},
                      {"producer_ready", health.producing},
                      {"topics_there", health.topics_there},
                      {"not_draining", !health.draining}}};
  };
  callbacks.metrics = [&metrics] { return metrics.Text(); };
  return HttpServer::Start(config.admin_listen, std::move(callbacks));
}

int Work(const Config& config, const RunFlags& flags, Watchdog& shutdown) {
  Metrics metrics;
  WorkerHealth health;
  health.last_turn_ms = SteadyMs();
  std::unique_ptr<HttpServer> admin;
  if (!config.admin_listen.empty()) {
    auto started = StartAdmin(config, metrics, health);
    if (!started.ok()) return Report(started.status());
    admin = *std::move(started);
    Log(LogLevel::kInfo, absl::StrFormat("admin listening on %s:%d",
                                         config.admin_listen.substr(0, config.admin_listen.rfind(':')), admin->port()));
  }
  const auto go_on = [&health] {
    health.last_turn_ms = SteadyMs();
    return !stop_requested;
  };
  auto world = KafkaWorld::Create(config, RandomSeed(), TopicCheck::kVerify, go_on);
  if (!world.ok()) return Report(world.status());
  WorkerOptions options = (*world)->Options();
  options.adopt_log = flags.adopt_log;
  if (!flags.from.empty()) options.from = flags.from == "latest" ? StartFrom::kLatest : StartFrom::kEarliest;
  auto worker = Worker::Start(config, metrics, health, stop_requested, **world, options);
  const int code = ExitCode(worker->Run());
  if (code != 0) {
    Log(LogLevel::kInfo, "ended", {{"exit_code", absl::StrFormat("%d", code)}});
    // The group is left. After an error a client may be in doubt, and librdkafka closes such a one late or never.
    _exit(code);
  }
  drained = true;
  shutdown.Arm();
  return code;
}

// The last resort: librdkafka may never return from closing a client after a fatal error or without a broker.
void EndProcess() {
  if (drained) {
    Log(LogLevel::kWarning, "closing the clients takes too long; the process ends here, nothing was in flight",
        {{"exit_code", "0"}});
    _exit(0);
  }
  Log(LogLevel::kError, "the shutdown takes too long; the process ends here, what was in flight goes to other replicas",
      {{"exit_code", "75"}});
  _exit(75);
}

}  // namespace

int RunWorker(const Config& config, const RunFlags& flags) {
  if (const int code = RefuseOffline(config); code != exit_code::kOk) return code;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  kafka::SetLogSink(LogLibrdkafka);
  Log(LogLevel::kInfo, "starting",
      {{"bootstrap_servers", config.kafka.bootstrap_servers},
       {"group", config.kafka.group_id},
       {"topic", config.topics.raw}});
  // Armed by the signal too, for a worker that does not come to see it.
  Watchdog shutdown(config.worker.drain_timeout_ms + kShutdownMarginMs, stop_requested, EndProcess);
  return Work(config, flags, shutdown);
}

}  // namespace wirefold
