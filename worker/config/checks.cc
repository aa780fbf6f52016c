#include "worker/config/checks.h"

#include <charconv>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

// Upper bounds are what nobody means, and what would overflow further on.
constexpr uint32_t kMaxReplicationFactor = 1000;
constexpr uint32_t kMaxPartitions = 100'000;
constexpr uint32_t kMaxPrepareThreads = 256;
constexpr uint32_t kLeastMaxRecordBytes = 65'536;

// "host:port" or "[v6]:port"; a plain number after the last colon, since civetweb reads more into it ("8080s",
// "a:1,b:2").
bool IsHostAndPort(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find_first_of(":,[] ") != std::string::npos) return false;
  uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  return error == std::errc() && stop == end;
}

class Checker {
 public:
  explicit Checker(Loader& loader) : loader_(loader) {}

  void Need(bool ok, const char* key, const std::string& what) {
    if (!ok) loader_.ErrorAt(key, what);
  }
  void AtLeast(uint64_t value, uint64_t least, const char* key) {
    Need(value >= least, key, absl::StrFormat("must be at least %d", least));
  }
  void AtMost(uint64_t value, uint64_t most, const char* key) {
    Need(value <= most, key, absl::StrFormat("must be at most %d", most));
  }
  void Between(uint64_t value, uint64_t least, uint64_t most, const char* key) {
    Need(value >= least && value <= most, key, absl::StrFormat("must be between %d and %d", least, most));
  }

 private:
  Loader& loader_;
};

void CheckKafka(const Config::Kafka& kafka, Checker& check) {
  check.Need(!kafka.bootstrap_servers.empty(), "kafka.bootstrap_servers", "must not be empty");
  check.Need(!kafka.group_id.empty(), "kafka.group_id", "must not be empty");
}

void CheckTopics(const Config::Topics& topics, Checker& check) {
  std::map<std::string, const char*> taken;
  const std::pair<const char*, const std::string*> names[] = {{"topics.raw", &topics.raw},
                                                              {"topics.enriched", &topics.enriched},
                                                              {"topics.claims", &topics.claims},
                                                              {"topics.dead_letter", &topics.dead_letter}};
  for (const auto& [key, name] : names) {
    check.Need(!name->empty(), key, "must not be empty");
    if (name->empty()) continue;
    const auto [other, fresh] = taken.emplace(*name, key);
    check.Need(fresh, key, std::string("is also ") + other->second);
  }
  check.Between(topics.replication_factor, 1, kMaxReplicationFactor, "topics.replication_factor");
  check.Between(topics.partitions, 1, kMaxPartitions, "topics.partitions");
  check.Need(topics.min_insync_replicas > 0 && topics.min_insync_replicas <= topics.replication_factor,
             "topics.min_insync_replicas", "must be between 1 and topics.replication_factor");
}

void CheckWorker(const Config::Worker& worker, Checker& check) {
  check.AtMost(worker.prepare_threads, kMaxPrepareThreads, "worker.prepare_threads");
  check.AtLeast(worker.ring_records, 1, "worker.ring_records");
  check.AtLeast(worker.in_flight_bytes, 1, "worker.in_flight_bytes");
  check.AtLeast(worker.max_record_bytes, kLeastMaxRecordBytes, "worker.max_record_bytes");
}

}  // namespace

void CheckValues(const Config& config, Loader& loader) {
  Checker check(loader);
  CheckKafka(config.kafka, check);
  CheckTopics(config.topics, check);
  check.Need(config.admin_listen.empty() || IsHostAndPort(config.admin_listen), "admin.listen",
             "\"" + config.admin_listen + "\" is no address:port");
  for (const FoldError& error : CheckFold(config.fold, config.genesis)) loader.ErrorAt(error.key, error.what);
  CheckWorker(config.worker, check);
}

}  // namespace wirefold
