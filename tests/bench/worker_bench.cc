// End to end on a real broker, exactly once, claims log included: one worker process, 500-word articles.
//
//   worker_bench [--backlog 60000] [--paced 2000] [--seconds 20]
//
// 1. A backlog: articles per second from the worker's first commit to its last.
// 2. Paced on the warm broker: raw timestamp → seen by a read_committed reader, p50 and p99.
// Prints the CPU seconds of each of the worker's threads and of the broker: the busiest is the stage that limits.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <thread>

#include "common/base/check.h"
#include "tests/bench/bench_worker.h"
#include "tests/bench/feed.h"
#include "tests/bench/thread_cpu.h"
#include "tests/support/broker.h"
#include "tests/support/kafka_client.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"

namespace wirefold {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPartitions = 4;

int Main(int argc, char** argv) {
  CLI::App app{"End-to-end benchmark on a real broker"};
  uint64_t backlog = 60'000;
  uint64_t paced = 2000;
  double paced_seconds = 20;
  app.add_option("--backlog", backlog);
  app.add_option("--paced", paced, "articles a second");
  app.add_option("--seconds", paced_seconds, "of the paced part");
  CLI11_PARSE(app, argc, argv);

  auto broker = Broker::Start();
  if (!broker.ok()) {
    std::cerr << broker.status() << "\n";
    return 1;
  }
  KafkaClient client((*broker)->bootstrap_servers());
  client.CreateTopic("raw", kPartitions);
  client.CreateTopic("enriched", kPartitions);
  client.CreateTopic("dead", kPartitions);
  client.CreateTopic("claims", 1, {{"cleanup.policy", "delete"}, {"message.timestamp.type", "LogAppendTime"}});
  kafka::ClientSettings settings;
  settings.bootstrap_servers = (*broker)->bootstrap_servers();
  auto producer = kafka::Producer::Create(settings, std::nullopt, 5);
  WF_CHECK(producer.ok());
  for (uint64_t i = 0; i < backlog; ++i) ProduceValue(**producer, "raw", i, kPartitions, BenchArticle(i));
  WF_CHECK((*producer)->Flush(60'000).ok());

  Process worker = StartBenchWorker(settings.bootstrap_servers, {"fold.window=24h"});
  auto committed = [&] { return Sum(client.Committed("bench", "raw")); };
  while (committed() <= 0) {
    WF_CHECK(worker.Running());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const int64_t first = committed();
  auto began = Clock::now();
  const auto cpu_before = CpuOf(worker.pid());
  const auto broker_before = CpuOf((*broker)->pid());
  int64_t last = first;
  while ((last = committed()) < static_cast<int64_t>(backlog)) {
    WF_CHECK(worker.Running());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const double took = Seconds(began);
  std::printf("backlog: %llu articles, %.0f articles/s from the first commit to the last (%.1f s)\n",
              static_cast<unsigned long long>(backlog), static_cast<double>(last - first) / took, took);
  PrintCpu("worker threads", cpu_before, CpuOf(worker.pid()), took);
  const double transactions = Metric(worker, "wirefold_transaction_duration_seconds_count");
  std::printf("  %.0f transactions, %.1f ms each on average: %.0f%% of the time\n", transactions,
              1000 * Metric(worker, "wirefold_transaction_duration_seconds_sum") / std::max(1.0, transactions),
              100 * Metric(worker, "wirefold_transaction_duration_seconds_sum") / took);
  PrintCpu("broker threads", broker_before, CpuOf((*broker)->pid()), took);

  // Paced: a reader per partition notes when each record becomes visible.
  std::vector<std::unique_ptr<kafka::LogReader>> readers;
  for (int32_t partition = 0; partition < kPartitions; ++partition) {
    auto reader = kafka::LogReader::Create(settings, "enriched", partition,
                                           client.End("enriched", KafkaClient::Isolation::kUncommitted)[partition],
                                           kafka::Isolation::kReadCommitted);
    WF_CHECK(reader.ok());
    readers.push_back(*std::move(reader));
  }
  const uint64_t warm_up = paced * 3;
  const uint64_t total = warm_up + static_cast<uint64_t>(static_cast<double>(paced) * paced_seconds);
  std::vector<int64_t> latency_ms;
  uint64_t sent = 0;
  uint64_t seen = 0;
  began = Clock::now();
  const auto paced_before = CpuOf(worker.pid());
  while (seen < total && Seconds(began) < paced_seconds + 60) {
    while (sent < total && static_cast<double>(sent) < Seconds(began) * static_cast<double>(paced)) {
      ProduceValue(**producer, "raw", backlog + sent, kPartitions, BenchArticle(backlog + sent));
      ++sent;
    }
    for (auto& reader : readers) {
      auto batch = reader->Poll(500, 0);
      WF_CHECK(batch.ok());
      for (const kafka::Message& message : batch->messages) {
        if (++seen > warm_up) latency_ms.push_back(WallMs() - message.timestamp_ms().value_or(0));
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  std::sort(latency_ms.begin(), latency_ms.end());
  WF_CHECK(!latency_ms.empty());
  std::printf("paced %llu/s: %zu articles, raw timestamp to committed p50 %lld ms, p99 %lld ms\n",
              static_cast<unsigned long long>(paced), latency_ms.size(),
              static_cast<long long>(latency_ms[latency_ms.size() / 2]),
              static_cast<long long>(latency_ms[latency_ms.size() * 99 / 100]));
  PrintCpu("worker threads", paced_before, CpuOf(worker.pid()), Seconds(began));
  worker.Signal(SIGTERM);
  WF_CHECK(worker.Wait(std::chrono::seconds(30)) == 0);
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
