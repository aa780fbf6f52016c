// `demo`: the real worker against librdkafka's mock cluster in this process. It shows the path; the mock cluster
// isolates no transactions, so it proves nothing about exactly-once (the integration suite does).
#include "worker/cli/demo_command.h"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/codec/enriched_codec.h"
#include "simdjson.h"
#include "worker/admin/metrics.h"
#include "worker/cli/broker.h"
#include "worker/cli/exit_code.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/kafka_world.h"
#include "worker/runtime/log.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

constexpr int kPartitions = 1;  // one order, so that the transcript is the same each time
constexpr int kDeadlineSeconds = 60;

absl::StatusOr<std::vector<std::string>> ReadLines(const std::string& input) {
  std::string text(EmbeddedFile("articles.jsonl"));
  if (!input.empty()) {
    std::ifstream file(input, std::ios::binary);
    if (!file) return absl::NotFoundError(input + ": cannot be read");
    std::stringstream content;
    content << file.rdbuf();
    text = content.str();
  }
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::string Field(const simdjson::dom::element& record, std::string_view pointer) {
  simdjson::dom::element value;
  if (record.at_pointer(pointer).get(value) != simdjson::SUCCESS) return "";
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

// Offset of the raw record that an outcome is of.
std::string RawOffset(const kafka::Message& outcome) {
  for (const kafka::Header& header : outcome.headers()) {
    if (header.name == "ce_originoffset" || header.name == "__dlq.errors.offset") return header.value;
  }
  return "";
}

// The dead letter that `message` is, as "[partition]@offset" and its reason; nothing when it is none.
struct DeadLetter {
  std::string place;
  std::string reason;
};
DeadLetter DeadLetterOf(const kafka::Message& message) {
  DeadLetter letter;
  for (const kafka::Header& header : message.headers()) {
    if (header.name == "__dlq.errors.code") letter.reason = header.value + letter.reason;
    if (header.name == "__dlq.errors.message") letter.reason += ": " + header.value;
    if (header.name == "__dlq.errors.partition") letter.place = "[" + header.value + "]" + letter.place;
    if (header.name == "__dlq.errors.offset") letter.place += "@" + header.value;
  }
  return letter;
}

void PrintAttribution(const simdjson::dom::element& record) {
  simdjson::dom::array list;
  if (record.at_pointer("/credits").get(list) == simdjson::SUCCESS) {
    for (auto credit : list)
      std::printf("      credit: %s (%s, %s)\n", Field(credit, "/agencyId").c_str(), Field(credit, "/kind").c_str(),
                  Field(credit, "/evidence").c_str());
  }
  if (record.at_pointer("/citations").get(list) == simdjson::SUCCESS) {
    for (auto citation : list)
      std::printf("      cites: %s ×%s\n", Field(citation, "/name").c_str(), Field(citation, "/count").c_str());
  }
}

void PrintRemoved(const simdjson::dom::element& record) {
  simdjson::dom::array list;
  if (record.at_pointer("/removed").get(list) != simdjson::SUCCESS || list.size() == 0) return;
  std::map<std::string, int> categories;
  for (auto removed : list) ++categories[Field(removed, "/category")];
  std::printf("      removed:");
  for (const auto& [category, count] : categories) std::printf(" %s ×%d", category.c_str(), count);
  std::printf("\n");
}

void PrintMatches(const simdjson::dom::element& record) {
  simdjson::dom::array list;
  if (record.at_pointer("/syndication/matches").get(list) != simdjson::SUCCESS) return;
  for (auto match : list) {
    std::printf("      %s of %s: resemblance %.4s, contained in it %.4s, it is contained %.4s\n",
                Field(match, "/relation").c_str(), Field(match, "/articleId").c_str(),
                Field(match, "/resemblance").c_str(), Field(match, "/containment").c_str(),
                Field(match, "/matchContainment").c_str());
  }
}

void PrintOutcome(const kafka::Message& message, const std::string& topic) {
  if (const DeadLetter letter = DeadLetterOf(message); !letter.reason.empty()) {
    std::printf("  raw %s  dead letter → %s\n      %s\n", letter.place.c_str(), topic.c_str(), letter.reason.c_str());
    return;
  }
  absl::StatusOr<std::string> json = EnrichedToJson(message.value().value_or(""));
  simdjson::dom::parser parser;
  simdjson::dom::element record;
  if (!json.ok() || parser.parse(*json).get(record) != simdjson::SUCCESS) return;
  std::printf("  %-11s %s  story %s\n      %s (%s)\n", Field(record, "/syndication/relation").c_str(),
              Field(record, "/articleId").c_str(), Field(record, "/syndication/storyId").c_str(),
              Field(record, "/headline").c_str(), Field(record, "/publisher").c_str());
  PrintAttribution(record);
  PrintRemoved(record);
  PrintMatches(record);
}

// Points the configuration at the cluster and makes its topics there.
absl::Status MakeTopics(kafka::MockCluster& cluster, Config& config) {
  config.kafka.bootstrap_servers = cluster.bootstrap_servers();
  config.topics.replication_factor = 1;
  config.topics.min_insync_replicas = 1;
  for (const std::string& topic : {config.topics.raw, config.topics.enriched, config.topics.dead_letter}) {
    WF_RETURN_IF_ERROR(cluster.CreateTopic(topic, kPartitions));
  }
  return cluster.CreateTopic(config.topics.claims, 1);
}

absl::Status ProduceRaw(const Config& config, const std::vector<std::string>& lines) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Producer> producer,
                      kafka::Producer::Create(ClientOf(config), std::nullopt, 0));
  for (size_t i = 0; i < lines.size(); ++i) {
    kafka::Outgoing record;
    record.topic = config.topics.raw;
    record.partition = static_cast<int32_t>(i % kPartitions);
    record.value = lines[i];
    WF_RETURN_IF_ERROR(producer->Produce(record));
  }
  return producer->Flush(10'000);
}

// Outcomes as they were published.
struct Outcomes {
  std::map<std::string, size_t> by_topic;
  std::set<std::string> raw_offsets;
  size_t count = 0;
};

// Reads and prints outcomes while the worker works, until there is one for each of `wanted` raw records.
// Until there are as many as wanted, the worker's life is over, or the time is up.
absl::Status ReadOutcomes(const Config& config, size_t wanted, const std::atomic<bool>& over, Outcomes& outcomes) {
  std::vector<std::pair<std::unique_ptr<kafka::LogReader>, std::string>> readers;
  for (const std::string& topic : {config.topics.enriched, config.topics.dead_letter}) {
    for (int partition = 0; partition < kPartitions; ++partition) {
      WF_ASSIGN_OR_RETURN(auto reader, kafka::LogReader::Create(ClientOf(config), topic, partition, 0,
                                                                kafka::Isolation::kReadCommitted));
      readers.emplace_back(std::move(reader), topic);
    }
  }
  const int64_t deadline_ms = SteadyMs() + int64_t{kDeadlineSeconds} * 1000;
  absl::Status trouble;  // the last that a reader goes on from by itself
  while (!over && outcomes.count < wanted && SteadyMs() < deadline_ms) {
    for (auto& [reader, topic] : readers) {
      WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, reader->Poll(100, 20));
      if (!batch.trouble.ok()) trouble = batch.trouble;
      for (const kafka::Message& message : batch.messages) {
        PrintOutcome(message, topic);
        ++outcomes.by_topic[topic];
        outcomes.raw_offsets.insert(RawOffset(message));
        ++outcomes.count;
      }
    }
  }
  return outcomes.count < wanted ? trouble : absl::OkStatus();
}

