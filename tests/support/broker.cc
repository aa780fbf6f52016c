#include "tests/support/broker.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "tests/support/kafka_client.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

constexpr int kAttempts = 4;  // a port may be taken between our look and the broker's bind
constexpr auto kStartTimeout = seconds(60);
constexpr char kClusterId[] = "V2lyZWZvbGRUZXN0Q2x1cw";  // any 16 bytes in base64url

// One of a log file.
struct Batch {
  size_t begin = 0;
  size_t size = 0;
  int64_t first_offset = 0;
};
constexpr size_t kBatchHead = 61;  // behind it its records

uint64_t BigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::vector<Batch> BatchesIn(std::string_view log) {
  constexpr size_t kHead = 12;  // base offset, then the size of what follows
  std::vector<Batch> batches;
  for (size_t at = 0; at + kHead <= log.size(); at += batches.back().size) {
    batches.push_back(
        {at, kHead + BigEndian(log.substr(at + 8, 4)), static_cast<int64_t>(BigEndian(log.substr(at, 8)))});
  }
  return batches;
}

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

// "1@127.0.0.1:p,2@127.0.0.1:q"
std::string Voters(const std::vector<int>& ports) {
  std::vector<std::string> voters;
  for (size_t i = 0; i < ports.size(); ++i) voters.push_back(absl::StrCat(i + 1, "@127.0.0.1:", ports[i]));
  return absl::StrJoin(voters, ",");
}

// What the lists of listeners have beside the plain one and the controller's.
struct MoreListeners {
  std::string listeners;
  std::string protocols;
};

MoreListeners PrintListeners(const Broker::Listeners& listeners, const std::map<std::string, int>& ports,
                             const std::string& host) {
  MoreListeners more;
  for (const auto& [name, protocol] : listeners) {
    absl::StrAppend(&more.listeners, ",", name, "://", host, ":", ports.at(name));
    absl::StrAppend(&more.protocols, ",", name, ":", protocol);
  }
  return more;
}

std::string ServerProperties(const Broker::Place& place, const std::string& directory, const MoreListeners& more) {
  const int port = place.ports[place.index];
  const size_t replicas = std::min<size_t>(place.ports.size(), 3);
  const size_t in_sync = replicas > 2 ? 2 : 1;
  return absl::StrCat(
      "process.roles=broker,controller\n"
      "node.id=",
      place.node_id(), "\ncontroller.quorum.voters=", Voters(place.controller_ports), "\nlisteners=PLAINTEXT://",
      place.host, ":", port, ",CONTROLLER://127.0.0.1:", place.controller_ports[place.index], more.listeners,
      "\nadvertised.listeners=PLAINTEXT://", place.host, ":", port, more.listeners,
      "\ncontroller.listener.names=CONTROLLER\n"
      "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      more.protocols,
      "\ninter.broker.listener.name=PLAINTEXT\n"
      "log.dirs=",
      directory, "/data\n", "default.replication.factor=", replicas, "\nmin.insync.replicas=", in_sync,
      "\noffsets.topic.replication.factor=", replicas, "\noffsets.topic.num.partitions=4\n",
      "transaction.state.log.replication.factor=", replicas, "\ntransaction.state.log.min.isr=", in_sync,
      "\ntransaction.state.log.num.partitions=4\n"
      "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n"
      "group.initial.rebalance.delay.ms=0\n"
      // A killed broker may register again only when its session has ended.
      "broker.session.timeout.ms=2000\n"
      "broker.heartbeat.interval.ms=500\n"
      "auto.create.topics.enable=false\n");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Broker>> Broker::Start(const Settings& settings, const Listeners& listeners,
                                                      const std::string& host) {
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    WF_ASSIGN_OR_RETURN(
        std::unique_ptr<Broker> broker,
        Make({.ports = {FreePort()}, .controller_ports = {FreePort()}, .host = host}, settings, listeners));
    broker->BeginFormat();
    WF_RETURN_IF_ERROR(broker->FinishFormat());
    broker->Begin();
    status = broker->WaitReady();
    if (status.ok()) return broker;
  }
  return status;
}

absl::StatusOr<std::unique_ptr<Broker>> Broker::Make(const Place& place, const Settings& settings,
                                                     const Listeners& listeners) {
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
  broker->heap_ = place.ports.size() > 1 ? "-Xmx256m" : "-Xmx512m";
  broker->directory_ = MakeTemporaryDirectory("wirefold-broker");
  broker->bootstrap_servers_ = absl::StrCat(place.host, ":", place.ports[place.index]);
  for (const auto& [name, protocol] : listeners) broker->listener_ports_[name] = FreePort();
  broker->properties_ =
      ServerProperties(place, broker->directory_, PrintListeners(listeners, broker->listener_ports_, place.host));
  broker->Configure(settings);
  return broker;
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

void Broker::BeginFormat() {
  format_ = std::make_unique<Process>(
      std::vector<std::string>{java_, "-XX:TieredStopAtLevel=1", "-cp", libs_ + "/*", "kafka.tools.StorageTool",
                               "format", "-t", kClusterId, "-c", directory_ + "/server.properties"},
      directory_ + "/format.log");
}

absl::Status Broker::FinishFormat() {
  if (format_->Wait(kStartTimeout) == 0) return absl::OkStatus();
  return absl::InternalError("formatting the broker's data failed: " + format_->Log());
}

void Broker::Begin() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{java_, heap_, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", libs_ + "/*",
                               "kafka.Kafka", directory_ + "/server.properties"},
      directory_ + "/broker.log");
}

absl::Status Broker::WaitReady() {
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
  Begin();
  return WaitReady();
}

std::string Broker::LogFile(const std::string& topic, int32_t partition) const {
  return absl::StrCat(directory_, "/data/", topic, "-", partition, "/00000000000000000000.log");
}

uint64_t Broker::LogBytes(const std::string& topic) const {
  uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory_ + "/data")) {
    const std::string folder = file.path().parent_path().filename();
    if (file.path().extension() != ".log" || folder.substr(0, folder.rfind('-')) != topic) continue;
    bytes += file.file_size();
  }
  return bytes;
}

absl::Status Broker::CutLog(const std::string& topic, int32_t partition, size_t batches) {
  Kill();
  const std::string path = LogFile(topic, partition);
  const std::vector<Batch> all = BatchesIn(ReadFile(path));
  WF_CHECK(all.size() > batches);
  std::filesystem::resize_file(path, all[all.size() - batches].begin);
  return Restart();
}

// After a kill the broker would look through its logs, and cut this one there.
absl::Status Broker::DamageBatch(const std::string& topic, int32_t partition, int64_t offset) {
  absl::Status stopped = Stop();
  if (!stopped.ok()) return stopped;
  const std::string path = LogFile(topic, partition);
  std::string log = ReadFile(path);
  const std::vector<Batch> all = BatchesIn(log);
  const auto behind =
      std::find_if(all.begin(), all.end(), [offset](const Batch& batch) { return batch.first_offset > offset; });
  WF_CHECK(behind != all.begin());
  const Batch& batch = *std::prev(behind);
  for (size_t at = batch.begin + kBatchHead; at < batch.begin + batch.size; ++at) log[at] ^= 0x5a;
  std::ofstream(path, std::ios::binary) << log;
  return Restart();
}

}  // namespace wirefold
