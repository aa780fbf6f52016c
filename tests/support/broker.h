// A real Apache Kafka broker (KRaft, one node) for the integration tests: loopback, free ports, temporary data.
//
//   absl::StatusOr<std::unique_ptr<Broker>> broker = Broker::Start();
//   ... (*broker)->bootstrap_servers() ...
//   (*broker)->Kill(); WF_CHECK((*broker)->Restart().ok());   // same data, same ports
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/support/process.h"

namespace wirefold {

class Broker {
 public:
  // Server properties over ours.
  using Settings = std::map<std::string, std::string>;

  // FailedPrecondition when java or the broker's jars (~/.cache/wirefold/kafka-4.1.1/libs) are absent.
  static absl::StatusOr<std::unique_ptr<Broker>> Start(const Settings& settings = {});
  ~Broker();

  const std::string& bootstrap_servers() const { return bootstrap_servers_; }
  absl::Status Stop();  // SIGTERM, then waits
  void Kill();          // SIGKILL
  absl::Status Restart(const Settings& settings = {});
  pid_t pid() const { return process_->pid(); }
  void Signal(int signal) { process_->Signal(signal); }

 private:
  Broker() = default;
  void Configure(const Settings& settings);
  absl::Status Format();
  absl::Status Launch();

  std::string java_;
  std::string libs_;
  std::string directory_;
  std::string bootstrap_servers_;
  std::string properties_;
  std::unique_ptr<Process> process_;
};

}  // namespace wirefold
