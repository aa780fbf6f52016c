// The worker that a benchmark runs: group `bench`, topics raw, enriched, claims and dead, its log in a new folder.
#pragma once

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/kafka_client.h"
#include "tests/support/process.h"

namespace wirefold {

// `sets`: keys of the configuration beside these, as "key=value".
inline Process StartBenchWorker(const std::string& bootstrap_servers, const std::vector<std::string>& sets = {}) {
  std::vector<std::string> all = {"kafka.bootstrap_servers=" + bootstrap_servers,
                                  "kafka.group_id=bench",
                                  "topics.raw=raw",
                                  "topics.enriched=enriched",
                                  "topics.claims=claims",
                                  "topics.dead_letter=dead",
                                  "topics.replication_factor=1",
                                  "topics.min_insync_replicas=1",
                                  "admin.listen=127.0.0.1:0"};
  all.insert(all.end(), sets.begin(), sets.end());
  std::vector<std::string> command = {WIREFOLD_BINARY, "run"};
  for (std::string& set : all) {
    command.emplace_back("--set");
    command.push_back(std::move(set));
  }
  return Process(command, MakeTemporaryDirectory("wirefold-bench") + "/worker.log");
}

inline double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

// Of all partitions.
inline int64_t Sum(const KafkaClient::Offsets& offsets) {
  int64_t sum = 0;
  for (const auto& [partition, offset] : offsets) sum += offset;
  return sum;
}

// Of the worker's admin port; 0 while it does not listen.
inline int AdminPort(const Process& worker) {
  constexpr std::string_view kLine = "admin listening on 127.0.0.1:";
  const std::string log = worker.Log();
  const size_t line = log.find(kLine);
  return line == std::string::npos ? 0 : std::atoi(log.c_str() + line + kLine.size());
}

// The value of a series in the worker's metrics; 0 when it is not there.
inline double Metric(const Process& worker, const std::string& series) {
  const int port = AdminPort(worker);
  if (port == 0) return 0;
  const std::string text = HttpGet(port, "/metrics").body;
  const size_t found = text.find("\n" + series + " ");
  return found == std::string::npos ? 0 : std::atof(text.c_str() + found + series.size() + 2);
}

}  // namespace wirefold
