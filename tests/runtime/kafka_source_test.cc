// The raw topic on librdkafka's mock cluster: a held partition keeps its records, in order, until it is let go on.
#include "worker/runtime/kafka_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int kPatienceMs = 30'000;
constexpr int kRecords = 5;

class KafkaSourceTest : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "librdkafka's threads are not visible to the thread sanitizer";
#endif
    auto cluster = kafka::MockCluster::Create(1);
    ASSERT_TRUE(cluster.ok());
    cluster_ = *std::move(cluster);
    ASSERT_TRUE(cluster_->CreateTopic("raw", 2).ok());
    client_.bootstrap_servers = cluster_->bootstrap_servers();
    RawListener listener;
    listener.on_assigned = [this](const std::vector<int32_t>& partitions) { assigned_ = partitions.size(); };
    listener.on_revoked = [](const std::vector<int32_t>&, bool) {};
    listener.on_end = [](int32_t, int64_t) {};
    listener.on_error = [](int32_t, const absl::Status&) {};
    listener.on_reset = [this](int32_t partition, ResetReason) { reset_.push_back(partition); };
    auto source = KafkaSource::Create(client_, "group", "raw", 1'000'000, std::move(listener));
    ASSERT_TRUE(source.ok()) << source.status();
    source_ = *std::move(source);
    ASSERT_TRUE(Until([&] { return assigned_ == 2; }));
  }

  void Produce() {
    auto producer = kafka::Producer::Create(client_, std::nullopt, 0);
    ASSERT_TRUE(producer.ok());
    for (int i = 0; i < 2 * kRecords; ++i) {
      kafka::Outgoing record;
      record.topic = "raw";
      record.partition = i % 2;
      record.value = "value";
      ASSERT_TRUE((*producer)->Produce(record).ok());
    }
    ASSERT_TRUE((*producer)->Flush(kPatienceMs).ok());
  }

  // Takes records until `condition`. A partition that stands begins at its start.
  template <typename Condition>
  bool Until(Condition condition) {
    const int64_t until_ms = SteadyMs() + kPatienceMs;
    while (!condition()) {
      if (SteadyMs() > until_ms) return false;
      EXPECT_TRUE(source_->Serve().ok());
      auto message = source_->Poll(5);
      EXPECT_TRUE(message.ok()) << message.status();
      if (message.ok() && *message) taken_[(*message)->partition()].push_back((*message)->offset());
      for (int32_t partition : std::exchange(reset_, {})) EXPECT_TRUE(source_->StartAt(partition, 0).ok());
    }
    return true;
  }

  kafka::ClientSettings client_;
  std::unique_ptr<kafka::MockCluster> cluster_;
  std::unique_ptr<RawSource> source_;
  size_t assigned_ = 0;
  std::vector<int32_t> reset_;
  std::map<int32_t, std::vector<int64_t>> taken_;
};

TEST_F(KafkaSourceTest, AHeldPartitionKeepsItsRecordsAndTheOtherGoesOn) {
  source_->Hold(0, true);
  ASSERT_NO_FATAL_FAILURE(Produce());
  ASSERT_TRUE(Until([&] { return taken_[1].size() == kRecords; }));
  EXPECT_TRUE(taken_[0].empty());
  source_->Hold(0, false);
  ASSERT_TRUE(Until([&] { return taken_[0].size() == kRecords; }));
  EXPECT_THAT(taken_[0], testing::ElementsAre(0, 1, 2, 3, 4));
}

}  // namespace
}  // namespace wirefold
