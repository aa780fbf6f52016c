// The chart and the image in a real Kubernetes of one node (deploy/test/cluster/lab.sh), with a real broker: pods come,
// go, are evicted and restarted under load, and the checker judges what they published. `./dev test-cluster` runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "tests/integration/worker_fixture.h"
#include "tests/support/load.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

constexpr char kMachine[] = "10.244.0.1";  // as pods see it
constexpr char kImage[] = "localhost/wirefold:lab";
constexpr double kPerSecond = 100;
constexpr size_t kMoreThanEnough = 40'000;
constexpr auto kPodTimeout = seconds(120);
constexpr auto kCommandTimeout = seconds(180);

struct Ran {
  std::optional<int> code;
  std::string said;
};

Ran Run(const std::vector<std::string>& command) {
  const std::string directory = MakeTemporaryDirectory("wirefold-command");
  Process process(command, directory + "/log");
  Ran ran{process.Wait(kCommandTimeout), process.Log()};
  std::filesystem::remove_all(directory);
  return ran;
}

std::string lab_directory;               // of the binary
std::unique_ptr<Broker> machine_broker;  // likewise

Ran Lab(const std::string& verb, const std::vector<std::string>& more = {}) {
  std::vector<std::string> command = {WIREFOLD_SOURCE_DIR "/deploy/test/cluster/lab.sh", verb, WIREFOLD_LAB_TOOLS,
                                      lab_directory};
  command.insert(command.end(), more.begin(), more.end());
  return Run(command);
}

Ran Tool(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {absl::StrCat(WIREFOLD_DEPLOY_TOOLS "/bin/", name), "--kubeconfig",
                                      lab_directory + "/kubeconfig"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return Run(command);
}

class KubernetesEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    lab_directory = MakeTemporaryDirectory("wirefold-lab");
    const Ran up = Lab("up");
    ASSERT_EQ(up.code, 0) << up.said;
    const std::string image = lab_directory + "/image.tar";
    const Ran built = Run({WIREFOLD_SOURCE_DIR "/deploy/test/cluster/image.sh", WIREFOLD_BINARY, kImage, image});
    ASSERT_EQ(built.code, 0) << built.said;
    const Ran loaded = Lab("load", {image});
    ASSERT_EQ(loaded.code, 0) << loaded.said;
    absl::StatusOr<std::unique_ptr<Broker>> started = Broker::Start({}, {}, kMachine);
    ASSERT_TRUE(started.ok()) << started.status();
    machine_broker = *std::move(started);
  }

  void TearDown() override {
    machine_broker.reset();
    const Ran down = Lab("down");
    EXPECT_EQ(down.code, 0) << down.said;
  }
};

struct Pod {
  std::string name;
  bool ready = false;
  int restarts = 0;
};

class KubernetesTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    CreateTopics();
    const std::string config = absl::StrReplaceAll(ReadFile(ConfigPath()), {{"\n", "\n  "}});
    std::ofstream(Values())
        << "config:\n  " << config << "\nimage: {repository: localhost/wirefold, tag: lab, "
        << "pullPolicy: Never}\nresources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 1Gi}}\n";
  }

  void TearDown() override {
    if (HasFailure()) {
      std::cout << Kubectl({"get", "pods", "-o", "wide"}).said << Kubectl({"get", "events"}).said
                << Kubectl({"logs", "-l", kOurs, "--prefix", "--tail=40"}).said;
    }
    load_.reset();
    machine_broker->Signal(SIGCONT);
    Kubectl({"uncordon", "lab"});
    Uninstall();
    WorkerTest::TearDown();
  }

  // Helm's release with so many replicas, all ready.
  void Deploy(size_t replicas) {
    const Ran ran =
        Tool("helm", {"upgrade", "--install", "wf", WIREFOLD_SOURCE_DIR "/deploy/chart", "--values", Values(), "--set",
                      absl::StrCat("replicas=", replicas), "--set-string", "config.admin.listen=0.0.0.0:8080"});
    ASSERT_EQ(ran.code, 0) << ran.said;
    ASSERT_TRUE(WaitReady(replicas));
  }

  void BeginLoad() {
    load_ = std::make_unique<Load>(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), kPerSecond);
    ASSERT_TRUE(WaitProgress());
  }

  bool WaitProgress() { return WaitCommitted(CommittedRecords() + static_cast<int64_t>(kPerSecond)); }

  static Ran Kubectl(const std::vector<std::string>& arguments) { return Tool("kubectl", arguments); }

  // That are not on their way out.
  static std::vector<Pod> Pods() {
    const Ran ran = Kubectl({"get", "pods", "-l", kOurs, "-o",
                             "jsonpath={range .items[*]}{.metadata.name} "
                             "{.status.conditions[?(@.type==\"Ready\")].status} "
                             "{.status.containerStatuses[0].restartCount} {.metadata.deletionTimestamp}|{end}"});
    EXPECT_EQ(ran.code, 0) << ran.said;
    std::vector<Pod> pods;
    for (const std::string& line : std::vector<std::string>(absl::StrSplit(ran.said, '|', absl::SkipEmpty()))) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      if (words.size() < 4 || !words[3].empty()) continue;
      pods.push_back({words[0], words[1] == "True", std::atoi(words[2].c_str())});
    }
    return pods;
  }

  static size_t Ready() {
    const std::vector<Pod> pods = Pods();
    return static_cast<size_t>(std::count_if(pods.begin(), pods.end(), [](const Pod& pod) { return pod.ready; }));
  }

  static bool WaitReady(size_t count) {
    return WaitUntil([&] { return Pods().size() == count && Ready() == count; }, kPodTimeout);
  }

  static bool Any(const std::vector<Pod>& pods, const std::vector<Pod>& of) {
    return std::any_of(pods.begin(), pods.end(), [&](const Pod& pod) {
      return std::any_of(of.begin(), of.end(), [&](const Pod& other) { return other.name == pod.name; });
    });
  }

  void Uninstall() {
    Tool("helm", {"uninstall", "wf", "--ignore-not-found"});
    EXPECT_TRUE(WaitUntil(
        [] {
          return Kubectl({"get", "pods", "-l", kOurs, "-o", "name"}).said.find("pod/") == std::string::npos;
        },
        kPodTimeout));
  }

  // The load ends; nothing waits, no worker was restarted by the kubelet, nothing is lost or doubled.
  void FinishAndCheck() {
    EXPECT_TRUE(WaitProgress());
    EXPECT_FALSE(load_->Exhausted());
    std::cout << load_->Stop() << " records in all\n";
    ASSERT_TRUE(WaitAllCommitted());
    for (const Pod& pod : Pods()) EXPECT_EQ(pod.restarts, 0) << pod.name;
    Uninstall();
    StopAndCheck();
    std::cout << history_.raw.size() << " raw records, " << history_.enriched.size() << " enriched, "
              << history_.dead_letters.size() << " dead letters\n";
  }

  std::unique_ptr<Load> load_;

 private:
  static constexpr char kOurs[] = "app.kubernetes.io/instance=wf";
  std::string Values() const { return directory_ + "/values.yaml"; }
};

