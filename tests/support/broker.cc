#include "tests/support/broker.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "tests/support/kafka_client.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

constexpr int kAttempts = 4;  // a port may be taken between our look and the broker's bind
constexpr auto kStartTimeout = seconds(60);
constexpr char kClusterId[] = "V2lyZWZvbGRUZXN0Q2x1cw";  // any 16 bytes in base64url

std::string FindInPath(std::string_view program) {
  std::string path = ::getenv("PATH") != nullptr ? ::getenv("PATH") : "";
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find(':', begin), path.size());
    const std::string candidate = path.substr(begin, end - begin) + "/" + std::string(program);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return "";
}

std::string ServerProperties(int port, int controller_port, const std::string& directory) {
  return absl::StrCat(
      "process.roles=broker,controller\n"
      "node.id=1\n"
      "controller.quorum.voters=1@127.0.0.1:",
      controller_port, "\n", "listeners=PLAINTEXT://127.0.0.1:", port, ",CONTROLLER://127.0.0.1:", controller_port,
      "\n", "advertised.listeners=PLAINTEXT://127.0.0.1:", port, "\n",
      "controller.listener.names=CONTROLLER\n"
      "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
      "inter.broker.listener.name=PLAINTEXT\n"
      "log.dirs=",
      directory, "/data\n",
      "offsets.topic.replication.factor=1\n"
      "offsets.topic.num.partitions=4\n"
      "transaction.state.log.replication.factor=1\n"
      "transaction.state.log.min.isr=1\n"
      "transaction.state.log.num.partitions=4\n"
      "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n"
      "group.initial.rebalance.delay.ms=0\n"
      // A killed broker may register again only when its session has ended.
      "broker.session.timeout.ms=2000\n"
      "broker.heartbeat.interval.ms=500\n"
      "auto.create.topics.enable=false\n");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Broker>> Broker::Start(const Settings& settings) {
  std::unique_ptr<Broker> broker(new Broker());
  broker->java_ = FindInPath("java");
  if (broker->java_.empty()) {
    return absl::FailedPreconditionError("the integration tests need java 17 in PATH: run ./dev setup");
  }
  const char* home = ::getenv("HOME");
  broker->libs_ = std::string(home != nullptr ? home : "") + "/.cache/wirefold/kafka-4.1.1/libs";
  if (!std::filesystem::exists(broker->libs_ + "/kafka_2.13-4.1.1.jar")) {
    return absl::FailedPreconditionError(
        absl::StrCat("the integration tests need Kafka's jars in ", broker->libs_, ": run ./dev setup"));
  }
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    broker->directory_ = MakeTemporaryDirectory("wirefold-broker");
    const int port = FreePort();
    broker->bootstrap_servers_ = absl::StrCat("127.0.0.1:", port);
    broker->properties_ = ServerProperties(port, FreePort(), broker->directory_);
    broker->Configure(settings);
    WF_RETURN_IF_ERROR(broker->Format());
    status = broker->Launch();
    if (status.ok()) return broker;
    broker->Kill();
    std::filesystem::remove_all(broker->directory_);
  }
  return status;
}

Broker::~Broker() {
  Kill();
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

void Broker::Configure(const Settings& settings) {
  std::ofstream properties(directory_ + "/server.properties");
  properties << properties_;
  for (const auto& [name, value] : settings) properties << name << "=" << value << "\n";  // the last one counts
}

absl::Status Broker::Format() {
  Process format({java_, "-XX:TieredStopAtLevel=1", "-cp", libs_ + "/*", "kafka.tools.StorageTool", "format", "-t",
                  kClusterId, "-c", directory_ + "/server.properties"},
                 directory_ + "/format.log");
  if (format.Wait(kStartTimeout) == 0) return absl::OkStatus();
  return absl::InternalError("formatting the broker's data failed: " + format.Log());
}

absl::Status Broker::Launch() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{java_, "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", libs_ + "/*",
                               "kafka.Kafka", directory_ + "/server.properties"},
      directory_ + "/broker.log");
  const KafkaClient client(bootstrap_servers_);
  const bool ready = WaitUntil([&] { return !process_->Running() || client.Ready(); }, kStartTimeout);
  if (ready && process_->Running()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the broker did not start: ", process_->Log()));
}

absl::Status Broker::Stop() {
  process_->Signal(SIGTERM);
  if (process_->Wait(kStartTimeout)) return absl::OkStatus();
  return absl::DeadlineExceededError("the broker did not stop");
}

void Broker::Kill() {
  if (process_ == nullptr) return;
  process_->Signal(SIGKILL);
  process_->Wait(seconds(10));
}

absl::Status Broker::Restart(const Settings& settings) {
  Kill();
  Configure(settings);
  return Launch();
}

}  // namespace wirefold
