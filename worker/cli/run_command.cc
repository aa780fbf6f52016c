#include "worker/cli/run_command.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "worker/admin/metrics.h"
#include "worker/admin/status_board.h"
#include "worker/cli/admin_port.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/output_schema.h"
#include "worker/cli/refuse_offline.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/kafka_world.h"
#include "worker/runtime/librdkafka_log.h"
#include "worker/runtime/log.h"
#include "worker/runtime/watchdog.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

constexpr int64_t kShutdownMarginMs = 5'000;  // on top of the drain timeout, to close the clients

std::atomic<bool> stop_requested{false};
std::atomic<bool> drained{false};  // all is committed and the group is left; only clients are to be closed

void OnSignal(int signal) {
  if (stop_requested.exchange(true)) _exit(128 + signal);  // the second one
}

// The board shows the last warnings and errors; those of one call site, or of librdkafka, are one entry.
void ShowTrouble(StatusBoard& board, LogLevel level, std::string_view message, LogFields fields) {
  if (level < LogLevel::kWarning) return;
  std::string_view kind = message;
  std::string detail;
  for (const auto& [name, value] : fields) {
    if (name == "logger") kind = value.text();
    absl::StrAppendFormat(&detail, "%s%s=%s", detail.empty() ? "" : " ", name, value.text());
  }
  board.Trouble(WallMs(), level == LogLevel::kError, kind, message, detail);
}

int Work(const Config& config, const RunFlags& flags, Watchdog& shutdown) {
  Metrics metrics;
  WorkerHealth health;
  health.last_turn_ms = SteadyMs();
  // Lines are logged for as long as librdkafka's threads are there.
  const auto board = std::make_shared<StatusBoard>(config.topics.raw, config.kafka.group_id, WallMs());
  SetLogObserver([board](LogLevel level, std::string_view message, LogFields fields) {
    ShowTrouble(*board, level, message, fields);
  });
  const auto admin = StartAdminPort(config, metrics, health, *board);
  if (!admin.ok()) return Report(admin.status());
  const auto go_on = [&health] {
    health.last_turn_ms = SteadyMs();
    return !stop_requested;
  };
  auto world = KafkaWorld::Create(config, RandomSeed(), TopicCheck::kVerify, go_on);
  if (!world.ok()) return Report(world.status());
  WorkerOptions options = (*world)->Options();
  options.adopt_log = flags.adopt_log;
  options.board = board.get();
  if (const absl::Status status = ProvideOutputSchema(config, go_on, options); !status.ok()) return Report(status);
  if (!flags.from.empty()) options.from = flags.from == "latest" ? StartFrom::kLatest : StartFrom::kEarliest;
  auto worker = Worker::Start(config, metrics, health, stop_requested, **world, options);
  const int code = ExitCode(worker->Run());
  if (code != 0) {
    Log(LogLevel::kInfo, "ended", {{"exit_code", code}});
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
        {{"exit_code", 0}});
    _exit(0);
  }
  Log(LogLevel::kError, "the shutdown takes too long; the process ends here, what was in flight goes to other replicas",
      {{"exit_code", 75}});
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
