// The scrape of a worker that works on a real broker, against the table of metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "tests/integration/worker_fixture.h"
#include "worker/admin/metric_table.h"

namespace wirefold {
namespace {

// "name type" of every family that has a series.
std::set<std::string> Families(const std::string& scrape) {
  std::istringstream lines(scrape);
  std::set<std::string> families;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) families.insert(line.substr(7));
  }
  return families;
}

TEST_F(WorkerTest, AScrapeHoldsTheMetricsOfTheTable) {
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker();
  ProduceCorpus(1000);
  // Counted a moment after the broker has the commit.
  ASSERT_TRUE(WaitUntil([&] { return worker.Sum("records_produced_total") == 1000; }, kProgressTimeout));
  // Gauges are told twice a second: those of the index and of the partitions come together.
  ASSERT_TRUE(WaitUntil([&] { return worker.Sum("consumer_committed_offset") == 1000; }, kProgressTimeout));
  const std::set<std::string> live = Families(worker.Get("/metrics").body);
  std::set<std::string> table;
  std::set<std::string> missing;
  for (const MetricDescription& row : MetricDescriptions()) {
    constexpr const char* kTypes[] = {" counter", " gauge", " histogram"};
    const std::string family = std::string(row.name) + kTypes[static_cast<size_t>(row.type)];
    table.insert(family);
    if (!live.contains(family)) missing.insert(row.name);
  }
  for (const std::string& family : live) EXPECT_TRUE(table.contains(family)) << family;
  // Their series come with what they count, and nothing of it happened.
  EXPECT_THAT(missing, testing::IsSubsetOf({"wirefold_records_lost_total", "wirefold_errors_total"}));
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
