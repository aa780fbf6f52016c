// Entry point of the tests that need three brokers.
#include <gtest/gtest.h>

#include <iostream>

#include "common/base/check.h"
#include "tests/integration/environment.h"

namespace wirefold {
namespace {

std::unique_ptr<Cluster> cluster;  // of the binary; set before the first test, reset after the last

class ClusterEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Cluster>> started = Cluster::Start();
    ASSERT_TRUE(started.ok()) << started.status();
    cluster = *std::move(started);
    std::cout << "brokers at " << cluster->bootstrap_servers() << "\n";
  }
  void TearDown() override { cluster.reset(); }
};

}  // namespace

Cluster& TestCluster() {
  WF_CHECK(cluster != nullptr);
  return *cluster;
}

const std::string& BootstrapServers() { return TestCluster().bootstrap_servers(); }

int Replicas() { return Cluster::kNodes; }

int InSyncReplicas() { return 2; }

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::ClusterEnvironment);
  return RUN_ALL_TESTS();
}
