#include "worker/config/checks.h"

#include <map>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

void CheckTopics(const Config::Topics& topics, Loader& loader) {
  std::map<std::string, const char*> taken;
  const std::pair<const char*, const std::string*> names[] = {{"topics.raw", &topics.raw},
                                                              {"topics.enriched", &topics.enriched},
                                                              {"topics.claims", &topics.claims},
                                                              {"topics.dead_letter", &topics.dead_letter}};
  for (const auto& [key, name] : names) {
    const auto [other, fresh] = taken.emplace(*name, key);
    if (fresh) continue;
    loader.ErrorBetween(key, other->second, "is also " + std::string(other->second) + " (\"" + *name + "\")");
  }
  if (topics.min_insync_replicas <= topics.replication_factor) return;
  loader.ErrorBetween("topics.min_insync_replicas", "topics.replication_factor",
                      absl::StrFormat("must be at most topics.replication_factor, which is %d (\"%d\")",
                                      topics.replication_factor, topics.min_insync_replicas));
}

}  // namespace

void CheckValues(const Config& config, Loader& loader) {
  CheckTopics(config.topics, loader);
  for (const FoldError& error : CheckFold(config.genesis)) loader.ErrorBetween(error.key, error.other, error.what);
}

}  // namespace wirefold
