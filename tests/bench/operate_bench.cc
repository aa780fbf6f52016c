// What operators see of workers on a real broker, as figures: one run, one section each.
//
//   operate_bench [--rate 2000] restart scale kill partitions scrapes idle bad
//
// restart     five workers, one after another stopped and replaced under load: the longest that a partition stood
// scale       1 → 5 → 2 workers under load: likewise
// kill        one of two workers killed under load: the longest that readers of committed records waited
// partitions  500 raw partitions on one worker: time to ready, memory, threads, time of a scrape
// scrapes     a backlog with and without 1,000 scrapes/s, by turns: throughput, CPU for each record and each scrape
// idle        an empty log: time to ready, memory
// bad         records that are no articles, 10,000/s: lines in the log a second
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <thread>

#include "tests/bench/bench_worker.h"
#include "tests/bench/feed.h"
#include "tests/bench/thread_cpu.h"
#include "tests/support/broker.h"
#include "tests/support/kafka_client.h"

namespace wirefold {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Offsets = KafkaClient::Offsets;

constexpr auto kPatience = seconds(120);
constexpr int kScrapes = 200;

// A line of /proc/PID/status, such as "VmRSS"; kB or a count.
long StatusOf(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, name.size() + 1, name + ":") == 0) return std::atol(line.c_str() + name.size() + 1);
  }
  return -1;
}

// Runs an action again and again on a thread of its own until it goes.
class Repeated {
 public:
  explicit Repeated(std::function<void()> action)
      : thread_([this, action = std::move(action)] {
          while (!stop_) action();
        }) {}
  ~Repeated() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

Offsets CommittedOf(KafkaClient& client) { return client.Committed("bench", "raw"); }
Offsets ReadableOf(KafkaClient& client) { return client.End("enriched", KafkaClient::Isolation::kCommitted); }

// A broker with the four topics, and the workers of one section.
class Site {
 public:
  explicit Site(int raw_partitions) : partitions_(raw_partitions) {
    auto broker = Broker::Start();
    WF_CHECK_OK(broker.status());
    broker_ = *std::move(broker);
    client_ = std::make_unique<KafkaClient>(broker_->bootstrap_servers());
    client_->CreateTopic("raw", raw_partitions);
    client_->CreateTopic("enriched", 4);
    client_->CreateTopic("dead", 4);
    client_->CreateTopic("claims", 1, {{"cleanup.policy", "delete"}, {"message.timestamp.type", "LogAppendTime"}});
    kafka::ClientSettings settings;
    settings.bootstrap_servers = broker_->bootstrap_servers();
    auto producer = kafka::Producer::Create(settings, std::nullopt, 5);
    WF_CHECK_OK(producer.status());
    producer_ = *std::move(producer);
  }

  // Seconds from the process's start until it is ready.
  double StartWorker() {
    const auto began = Clock::now();
    workers_.emplace_back(new Process(StartBenchWorker(
        broker_->bootstrap_servers(), {"fold.window=24h", "kafka.properties.session.timeout.ms=10000"})));
    Process& worker = *workers_.back();
    WF_CHECK(WaitUntil([&] { return AdminPort(worker) != 0 && HttpGet(AdminPort(worker), "/readyz").status == 200; },
                       kPatience));
    return Seconds(began);
  }
  void StopWorker(size_t index) {
    workers_[index]->Signal(SIGTERM);
    WF_CHECK(workers_[index]->Wait(kPatience).has_value());
  }
  Process& worker(size_t index) { return *workers_[index]; }
  void KillWorker(size_t index) { workers_[index]->Signal(SIGKILL); }