absl::Status Demo(Config config, const std::string& input) {
  // The mock cluster writes no checksum into the markers of its transactions.
  config.kafka.properties["check.crcs"] = "false";
  WF_ASSIGN_OR_RETURN(std::vector<std::string> lines, ReadLines(input));
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::MockCluster> cluster, kafka::MockCluster::Create(1));
  WF_RETURN_IF_ERROR(MakeTopics(*cluster, config));
  WF_RETURN_IF_ERROR(ProduceRaw(config, lines));
  std::printf("embedded broker at %s\n%zu raw articles in %s (%d partitions)\n", config.kafka.bootstrap_servers.c_str(),
              lines.size(), config.topics.raw.c_str(), kPartitions);

  Metrics metrics;
  WorkerHealth health;
  std::atomic<bool> stop{false};
  std::atomic<bool> over{false};
  WF_ASSIGN_OR_RETURN(std::unique_ptr<KafkaWorld> world,
                      KafkaWorld::Create(config, RandomSeed(), TopicCheck::kSkip, [] { return true; }));
  std::unique_ptr<Worker> worker = Worker::Start(config, metrics, health, stop, *world, world->Options());
  absl::Status ended;
  std::thread thread([&] {
    ended = worker->Run();
    over = true;
  });
  Outcomes outcomes;
  const absl::Status read = ReadOutcomes(config, lines.size(), over, outcomes);
  stop = true;
  thread.join();
  WF_RETURN_IF_ERROR(read);
  WF_RETURN_IF_ERROR(ended);

  for (const auto& [topic, count] : outcomes.by_topic) std::printf("%zu records in %s\n", count, topic.c_str());
  if (outcomes.count != lines.size() || outcomes.raw_offsets.size() != lines.size()) {
    return absl::InternalError(absl::StrFormat("%d raw records gave %d outcomes of %d records", lines.size(),
                                               outcomes.count, outcomes.raw_offsets.size()));
  }
  std::printf("%zu raw records, %zu outcomes: none lost, none doubled\n", lines.size(), outcomes.count);
  return absl::OkStatus();
}

}  // namespace

int RunDemo(Config config, const std::string& input) {
  SetLogLevel(LogLevel::kError);             // dead letters are printed with their reasons
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // progress is seen as it happens
  absl::Status status = Demo(std::move(config), input);
  if (!status.ok()) std::fprintf(stderr, "demo: %s\n", std::string(status.message()).c_str());
  return absl::IsNotFound(status) ? exit_code::kNoInput : ExitCode(status);
}

}  // namespace wirefold
