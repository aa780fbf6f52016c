// End to end on a real broker, exactly once, claims log included: one worker process on 500-word articles, next to a
// bare exactly-once copy loop (copy_loop.h) on the same topic, with the same interval between commits. Both are
// processes of their own, on one broker, by turns: compare ratios, not rates, where the machine has other work.
//
//   worker_bench [--backlog 60000] [--paced 1000] [--seconds 20] [--rounds 3] [--interval 50] [--alone]
//
// 1. A backlog: articles per second from the first commit to the last, and what they cost.
// 2. Paced: raw timestamp → seen by a read_committed reader, p50 and p99.
// Prints the CPU of each thread of the worker, the loop and the broker too: the busiest is the stage that limits.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/check.h"
#include "tests/bench/bench_worker.h"
#include "tests/bench/copy_loop.h"
#include "tests/bench/feed.h"
#include "tests/bench/paced.h"
#include "tests/bench/process_use.h"
#include "tests/bench/thread_cpu.h"
#include "tests/support/broker.h"
#include "tests/support/kafka_client.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"

namespace wirefold {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPartitions = 4;

struct Options {
  uint64_t backlog = 60'000;
  Pace pace;
  int rounds = 3;
  int interval_ms = 50;
  bool alone = false;
};

// Of one turn of the worker or of the loop, in the order of kRows.
using Figures = std::vector<double>;
constexpr const char* kRows[] = {"articles/s",
                                 "CPU us an article",
                                 "broker's CPU us an article",
                                 "bytes sent an article",
                                 "switches an article",
                                 "peak resident MB",
                                 "paced: p50 ms",
                                 "paced: p99 ms",
                                 "paced: % of a core",
                                 "paced: broker's % of a core"};

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {
    auto broker = Broker::Start();
    WF_CHECK(broker.ok());
    broker_ = *std::move(broker);
    client_ = std::make_unique<KafkaClient>(broker_->bootstrap_servers());
    settings_.bootstrap_servers = broker_->bootstrap_servers();
    client_->CreateTopic("raw", kPartitions);
    client_->CreateTopic("dead", kPartitions);
    auto producer = kafka::Producer::Create(settings_, std::nullopt, 5);
    WF_CHECK(producer.ok());
    producer_ = *std::move(producer);
    for (; sent_ < options.backlog; ++sent_) ProduceValue(*producer_, "raw", sent_, kPartitions, BenchArticle(sent_));
    WF_CHECK(producer_->Flush(60'000).ok());
  }

  Figures Worker(int round) {
    const std::string name = "worker" + std::to_string(round);
    client_->CreateTopic(name + "-claims", 1,
                         {{"cleanup.policy", "delete"}, {"message.timestamp.type", "LogAppendTime"}});
    client_->CreateTopic(name, kPartitions);
    Process worker = StartBenchWorker(
        settings_.bootstrap_servers,
        {"kafka.group_id=" + name, "topics.enriched=" + name, "topics.claims=" + name + "-claims", "fold.window=24h",
         "worker.transaction_interval=" + std::to_string(options_.interval_ms) + "ms"});
    return Turn(name, worker, {name, name + "-claims"});
  }

  Figures Loop(int round) {
    const std::string name = "loop" + std::to_string(round);
    Process loop = StartLoop(name);
    return Turn(name, loop, {name});
  }

  // So that the broker's first turn is not the one with its compilers at work.
  void WarmUp() {
    Process loop = StartLoop("warm-up");
    WaitFor("warm-up", loop, static_cast<int64_t>(sent_));
    loop.Signal(SIGTERM);
    WF_CHECK(loop.Wait(std::chrono::seconds(30)) == 0);
  }

 private:
  Process StartLoop(const std::string& name) {
    client_->CreateTopic(name, kPartitions);
    return Process(
        {"/proc/self/exe", "copy-loop", settings_.bootstrap_servers, name, std::to_string(options_.interval_ms)},
        MakeTemporaryDirectory("wirefold-bench") + "/loop.log");
  }

  // A process in group `name`, whose outcomes are in the topic of that name.
  Figures Turn(const std::string& name, Process& process, const std::vector<std::string>& topics) {
    Figures figures = Backlog(name, process, topics);
    const ProcessUse before = UseOf(process.pid());
    const ProcessUse broker_before = UseOf(broker_->pid());
    const auto threads_before = CpuOf(process.pid());
    const auto began = Clock::now();
    const std::vector<int64_t> latency_ms =
        RunPaced(options_.pace, sent_, kPartitions, name, *client_, *producer_, settings_);
    const double took = Seconds(began);
    sent_ += options_.pace.per_second * 3 +
             static_cast<uint64_t>(static_cast<double>(options_.pace.per_second) * options_.pace.seconds);
    const ProcessUse after = UseOf(process.pid());
    std::printf(" paced %llu/s: p50 %lld ms, p99 %lld ms\n", static_cast<unsigned long long>(options_.pace.per_second),
                static_cast<long long>(latency_ms[latency_ms.size() / 2]),
                static_cast<long long>(latency_ms[latency_ms.size() * 99 / 100]));
    PrintCpu("threads", threads_before, CpuOf(process.pid()), took);
    for (const double figure : {after.peak_mb, static_cast<double>(latency_ms[latency_ms.size() / 2]),
                                static_cast<double>(latency_ms[latency_ms.size() * 99 / 100]),
                                100 * (after.cpu_seconds - before.cpu_seconds) / took,
                                100 * (UseOf(broker_->pid()).cpu_seconds - broker_before.cpu_seconds) / took}) {
      figures.push_back(figure);
    }
    process.Signal(SIGTERM);
    WF_CHECK(process.Wait(std::chrono::seconds(30)) == 0);
    return figures;
  }

  // Until so many raw records are committed; returns how many are.
  int64_t WaitFor(const std::string& name, Process& process, int64_t offsets) {
    int64_t now = 0;
    while ((now = Sum(client_->Committed(name, "raw"))) < offsets) {
      WF_CHECK(process.Running());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return now;
  }

  // From the first commit to the last.
  Figures Backlog(const std::string& name, Process& process, const std::vector<std::string>& topics) {
    const auto log_bytes = [&] {
      uint64_t bytes = 0;
      for (const std::string& topic : topics) bytes += broker_->LogBytes(topic);
      return static_cast<double>(bytes);
    };
    const int64_t first = WaitFor(name, process, 1);
    const auto began = Clock::now();
    const ProcessUse before = UseOf(process.pid());
    const ProcessUse broker_before = UseOf(broker_->pid());
    const auto threads_before = CpuOf(process.pid());
    const auto broker_threads_before = CpuOf(broker_->pid());
    const double bytes_before = log_bytes();
    const int64_t last = WaitFor(name, process, static_cast<int64_t>(sent_));
    const double took = Seconds(began);
    const ProcessUse after = UseOf(process.pid());
    const ProcessUse broker_after = UseOf(broker_->pid());
    const auto articles = static_cast<double>(last - first);
    WF_CHECK(articles > 0 && "it was over before the first look: take a larger --backlog");
    std::printf("%s\n backlog: %.0f articles in %.1f s, %.0f/s\n", name.c_str(), articles, took, articles / took);
    PrintCpu("threads", threads_before, CpuOf(process.pid()), took);
    PrintCpu("broker's threads", broker_threads_before, CpuOf(broker_->pid()), took);
    return {articles / took, 1e6 * (after.cpu_seconds - before.cpu_seconds) / articles,
            1e6 * (broker_after.cpu_seconds - broker_before.cpu_seconds) / articles,
            (log_bytes() - bytes_before) / articles,
            (static_cast<double>(after.switches) - static_cast<double>(before.switches)) / articles};
  }

  const Options options_;
  std::unique_ptr<Broker> broker_;
  std::unique_ptr<KafkaClient> client_;
  kafka::ClientSettings settings_;
  std::unique_ptr<kafka::Producer> producer_;
  uint64_t sent_ = 0;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Medians of the rounds, of the ratios too; a ratio is of two turns of one round.
void PrintTable(const std::vector<Figures>& worker, const std::vector<Figures>& loop) {
  std::printf("\n%-28s %12s %12s %8s   (medians of %zu rounds; ratios from lowest to highest)\n", "", "worker",
              "copy loop", "ratio", worker.size());
  for (size_t row = 0; row < std::size(kRows); ++row) {
    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> ratios;
    for (size_t round = 0; round < worker.size(); ++round) {
      ours.push_back(worker[round][row]);
      theirs.push_back(loop[round][row]);
      ratios.push_back(worker[round][row] / loop[round][row]);
    }
    const auto [lowest, highest] = std::minmax_element(ratios.begin(), ratios.end());
    std::printf("%-28s %12.1f %12.1f %8.2f   %.2f to %.2f\n", kRows[row], Median(ours), Median(theirs), Median(ratios),
                *lowest, *highest);
  }
}

int Main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "copy-loop") {
    return RunCopyLoop({argv[2], argv[3], argv[3], std::atoi(argv[4])});
  }
  CLI::App app{"End-to-end benchmark on a real broker"};
  Options options;
  app.add_option("--backlog", options.backlog);
  app.add_option("--paced", options.pace.per_second, "articles a second");
  app.add_option("--seconds", options.pace.seconds, "of the paced part");
  app.add_option("--rounds", options.rounds);
  app.add_option("--interval", options.interval_ms, "between commits, ms");
  app.add_flag("--alone", options.alone, "without the copy loop");
  CLI11_PARSE(app, argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Bench bench(options);
  bench.WarmUp();
  std::vector<Figures> worker;
  std::vector<Figures> loop;
  for (int round = 0; round < options.rounds; ++round) {
    if (!options.alone && round % 2 == 1) loop.push_back(bench.Loop(round));
    worker.push_back(bench.Worker(round));
    if (!options.alone && round % 2 == 0) loop.push_back(bench.Loop(round));
  }
  if (!options.alone) PrintTable(worker, loop);
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
