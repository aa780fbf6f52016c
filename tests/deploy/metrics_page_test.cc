// deploy/metrics.md, which documents the table of metrics: written anew with WIREFOLD_REWRITE_GOLDEN=1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

#include "tests/deploy/deploy_files.h"

namespace wirefold {
namespace {

using testing::IsEmpty;

std::string TypeName(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      return "histogram";
  }
  return "";
}

// "`topic`, `result` (committed, aborted)"
std::string LabelsText(const MetricDescription& row) {
  std::string text;
  for (const LabelKey& key : row.labels()) {
    text += (text.empty() ? "`" : ", `") + std::string(key.name) + "`";
    for (size_t i = 0; i < key.values.size(); ++i) text += (i == 0 ? " (" : ", ") + std::string(key.values[i]);
    if (!key.values.empty()) text += ")";
  }
  return text;
}

std::string MetricsPage() {
  std::string page =
      "# Metrics\n\n"
      "What `/metrics` of the admin port tells. Made of `worker/admin/metric_table.h` by `deploy_test`; after a "
      "change:\n"
      "`WIREFOLD_REWRITE_GOLDEN=1 build/release/deploy_test`. A histogram has the series `_bucket`, `_sum` and "
      "`_count`.\n"
      "Series of a partition are there only while the worker owns it. Which alert watches what: "
      "[runbook.md](runbook.md).\n\n"
      "| metric | type | unit | labels | what it says |\n|---|---|---|---|---|\n";
  for (const MetricDescription& row : MetricDescriptions()) {
    page += "| `" + std::string(row.name) + "` | " + TypeName(row.type) + " | " + row.unit + " | " + LabelsText(row) +
            " | " + row.help + " |\n";
  }
  return page;
}

TEST(MetricsPage, IsMadeOfTheTable) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  if (std::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) std::ofstream(DeployPath("metrics.md")) << MetricsPage();
  EXPECT_EQ(ReadDeployFile("metrics.md"), MetricsPage());
}

// Prometheus' conventions: a total is a counter, the unit is in the name, a name is said once and has one line of help.
TEST(MetricTable, NamesAreThoseOfTheField) {
  std::set<std::string> names;
  for (const MetricDescription& row : MetricDescriptions()) {
    const std::string name = row.name;
    const std::string unit = row.unit;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name.ends_with("_total"), row.type == MetricType::kCounter) << name;
    EXPECT_EQ(name.find("_seconds") != std::string::npos, unit == unit::kSeconds || unit == unit::kUnixSeconds) << name;
    EXPECT_EQ(name.ends_with("_bytes"), unit == unit::kBytes) << name;
    EXPECT_EQ(name.find("_timestamp") != std::string::npos || name.find("_start_time") != std::string::npos,
              unit == unit::kUnixSeconds)
        << name;
    EXPECT_EQ(row.buckets.empty(), row.type != MetricType::kHistogram) << name;
    EXPECT_TRUE(std::is_sorted(row.buckets.begin(), row.buckets.end())) << name;
    EXPECT_EQ(std::string(row.help).find_first_of("|\n"), std::string::npos) << name;
    for (const LabelKey& key : row.labels()) {
      for (const char* unbounded : {"uri", "url", "domain", "story", "publisher", "article"}) {
        EXPECT_STRNE(key.name, unbounded) << name;
      }
    }
  }
  EXPECT_GT(names.size(), 40u);
}

TEST(MetricTable, EveryMetricThatRulesAndPanelsNameIsInIt) {
  const std::set<std::string> known = QueryNames();
  for (const char* file : {"prometheus/rules.yaml", "prometheus/rules_test.yaml", "grafana/dashboard.json"}) {
    const std::set<std::string> named = NamesIn(ReadDeployFile(file));
    EXPECT_GT(named.size(), 10u) << file;
    std::set<std::string> unknown;
    std::set_difference(named.begin(), named.end(), known.begin(), known.end(), std::inserter(unknown, unknown.end()));
    EXPECT_THAT(unknown, IsEmpty()) << file;
  }
}

TEST(MetricTable, EveryMetricIsInARuleOrAPanel) {
  const std::set<std::string> named =
      NamesIn(ReadDeployFile("prometheus/rules.yaml") + ReadDeployFile("grafana/dashboard.json"));
  for (const MetricDescription& row : MetricDescriptions()) {
    const std::string name = row.name;
    const bool shown = row.type == MetricType::kHistogram
                           ? named.contains(name + "_bucket") || named.contains(name + "_sum")
                           : named.contains(name);
    EXPECT_TRUE(shown) << name << " is collected and shown to nobody";
  }
}

}  // namespace
}  // namespace wirefold