  void Produce(uint64_t count, const std::function<std::string(uint64_t)>& value) {
    for (uint64_t i = 0; i < count; ++i) ProduceValue(*producer_, "raw", sent_ + i, partitions_, value(sent_ + i));
    sent_ += count;
    WF_CHECK_OK(producer_->Flush(60'000));
  }
  // For a Repeated: keeps to the rate.
  std::function<void()> Feed(double per_second, std::function<std::string(uint64_t)> value) {
    return [this, per_second, value = std::move(value), began = Clock::now(), first = sent_] {
      while (static_cast<double>(sent_ - first) < Seconds(began) * per_second) {
        ProduceValue(*producer_, "raw", sent_, partitions_, value(sent_));
        ++sent_;
      }
      std::this_thread::sleep_for(milliseconds(2));
    };
  }
  Offsets Committed() { return CommittedOf(*client_); }
  const std::string& bootstrap_servers() const { return broker_->bootstrap_servers(); }

 private:
  const int partitions_;
  std::unique_ptr<Broker> broker_;
  std::unique_ptr<KafkaClient> client_;
  std::unique_ptr<kafka::Producer> producer_;
  uint64_t sent_ = 0;
  std::vector<std::unique_ptr<Process>> workers_;
};

// The longest that one of some offsets stood, as seen by asking again and again, with a client of its own.
class Standstill {
 public:
  Standstill(const Site& site, Offsets (*ask)(KafkaClient&))
      : client_(site.bootstrap_servers()), asks_([this, ask] { Look(ask(client_)); }) {}
  double longest_seconds() const { return longest_; }

 private:
  void Look(const Offsets& now) {
    const auto time = Clock::now();
    for (const auto& [partition, offset] : now) {
      auto [place, is_new] = last_.try_emplace(partition, offset, time);
      if (!is_new && place->second.first != offset) {
        longest_ = std::max(longest_.load(), std::chrono::duration<double>(time - place->second.second).count());
        place->second = {offset, time};
      }
    }
    std::this_thread::sleep_for(milliseconds(50));
  }

  KafkaClient client_;
  std::map<int32_t, std::pair<int64_t, Clock::time_point>> last_;
  std::atomic<double> longest_ = 0;
  Repeated asks_;  // goes first
};

void WaitProgress(Site& site) {
  const Offsets before = site.Committed();
  WF_CHECK(WaitUntil([&] { return Sum(site.Committed()) > Sum(before) + 1000; }, kPatience));
}

void Restart(double rate) {
  constexpr size_t kWorkers = 5;
  Site site(10);
  for (size_t i = 0; i < kWorkers; ++i) site.StartWorker();
  const Repeated feed(site.Feed(rate, BenchArticle));
  WaitProgress(site);
  const Standstill standstill(site, CommittedOf);
  for (size_t i = 0; i < kWorkers; ++i) {
    const auto began = Clock::now();
    site.StopWorker(i);
    const double stopped = Seconds(began);
    const double ready = site.StartWorker();
    std::printf("restart: worker %zu stopped in %.1f s, its successor ready in %.1f s\n", i + 1, stopped, ready);
    WaitProgress(site);
  }
  std::printf("restart: at %.0f/s no partition stood longer than %.1f s\n", rate, standstill.longest_seconds());
}

void Scale(double rate) {
  Site site(10);
  site.StartWorker();
  const Repeated feed(site.Feed(rate, BenchArticle));
  WaitProgress(site);
  const Standstill standstill(site, CommittedOf);
  for (int i = 1; i < 5; ++i) site.StartWorker();
  WaitProgress(site);
  std::printf("scale: 1 → 5 at %.0f/s: no partition stood longer than %.1f s\n", rate, standstill.longest_seconds());
  for (size_t i = 0; i < 3; ++i) site.StopWorker(i);
  WaitProgress(site);
  std::printf("scale: 1 → 5 → 2 at %.0f/s: no partition stood longer than %.1f s\n", rate,
              standstill.longest_seconds());
}

void Kill(double rate) {
  Site site(10);
  site.StartWorker();
  site.StartWorker();
  const Repeated feed(site.Feed(rate, BenchArticle));
  WaitProgress(site);
  const Standstill readers(site, ReadableOf);
  const Standstill partitions(site, CommittedOf);
  site.KillWorker(0);
  for (int i = 0; i < 10; ++i) WaitProgress(site);
  std::this_thread::sleep_for(seconds(15));  // the session and the transaction of the killed one have timed out
  std::printf("kill -9 at %.0f/s: readers of committed records waited %.1f s at most, a raw partition %.1f s\n", rate,
              readers.longest_seconds(), partitions.longest_seconds());
}

// Median and longest of some scrapes, in ms.
std::pair<double, double> ScrapeMs(const Process& worker) {
  std::vector<double> took;
  for (int i = 0; i < kScrapes; ++i) {
    const auto began = Clock::now();
    WF_CHECK(HttpGet(AdminPort(worker), "/metrics").status == 200);
    took.push_back(1000 * Seconds(began));
  }
  std::sort(took.begin(), took.end());
  return {took[took.size() / 2], took.back()};
}

// CPU seconds of all its threads.
double CpuSeconds(const Process& worker) {
  double all = 0;
  for (const auto& [name, used] : CpuOf(worker.pid())) all += used;
  return all;
}

void Partitions() {
  Site site(500);
  site.Produce(5'000, BenchArticle);
  const double ready = site.StartWorker();
  const Process& worker = site.worker(0);
  WF_CHECK(WaitUntil([&] { return Sum(site.Committed()) == 5'000; }, kPatience));
  const double cpu_before = CpuSeconds(worker);
  const auto [median, longest] = ScrapeMs(worker);
  const double cpu_ms = 1000 * (CpuSeconds(worker) - cpu_before) / kScrapes;
  std::printf("partitions: 500 on one worker: ready in %.1f s, %ld MB (%ld MB at most), %ld threads\n", ready,
              StatusOf(worker.pid(), "VmRSS") / 1024, StatusOf(worker.pid(), "VmHWM") / 1024,
              StatusOf(worker.pid(), "Threads"));
  std::printf(
      "partitions: a scrape takes %.1f ms (median; %.1f ms at most), %.1f ms of CPU with all else that the "
      "worker does meanwhile\n",
      median, longest, cpu_ms);
}

struct Turn {
  int64_t records = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  int64_t scrapes = 0;
};

// Some seconds of the backlog, with or without scrapes.
void AddTurn(Site& site, bool scraped, Turn& turn) {
  const Process& worker = site.worker(0);
  const auto began = Clock::now();
  const double cpu_before = CpuSeconds(worker);
  const int64_t before = Sum(site.Committed());
  std::atomic<int64_t> scrapes = 0;
  {
    std::unique_ptr<Repeated> scraper;
    if (scraped) {
      scraper = std::make_unique<Repeated>([&] {
        while (static_cast<double>(scrapes) < Seconds(began) * 1000) {
          if (HttpGet(AdminPort(worker), "/metrics").status != 200) break;
          ++scrapes;
        }
        std::this_thread::sleep_for(milliseconds(1));
      });
    }
    std::this_thread::sleep_for(seconds(3));
  }
  turn.records += Sum(site.Committed()) - before;
  turn.seconds += Seconds(began);
  turn.cpu_seconds += CpuSeconds(worker) - cpu_before;
  turn.scrapes += scrapes;
}

void Scrapes() {
  constexpr uint64_t kBacklog = 150'000;
  Site site(10);
  site.Produce(kBacklog, BenchArticle);
  site.StartWorker();
  WaitProgress(site);
  Turn quiet;
  Turn scraped;
  while (static_cast<uint64_t>(Sum(site.Committed())) < kBacklog * 3 / 4) {
    AddTurn(site, false, quiet);
    AddTurn(site, true, scraped);
  }
  const auto rate = [](const Turn& turn) { return static_cast<double>(turn.records) / turn.seconds; };
  const auto cpu_us = [](const Turn& turn) { return 1e6 * turn.cpu_seconds / static_cast<double>(turn.records); };
  std::printf("scrapes: %.0f records/s without, %.0f with %.0f scrapes/s: %.1f%%\n", rate(quiet), rate(scraped),
              static_cast<double>(scraped.scrapes) / scraped.seconds, 100 * rate(scraped) / rate(quiet));
  std::printf("scrapes: %.1f us CPU a record without, %.1f with; so %.0f us a scrape\n", cpu_us(quiet), cpu_us(scraped),
              (cpu_us(scraped) - cpu_us(quiet)) * static_cast<double>(scraped.records) /
                  static_cast<double>(std::max<int64_t>(1, scraped.scrapes)));
}

void Idle() {
  Site site(10);
  const double first = site.StartWorker();
  site.StopWorker(0);
  const double ready = site.StartWorker();
  std::this_thread::sleep_for(seconds(5));
  std::printf("idle: ready in %.1f s on a new log, %.1f s on one that was begun; %ld MB\n", first, ready,
              StatusOf(site.worker(1).pid(), "VmRSS") / 1024);
}

void Bad() {
  constexpr double kRate = 10'000;
  Site site(10);
  site.StartWorker();
  const auto lines = [&] {
    const std::string log = site.worker(0).Log();
    return std::count(log.begin(), log.end(), '\n');
  };
  const auto began = Clock::now();
  const auto before = lines();
  {
    const Repeated feed(site.Feed(kRate, [](uint64_t number) { return "{broken " + std::to_string(number); }));
    std::this_thread::sleep_for(seconds(10));
  }
  const double took = Seconds(began);
  std::printf("bad: %.0f dead letters/s, %.0f lines/s in the log\n", static_cast<double>(Sum(site.Committed())) / took,
              static_cast<double>(lines() - before) / took);
}

int Main(int argc, char** argv) {
  CLI::App app{"What operators see, as figures"};
  double rate = 2000;
  std::vector<std::string> sections;
  const std::map<std::string, std::function<void()>> all = {{"restart", [&] { Restart(rate); }},
                                                            {"scale", [&] { Scale(rate); }},
                                                            {"kill", [&] { Kill(rate); }},
                                                            {"partitions", Partitions},
                                                            {"scrapes", Scrapes},
                                                            {"idle", Idle},
                                                            {"bad", Bad}};
  app.add_option("--rate", rate, "articles a second, where there is a load");
  app.add_option("sections", sections)->required()->check(CLI::IsMember(all));
  CLI11_PARSE(app, argc, argv);
  for (const std::string& section : sections) {
    all.at(section)();
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
