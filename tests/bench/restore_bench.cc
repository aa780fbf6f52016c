// Restore on a real broker: a worker that starts on a claims log of many records, until it has applied the last of
// them.
//
//   restore_bench [--claims 1000000]
//
// Prints claims per second as the worker tells them, and the CPU seconds of each of its threads.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "tests/bench/bench_worker.h"
#include "tests/bench/claims_log.h"
#include "tests/bench/thread_cpu.h"
#include "tests/support/broker.h"
#include "tests/support/kafka_client.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"

namespace wirefold {
namespace {

constexpr std::chrono::minutes kTimeout(5);

void Produce(kafka::Producer& producer, const char* topic, int32_t partition, std::string_view value) {
  kafka::Outgoing record;
  record.topic = topic;
  record.partition = partition;
  record.value = value;
  while (absl::IsResourceExhausted(producer.Produce(record))) producer.Poll(10).IgnoreError();
  producer.Poll(0).IgnoreError();
}

// The claims, and a raw record for each.
void FillLog(const kafka::ClientSettings& settings, uint64_t claims) {
  auto producer = kafka::Producer::Create(settings, std::nullopt, 5);
  WF_CHECK(producer.ok());
  Genesis genesis;
  genesis.log_id = 7;
  ClaimsLog log(genesis);
  for (uint64_t i = 0; i <= claims; ++i) {
    Produce(**producer, "claims", 0, log.Next());
    Produce(**producer, "raw", static_cast<int32_t>(i % kBenchPartitions), "{}");
  }
  WF_CHECK((*producer)->Flush(60'000).ok());
}

// The number behind `key` in the worker's line on its restore; 0 when it is not there.
double Told(const std::string& log, const std::string& key) {
  const size_t line = log.find("fold index restored");
  if (line == std::string::npos) return 0;
  const std::string quoted = absl::StrCat("\"", key, "\":");
  const size_t at = log.find(quoted, line);
  return at == std::string::npos ? 0 : std::atof(log.c_str() + at + quoted.size());
}

int Main(int argc, char** argv) {
  CLI::App app{"Restore of a claims log from a real broker"};
  uint64_t claims = 1'000'000;
  app.add_option("--claims", claims);
  CLI11_PARSE(app, argc, argv);

  auto broker = Broker::Start();
  if (!broker.ok()) {
    std::cerr << broker.status() << "\n";
    return 1;
  }
  KafkaClient client((*broker)->bootstrap_servers());
  client.CreateTopic("raw", kBenchPartitions);
  for (const char* topic : {"enriched", "dead"}) client.CreateTopic(topic, 1);
  client.CreateTopic("claims", 1,
                     {{"message.timestamp.type", "LogAppendTime"},
                      {"retention.ms", "1000000000"},
                      {"retention.bytes", "-1"},
                      {"segment.bytes", "1073741824"}});
  kafka::ClientSettings settings;
  settings.bootstrap_servers = (*broker)->bootstrap_servers();
  FillLog(settings, claims);
  client.Commit("bench", "raw", client.End("raw", KafkaClient::Isolation::kCommitted));  // each has its outcome

  Process worker = StartBenchWorker(settings.bootstrap_servers);
  const bool restored =
      WaitUntil([&] { return Told(worker.Log(), "took_ms") > 0 || !worker.Running(); }, kTimeout) && worker.Running();
  if (!restored) {
    std::cerr << worker.Log();
    return 1;
  }
  const double took_ms = Told(worker.Log(), "took_ms");
  std::printf("restore: %.0f claims in %.0f ms, %.0f claims/s\n", static_cast<double>(claims), took_ms,
              1000 * static_cast<double>(claims) / took_ms);
  PrintCpu("worker threads", {}, CpuOf(worker.pid()), took_ms / 1000);
  worker.Signal(SIGTERM);
  WF_CHECK(worker.Wait(std::chrono::seconds(30)) == 0);
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
