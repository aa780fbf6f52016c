#include "worker/admin/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "common/base/version.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;

template <typename... Labels>
constexpr bool kNamesALoss = requires(Labels... labels) {
  kMetric.records_lost(labels...);
};
static_assert(kNamesALoss<label::Topic, label::Partition>);
static_assert(!kNamesALoss<label::Topic>, "a label is missing");
static_assert(!kNamesALoss<label::Topic, label::Partition, label::Code>, "a label too many");
static_assert(!kNamesALoss<label::Partition, label::Topic>, "the wrong order");
static_assert(!kNamesALoss<std::string, int>, "values without their labels");
template <typename Value>
constexpr bool kNamesATransaction = requires(Value value) {
  kMetric.transactions(value);
};
static_assert(kNamesATransaction<label::Result::Value>);
static_assert(!kNamesATransaction<label::Rebalance::Value>, "a value of another label");
static_assert(!kNamesATransaction<const char*>, "a value that nobody listed");
template <typename Row>
constexpr bool kCounts = requires(Metrics& metrics, Row row) {
  metrics.Count(row());
};
static_assert(kCounts<Counter<>> && !kCounts<Gauge<>> && !kCounts<Histogram<>>, "a gauge is not counted");

TEST(Metrics, CountSetObserveRemove) {
  Metrics metrics;
  metrics.Count(kMetric.records_processed(label::Relation("REPRINT")), 2);
  metrics.Count(kMetric.records_processed(label::Relation("REPRINT")));
  metrics.Set(kMetric.consumer_lag_records(label::Topic("raw"), label::Partition(3)), 9);
  metrics.Observing(kMetric.end_to_end_latency()).Observe(0.03);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("wirefold_records_processed_total{relation=\"REPRINT\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("wirefold_consumer_lag_records{partition=\"3\",topic=\"raw\"} 9\n"));
  EXPECT_THAT(text, HasSubstr("wirefold_end_to_end_latency_seconds_bucket{le=\"0.05\"} 1\n"));
  metrics.Remove(kMetric.consumer_lag_records(label::Topic("raw"), label::Partition(3)));
  metrics.Remove(kMetric.consumer_lag_records(label::Topic("raw"), label::Partition(4)));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("wirefold_consumer_lag_records{")));
  metrics.Set(kMetric.consumer_lag_records(label::Topic("raw"), label::Partition(3)), 4);
  EXPECT_THAT(metrics.Text(), HasSubstr("wirefold_consumer_lag_records{partition=\"3\",topic=\"raw\"} 4\n"));
}

TEST(Metrics, AFreshWorkerShowsItsVersionAndItsCountersAtZero) {
  const std::string text = Metrics().Text();
  for (const char* series :
       {"wirefold_build_info{version=\"0.1.0\"} 1\n", "wirefold_claims_appended_total 0\n",
        "wirefold_settlement_mismatch_total 0\n", "wirefold_transactions_total{result=\"aborted\"} 0\n",
        "wirefold_rebalances_total{type=\"lost\"} 0\n", "wirefold_ready 0\n", "process_start_time_seconds "}) {
    EXPECT_THAT(text, HasSubstr(series));
  }
  EXPECT_THAT(text, Not(HasSubstr("consumer_lag_records{"))) << "unknown is no series, not 0";
}

TEST(Metrics, TheProcessTellsWhatItUses) {
  std::istringstream lines(Metrics().Text());
  int found = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("process_")) continue;
    ++found;
    EXPECT_GT(std::stod(line.substr(line.rfind(' '))), 0) << line;
  }
  EXPECT_EQ(found, 6);
}

TEST(Metrics, ProcessorTimeOnlyGrows) {
  Metrics metrics;
  const auto seconds = [&] {
    const std::string text = metrics.Text();
    constexpr std::string_view kSeries = "\nprocess_cpu_seconds_total ";
    return std::stod(text.substr(text.find(kSeries) + kSeries.size()));
  };
  const double before = seconds();
  EXPECT_GE(seconds(), before);
}

TEST(Metrics, AnyThreadMayCountWhileOthersScrape) {
  Metrics metrics;
  Metrics::Observer latency = metrics.Observing(kMetric.end_to_end_latency());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 1000; ++n) {
        metrics.Count(kMetric.reclaims());
        latency.Observe(0.001 * n);
        if (n % 250 == i) metrics.Text();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Text(), HasSubstr("wirefold_reclaims_total 4000\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("wirefold_end_to_end_latency_seconds_count 4000\n"));
}

TEST(Metrics, TheVersionIsThatOfTheBuild) {
  std::ifstream file(std::string(WIREFOLD_SOURCE_DIR) + "/CMakeLists.txt");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(std::string("VERSION ") + kVersion + " LANGUAGES"));
}

}  // namespace
}  // namespace wirefold
