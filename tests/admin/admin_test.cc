#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/base/version.h"
#include "worker/admin/metrics.h"

namespace wirefold {
namespace {

TEST(Metrics, CountSetObserveRemove) {
  Metrics metrics;
  metrics.Count("records_processed_total", {{"relation", "REPRINT"}}, 2);
  metrics.Count("records_processed_total", {{"relation", "REPRINT"}});
  metrics.Set("consumer_lag_records", {{"partition", "3"}}, 9);
  metrics.Observe("end_to_end_latency_seconds", {}, 0.03);
  std::string text = metrics.Text();
  EXPECT_NE(text.find("wirefold_records_processed_total{relation=\"REPRINT\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("wirefold_consumer_lag_records{partition=\"3\"} 9"), std::string::npos);
  EXPECT_NE(text.find("wirefold_end_to_end_latency_seconds_bucket{le=\"0.05\"} 1"), std::string::npos);
  metrics.Remove("consumer_lag_records", {{"partition", "3"}});
  EXPECT_EQ(metrics.Text().find("wirefold_consumer_lag_records{"), std::string::npos);
}

TEST(Metrics, AFreshWorkerShowsItsVersionAndItsCountersAtZero) {
  const std::string text = Metrics().Text();
  for (const char* series : {"wirefold_build_info{version=\"0.1.0\"} 1", "wirefold_claims_appended_total 0",
                             "wirefold_settlement_mismatch_total 0", "wirefold_process_start_time_seconds "}) {
    EXPECT_NE(text.find(series), std::string::npos) << series << "\n" << text;
  }
  EXPECT_EQ(text.find("consumer_lag_records{"), std::string::npos) << "unknown is no series, not 0";
}

TEST(Metrics, TheVersionIsThatOfTheBuild) {
  std::ifstream file(std::string(WIREFOLD_SOURCE_DIR) + "/CMakeLists.txt");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(std::string("VERSION ") + kVersion + " LANGUAGES"), std::string::npos);
}

TEST(MetricsDeathTest, AMetricThatIsNotInTheTableIsABug) {
  Metrics metrics;
  EXPECT_DEATH(metrics.Count("nothing_total", {}), "invariant broken");
}

}  // namespace
}  // namespace wirefold
