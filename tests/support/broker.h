// A real Apache Kafka broker (KRaft; broker and controller in one process) for the integration tests: loopback, free
// ports, temporary data. Alone, or one of a cluster (cluster.h).
//
//   absl::StatusOr<std::unique_ptr<Broker>> broker = Broker::Start();
//   ... (*broker)->bootstrap_servers() ...
//   (*broker)->Kill(); WF_CHECK((*broker)->Restart().ok());   // same data, same ports
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/support/process.h"

namespace wirefold {

class Broker {
 public:
  // Server properties over ours.
  using Settings = std::map<std::string, std::string>;
  // Listeners beside the plain one: name → security protocol, as "MTLS" → "SSL". Each has a port of its own; what it
  // needs are settings that begin with "listener.name.mtls.".
  using Listeners = std::map<std::string, std::string>;

  // Which one of a cluster, and where all its members listen.
  struct Place {
    size_t index = 0;
    std::vector<int> ports;
    std::vector<int> controller_ports;
    std::string host = "127.0.0.1";  // an address of this machine; controllers keep to the loopback
    int32_t node_id() const { return static_cast<int32_t>(index) + 1; }
  };

  // One broker alone, ready. FailedPrecondition when java or the broker's jars (~/.cache/wirefold/kafka-4.1.1/libs) are
  // absent.
  static absl::StatusOr<std::unique_ptr<Broker>> Start(const Settings& settings = {}, const Listeners& listeners = {},
                                                       const std::string& host = "127.0.0.1");
  // A member of a cluster: its data directory is made, its process is not started yet.
  static absl::StatusOr<std::unique_ptr<Broker>> Make(const Place& place, const Settings& settings = {},
                                                      const Listeners& listeners = {});
  ~Broker();

  const std::string& bootstrap_servers() const { return bootstrap_servers_; }
  // Of a listener beside the plain one.
  int port(const std::string& listener) const { return listener_ports_.at(listener); }
  void Begin();              // starts the process, waits for nothing
  absl::Status WaitReady();  // until it answers; an error when its process ended first
  absl::Status Stop();       // SIGTERM, then waits
  void Kill();               // SIGKILL
  absl::Status Restart(const Settings& settings = {});
  bool Running() { return process_ != nullptr && process_->Running(); }
  std::string Log() const { return process_ != nullptr ? process_->Log() : ""; }  // of its last start
  pid_t pid() const { return process_->pid(); }
  void Signal(int signal) { process_->Signal(signal); }
  // Of all segments of a topic's partitions: what was produced, as it was sent, and the markers.
  uint64_t LogBytes(const std::string& topic) const;
  // Kills it, takes the last batches off a partition's log, as a disk that lost them, and starts it again.
  absl::Status CutLog(const std::string& topic, int32_t partition, size_t batches);
  // Stops it, turns bits of the batch that holds `offset` over, as a disk that decays, and starts it again.
  absl::Status DamageBatch(const std::string& topic, int32_t partition, int64_t offset);

 private:
  Broker() = default;
  std::string LogFile(const std::string& topic, int32_t partition) const;
  void Configure(const Settings& settings);
  void BeginFormat();
  absl::Status FinishFormat();

  std::string java_;
  std::string libs_;
  std::string heap_;
  std::string directory_;
  std::string bootstrap_servers_;
  std::map<std::string, int> listener_ports_;
  std::string properties_;
  std::unique_ptr<Process> format_;
  std::unique_ptr<Process> process_;

  friend class Cluster;  // formats all its members at once
};

}  // namespace wirefold
