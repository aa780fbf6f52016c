// The ground the scenarios stand on: the broker of the tests comes up, forgets nothing over a kill, and the client
// reads back what it wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/environment.h"

namespace wirefold {
namespace {

TEST(Broker, KeepsItsRecordsWhenKilledAndRestarted) {
  KafkaClient client(BootstrapServers());
  const std::string topic = UniqueName("broker");
  client.CreateTopic(topic, 2);
  TopicRecord full{.partition = 1, .timestamp_ms = 0, .key = "k", .value = "v", .headers = {{"h", "1"}}};
  TopicRecord empty{.partition = 1, .key = "k", .value = "", .headers = {}};
  TopicRecord tombstone{.partition = 0, .key = "k", .value = std::nullopt, .headers = {}};
  client.Produce(topic, {full, empty, tombstone});
  TestBroker().Kill();
  ASSERT_TRUE(TestBroker().Restart().ok());
  const std::vector<TopicRecord> read = client.Read(topic, KafkaClient::Isolation::kCommitted);
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0].value, std::nullopt);
  EXPECT_EQ(read[1].value, "v");
  EXPECT_EQ(read[1].headers, full.headers);
  EXPECT_EQ(read[2].value, "");
  EXPECT_EQ(client.End(topic, KafkaClient::Isolation::kCommitted), (KafkaClient::Offsets{{0, 1}, {1, 2}}));
}

}  // namespace
}  // namespace wirefold
