#include "worker/cli/run_command.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/wire_reader.h"
#include "worker/admin/http_server.h"
#include "worker/admin/metrics.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/kafka_world.h"
#include "worker/runtime/log.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/watchdog.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

constexpr int kBrokerTimeoutMs = 30'000;
constexpr int64_t kReadStandstillMs = 30'000;  // `decode --topic` ends when its reader is in trouble for so long
constexpr int64_t kStandstillMs = 60'000;      // an event loop that did not turn for so long is dead
constexpr int64_t kShutdownMarginMs = 5'000;   // on top of the drain timeout, to close the clients

std::atomic<bool> stop_requested{false};
std::atomic<bool> drained{false};  // all is committed and the group is left; only clients are to be closed

void OnSignal(int signal) {
  if (stop_requested.exchange(true)) _exit(128 + signal);  // the second one
}

int Report(const absl::Status& status) {
  const int code = ExitCode(status);
  if (!status.ok()) {
    Log(code == 0 ? LogLevel::kInfo : LogLevel::kError, std::string(status.message()),
        {{"exit_code", absl::StrFormat("%d", code)}});
  }
  return code;
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
  options.from = flags.from;
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

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
      return 0;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:       // a topic was made anew under the worker
    case absl::StatusCode::kUnimplemented:  // the claims log was written by a newer program
      return 78;
    case absl::StatusCode::kUnavailable:
      return 69;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:  // the claims log went on without us: a restart restores
    case absl::StatusCode::kDataLoss:    // a topic was made anew
      return 75;
    case absl::StatusCode::kPermissionDenied:
      return 77;
    default:
      return 70;
  }
}

int RunWorker(const Config& config, const RunFlags& flags) {
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

int RunValidate(const Config& config, bool offline) {
  if (offline) {
    std::fprintf(stderr, "configuration ok\n");
    return 0;
  }
  auto admin = kafka::Admin::Create(ClientOf(config));
  absl::Status status = admin.ok() ? VerifyTopics(**admin, config, kBrokerTimeoutMs).status() : admin.status();
  if (status.ok()) std::fprintf(stderr, "configuration and topics ok\n");
  return Report(status);
}

int RunTopics(const Config& config, const std::string& action) {
  auto admin = kafka::Admin::Create(ClientOf(config));
  if (!admin.ok()) return Report(admin.status());
  return Report(action == "create" ? CreateTopics(**admin, config, kBrokerTimeoutMs)
                                   : VerifyTopics(**admin, config, kBrokerTimeoutMs).status());
}

namespace {

int PrintJson(std::string_view record, const std::string& place) {
  absl::StatusOr<std::string> json = EnrichedToJson(record);
  if (!json.ok()) {
    std::fprintf(stderr, "%s: %s\n", place.c_str(), std::string(json.status().message()).c_str());
    return 65;
  }
  std::fwrite(json->data(), 1, json->size(), stdout);
  std::fputc('\n', stdout);
  return 0;
}

int DecodeStdin() {
  std::string bytes;
  char buffer[65536];
  for (size_t got; (got = std::fread(buffer, 1, sizeof(buffer), stdin)) > 0;) bytes.append(buffer, got);
  int code = 0;
  WireReader in(bytes);
  while (!in.empty()) {
    const size_t start = bytes.size() - in.left();
    std::string_view record;
    if (!in.Delimited(record)) {
      std::fprintf(stderr, "stdin byte %zu: the input ends inside this record, after %zu bytes\n", start,
                   bytes.size() - start);
      return 65;
    }
    code = std::max(code, PrintJson(record, absl::StrFormat("stdin byte %d", start)));
  }
  return code;
}

// Calls `visit` with every committed record that a topic holds now, partition by partition.
template <typename Visit>
absl::Status ReadTopic(const Config& config, const std::string& topic, Visit visit) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, admin->Describe(topic, kBrokerTimeoutMs));
  for (int32_t partition = 0; partition < facts.partitions; ++partition) {
    WF_ASSIGN_OR_RETURN(auto range, admin->Watermarks(topic, partition, kBrokerTimeoutMs));
    if (range.first == range.second) continue;
    WF_ASSIGN_OR_RETURN(
        std::unique_ptr<kafka::LogReader> reader,
        kafka::LogReader::Create(ClientOf(config), topic, partition, range.first, kafka::Isolation::kReadCommitted));
    int64_t progress_ms = SteadyMs();
    for (bool at_end = false; !at_end;) {
      WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, reader->Poll(1000, 1000));
      if (!batch.messages.empty() || batch.at_end) progress_ms = SteadyMs();
      if (SteadyMs() - progress_ms > kReadStandstillMs) {
        return absl::UnavailableError(
            absl::StrFormat("%s [%d]: no record came for 30 s%s", topic, partition,
                            batch.trouble.ok() ? "" : ": " + std::string(batch.trouble.message())));
      }
      for (const kafka::Message& message : batch.messages) visit(message);
      at_end = batch.at_end;
    }
  }
  return absl::OkStatus();
}

}  // namespace

int RunDecode(const Config& config, bool from_topic) {
  if (!from_topic) return DecodeStdin();
  int code = 0;
  absl::Status status = ReadTopic(config, config.topics.enriched, [&](const kafka::Message& message) {
    if (!message.value()) return;  // a tombstone
    code = std::max(code, PrintJson(*message.value(), absl::StrFormat("%s [%d] offset %d", config.topics.enriched,
                                                                      message.partition(), message.offset())));
  });
  return status.ok() ? code : Report(status);
}

}  // namespace wirefold
