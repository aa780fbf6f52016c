// Alerts of deploy/prometheus as an operator gets them: a live worker, a real Prometheus that scrapes it, a real
// Alertmanager that is told. Each comes with its cause and is gone with its cure. `./dev test-alerts` fetches both.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>

#include "absl/strings/str_cat.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

constexpr auto kAlertTimeout = seconds(90);

// Both programs listen on the loopback; the rules are those of deploy/, but for how long they wait.
class AlertsLive : public WorkerTest {
 protected:
  void SetUp() override {
    const std::string tools = WIREFOLD_ALERTING_TOOLS;
    ASSERT_TRUE(std::filesystem::exists(tools)) << "no " << tools << ": ./dev test-alerts";
    WorkerTest::SetUp();
    CreateTopics();
    std::ofstream(directory_ + "/rules.yaml") << std::regex_replace(
        ReadFile(WIREFOLD_SOURCE_DIR "/deploy/prometheus/rules.yaml"), std::regex("for: [0-9]+m"), "for: 1s");
    manager_port_ = FreePort();
    prometheus_port_ = FreePort();
    std::ofstream(directory_ + "/alertmanager.yaml") << "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
    std::ofstream(directory_ + "/prometheus.yaml")
        << "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yaml]\nalerting:\n"
        << "  alertmanagers: [{static_configs: [{targets: ['127.0.0.1:" << manager_port_ << "']}]}]\n"
        << "scrape_configs: [{job_name: wirefold, file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]}]\n";
    Scrape("");
    // Its texts stand at a place that is compiled in, which this process alone sees.
    alertmanager_ = std::make_unique<Process>(
        std::vector<std::string>{
            "unshare", "--mount", "sh", "-ec",
            "mkdir -p /usr/share/prometheus; mount --bind \"$1/usr/share/prometheus\" /usr/share/prometheus; shift; "
            "exec \"$@\"",
            "sh", tools, tools + "/usr/bin/prometheus-alertmanager",
            "--config.file=" + directory_ + "/alertmanager.yaml", "--storage.path=" + directory_ + "/alertmanager",
            absl::StrCat("--web.listen-address=127.0.0.1:", manager_port_), "--cluster.listen-address="},
        directory_ + "/alertmanager.log");
    prometheus_ = std::make_unique<Process>(
        std::vector<std::string>{tools + "/usr/bin/prometheus", "--config.file=" + directory_ + "/prometheus.yaml",
                                 "--storage.tsdb.path=" + directory_ + "/prometheus",
                                 absl::StrCat("--web.listen-address=127.0.0.1:", prometheus_port_)},
        directory_ + "/prometheus.log");
    ASSERT_TRUE(WaitUntil([&] { return HttpGet(manager_port_, "/-/ready").status == 200; }, kReadyTimeout))
        << alertmanager_->Log();
  }

  void TearDown() override {
    if (HasFailure() && prometheus_ != nullptr) std::cout << prometheus_->Log() << alertmanager_->Log();
    WorkerTest::TearDown();
  }

  // `target`: "host:port", or nobody.
  void Scrape(const std::string& target) {
    const std::string file = directory_ + "/targets.json";
    std::ofstream(file + ".new") << (target.empty() ? "[]" : "[{\"targets\": [\"" + target + "\"]}]");
    std::filesystem::rename(file + ".new", file);
  }

  static std::string AdminAddress(WorkerProcess& worker) {
    constexpr std::string_view kLine = "admin listening on ";
    const std::string log = worker.process().Log();
    const size_t begin = log.find(kLine) + kLine.size();
    return log.substr(begin, log.find_first_not_of("0123456789.:", begin) - begin);
  }

  bool Fires(const std::string& alert) const {
    return HttpGet(manager_port_, "/api/v2/alerts?silenced=false").body.find("\"alertname\":\"" + alert + "\"") !=
           std::string::npos;
  }

  bool Scraped(const std::string& metric) const {
    return HttpGet(prometheus_port_, "/api/v1/query?query=" + metric).body.find("\"metric\":{") != std::string::npos;
  }

  void ExpectFires(const std::string& alert) {
    ASSERT_TRUE(WaitUntil([&] { return Fires(alert); }, kAlertTimeout)) << alert;
    std::cout << alert << " fires\n";
  }
  void ExpectGone(const std::string& alert) {
    ASSERT_TRUE(WaitUntil([&] { return !Fires(alert); }, kAlertTimeout)) << alert;
    std::cout << alert << " is gone\n";
  }

 private:
  int manager_port_ = 0;
  int prometheus_port_ = 0;
  std::unique_ptr<Process> alertmanager_;
  std::unique_ptr<Process> prometheus_;
};

TEST_F(AlertsLive, ComeWithTheirCauseAndGoWithTheirCure) {
  ASSERT_NO_FATAL_FAILURE(ExpectFires("WirefoldAbsent"));
  WorkerProcess& worker = StartReadyWorker();
  Scrape(AdminAddress(worker));
  ASSERT_NO_FATAL_FAILURE(ExpectGone("WirefoldAbsent"));

  std::vector<TopicRecord> bad(40, {.partition = 0, .key = "bad", .value = "{", .headers = {}});
  client_.Produce(names_.raw, bad);
  ASSERT_TRUE(WaitAllCommitted());
  // A counter that is seen for the first time has no increase yet.
  ASSERT_TRUE(WaitUntil([&] { return Scraped("wirefold_records_dead_lettered_total"); }, kAlertTimeout));
  client_.Produce(names_.raw, bad);
  ASSERT_TRUE(WaitAllCommitted());
  ASSERT_NO_FATAL_FAILURE(ExpectFires("WirefoldDeadLetterRate"));
  std::vector<TopicRecord> good;
  for (int i = 0; i < 2000; ++i) good.push_back(ArticleRecord(absl::StrCat("good", i), i % kPartitions));
  client_.Produce(names_.raw, good);
  ASSERT_TRUE(WaitAllCommitted());
  ASSERT_NO_FATAL_FAILURE(ExpectGone("WirefoldDeadLetterRate"));

  TestBroker().Kill();
  ASSERT_NO_FATAL_FAILURE(ExpectFires("WirefoldNotReady"));
  ASSERT_TRUE(TestBroker().Restart().ok());
  ASSERT_NO_FATAL_FAILURE(ExpectGone("WirefoldNotReady"));
  StopWorkers();
}

}  // namespace
}  // namespace wirefold
