// What telemetry costs, next to the work that it tells of: processor time of one thread, by turns in one run, so that
// other work of the machine does not count.
//
//   telemetry_bench [--rounds 15]
//
// record      counters, histograms, status board of a record, against preparing it: its part of the throughput is less
//             than this ratio, since a record costs more than being prepared
// partitions  500 of them: the gauges that are set twice a second, and one scrape
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "common/base/check.h"
#include "common/pipeline/prepare.h"
#include "tests/bench/feed.h"
#include "worker/admin/status_board.h"
#include "worker/runtime/lag.h"
#include "worker/runtime/outcome_counter.h"

namespace wirefold {
namespace {

constexpr int kRecords = 300;  // of a transaction: 6,000 records/s, one every 50 ms
constexpr int kPartitions = 500;
constexpr int64_t kNowMs = 1'764'000'000'000;

struct StandingClock : Clock {
  int64_t SteadyMs() const override { return 1'000'000; }
  int64_t WallMs() const override { return kNowMs; }
};

// Processor time of this thread.
double MicrosecondsOf(const std::function<void()>& action) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e6 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_nsec);
  };
  const double began = now();
  action();
  return now() - began;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Committed records: one in four is a copy, as BenchArticle makes them.
class Transaction {
 public:
  Transaction() {
    for (int i = 0; i < kRecords; ++i) values_.push_back(BenchArticle(static_cast<uint64_t>(i)));
    Prepare();
  }

  void Prepare() {
    records_.clear();
    for (int i = 0; i < kRecords; ++i) {
      auto record = std::make_shared<InFlight>();
      record->bytes = values_[i].size();
      record->timestamp_ms = kNowMs - 50;
      record->prepare_us = 100;
      auto outcome = wirefold::Prepare({{"raw", 0, i}, record->timestamp_ms, values_[i]}, settings_);
      WF_CHECK(std::holds_alternative<Prepared>(outcome));
      record->outcome = std::get<Prepared>(std::move(outcome));
      Verdict verdict;
      verdict.relation = i % 4 == 3 ? Relation::kReprint : Relation::kOriginal;
      verdict.story_id = StoryId{static_cast<uint64_t>(i / 4)};
      if (i % 4 == 3) verdict.matches.resize(1);
      record->verdict = std::move(verdict);
      records_.push_back(std::move(record));
    }
  }
  const std::deque<std::shared_ptr<InFlight>>& records() const { return records_; }

 private:
  const PrepareSettings settings_;
  std::vector<std::string> values_;
  std::deque<std::shared_ptr<InFlight>> records_;
};

// What a worker tells of a transaction's records, from their being taken to their being committed.
class Telling {
 public:
  void Tell(const std::deque<std::shared_ptr<InFlight>>& records) {
    metrics_.Count(kMetric.records_consumed(label::Topic("raw")), kRecords);
    for (const auto& record : records) {
      bytes_.Observe(static_cast<double>(record->bytes));
      metrics_.Count(kMetric.claims_appended());
      order_.Observe(0.01);
      settle_.Observe(0.01);
    }
    metrics_.Count(kMetric.claims_applied(), 2 * kRecords);
    metrics_.Observing(kMetric.transaction_duration()).Observe(0.01);
    metrics_.Count(kMetric.transactions(label::Result::kCommitted));
    counter_.Count(records);
  }

 private:
  StandingClock clock_;
  Metrics metrics_;
  StatusBoard board_{"raw", "group", kNowMs};
  const OutcomeRules rules_{
      .raw_topic = "raw", .enriched_topic = "enriched", .dead_letter_topic = "dead", .group_id = "g"};
  OutcomeCounter counter_{rules_, metrics_, clock_, &board_};
  Metrics::Observer bytes_ = metrics_.Observing(kMetric.record_bytes());
  Metrics::Observer order_ = metrics_.Observing(kMetric.stage_duration(label::Step::kOrder));
  Metrics::Observer settle_ = metrics_.Observing(kMetric.stage_duration(label::Step::kSettle));
};

void Record(int rounds) {
  Transaction transaction;
  Telling telling;
  std::vector<double> work;
  std::vector<double> told;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    work.push_back(MicrosecondsOf([&] { transaction.Prepare(); }) / kRecords);
    told.push_back(MicrosecondsOf([&] { telling.Tell(transaction.records()); }) / kRecords);
    ratios.push_back(100 * told.back() / work.back());
  }
  std::printf(
      "record: %.2f us to tell of one, %.1f us to prepare it: %.2f%% (medians of %d rounds; %.2f%% to %.2f%%)\n",
      Median(told), Median(work), Median(ratios), rounds, *std::min_element(ratios.begin(), ratios.end()),
      *std::max_element(ratios.begin(), ratios.end()));
}

void Partitions(int rounds) {
  Metrics metrics;
  Ring ring;
  ring.committed = 1'000'000;
  ring.stable_end = 1'000'000;
  ring.end = 1'000'000;
  std::vector<double> sets;
  std::vector<double> scrapes;
  size_t bytes = 0;
  for (int round = 0; round < rounds; ++round) {
    sets.push_back(MicrosecondsOf([&] {
      for (int32_t i = 0; i < kPartitions; ++i) ExportPartition(metrics, "news.articles.raw.v1", i, ring, kNowMs);
    }));
    scrapes.push_back(MicrosecondsOf([&] { bytes = metrics.Text().size(); }));
  }
  std::printf("partitions: %d: gauges set in %.2f ms, twice a second; a scrape takes %.2f ms for %zu KiB (medians)\n",
              kPartitions, Median(sets) / 1000, Median(scrapes) / 1000, bytes / 1024);
}

int Main(int argc, char** argv) {
  CLI::App app{"What telemetry costs"};
  int rounds = 15;
  app.add_option("--rounds", rounds)->check(CLI::Range(1, 1000));
  CLI11_PARSE(app, argc, argv);
  Record(rounds);
  Partitions(rounds);
  return 0;
}

}  // namespace
}  // namespace wirefold

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