TEST_F(KubernetesTest, ScalesFromOneToThreeUnderLoad) {
  ASSERT_NO_FATAL_FAILURE(Deploy(1));
  ASSERT_NO_FATAL_FAILURE(BeginLoad());
  ASSERT_NO_FATAL_FAILURE(Deploy(3));
  FinishAndCheck();
}

TEST_F(KubernetesTest, RestartsOnePodAfterAnotherUnderLoad) {
  ASSERT_NO_FATAL_FAILURE(Deploy(3));
  ASSERT_NO_FATAL_FAILURE(BeginLoad());
  const std::vector<Pod> before = Pods();
  ASSERT_EQ(Kubectl({"rollout", "restart", "deployment/wf"}).code, 0);
  size_t fewest = before.size();
  ASSERT_TRUE(WaitUntil(
      [&] {
        const std::vector<Pod> now = Pods();
        fewest = std::min(fewest, Ready());
        return now.size() == 3 && !Any(now, before) && Ready() == 3;
      },
      kPodTimeout));
  EXPECT_GE(fewest, 2u);
  FinishAndCheck();
}

TEST_F(KubernetesTest, ADrainedNodeKeepsAllPodsButOne) {
  ASSERT_NO_FATAL_FAILURE(Deploy(3));
  ASSERT_NO_FATAL_FAILURE(BeginLoad());
  const Ran drained = Kubectl({"drain", "lab", "--ignore-daemonsets", "--timeout=20s"});
  EXPECT_NE(drained.code, 0) << drained.said;  // there is no other node for the pod that went
  EXPECT_THAT(drained.said, testing::HasSubstr("disruption budget"));
  EXPECT_EQ(Ready(), 2u);
  EXPECT_TRUE(WaitProgress());
  ASSERT_EQ(Kubectl({"uncordon", "lab"}).code, 0);
  EXPECT_TRUE(WaitReady(3));
  FinishAndCheck();
}

TEST_F(KubernetesTest, PodsThatANodeEvictsAllAtOnceComeBack) {
  ASSERT_NO_FATAL_FAILURE(Deploy(3));
  ASSERT_NO_FATAL_FAILURE(BeginLoad());
  const std::vector<Pod> before = Pods();
  ASSERT_EQ(Kubectl({"taint", "nodes", "lab", "away=now:NoExecute"}).code, 0);
  EXPECT_TRUE(WaitUntil([&] { return !Any(Pods(), before); }, kPodTimeout));
  ASSERT_EQ(Kubectl({"taint", "nodes", "lab", "away-"}).code, 0);
  EXPECT_TRUE(WaitReady(3));
  FinishAndCheck();
}

TEST_F(KubernetesTest, ABrokerThatStandsStillForFiftySecondsRestartsNoPod) {
  ASSERT_NO_FATAL_FAILURE(Deploy(2));
  ASSERT_NO_FATAL_FAILURE(BeginLoad());
  machine_broker->Signal(SIGSTOP);
  std::this_thread::sleep_for(seconds(50));  // longer than every probe's patience but the liveness'
  for (const Pod& pod : Pods()) EXPECT_EQ(pod.restarts, 0) << pod.name;
  machine_broker->Signal(SIGCONT);
  EXPECT_TRUE(WaitReady(2));
  FinishAndCheck();
}

}  // namespace

const std::string& BootstrapServers() { return machine_broker->bootstrap_servers(); }

Broker& TestBroker() { return *machine_broker; }

int Replicas() { return 1; }

int InSyncReplicas() { return 1; }

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::KubernetesEnvironment);
  return RUN_ALL_TESTS();
}
