// The worker that a benchmark runs: group `bench`, topics raw, enriched, claims and dead, its log in a new folder.
#pragma once

#include <string>
#include <utility>
#include <vector>

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

}  // namespace wirefold
