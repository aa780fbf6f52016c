#include "worker/config/config.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace wirefold {
namespace {

// A YAML file that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    char name[] = "/tmp/wirefold-config-XXXXXX";
    const int descriptor = mkstemp(name);
    path_ = name;
    std::ofstream(path_) << text;
    close(descriptor);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Config, TheDefaultsAreSound) {
  const auto config = LoadConfig({});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.group_id, "wirefold");
  EXPECT_EQ(config->topics.claims, "news.articles.claims.v1");
  EXPECT_EQ(config->genesis, Genesis{});
  EXPECT_GT(config->worker.ring_records, 0u);
}

TEST(Config, LaterSourcesWin) {
  const TemporaryFile a("kafka: {group_id: a, properties: {fetch.wait.max.ms: 7}}\nworker: {ring_records: 5}\n");
  const TemporaryFile b("kafka:\n  group_id: b\n");
  ConfigSources sources;
  sources.files = {a.path(), b.path()};
  EXPECT_EQ(LoadConfig(sources)->kafka.group_id, "b");
  EXPECT_EQ(LoadConfig(sources)->worker.ring_records, 5u);
  EXPECT_EQ(LoadConfig(sources)->kafka.properties.at("fetch.wait.max.ms"), "7");
  sources.environment = {{"WIREFOLD__KAFKA__GROUP_ID", "c"}};
  EXPECT_EQ(LoadConfig(sources)->kafka.group_id, "c");
  sources.sets = {"kafka.group_id=d", "kafka.properties.security.protocol=ssl", "fold.window_hours=2"};
  EXPECT_EQ(LoadConfig(sources)->kafka.group_id, "d");
  EXPECT_EQ(LoadConfig(sources)->kafka.properties.at("security.protocol"), "ssl");
  EXPECT_EQ(LoadConfig(sources)->genesis.window_seconds, 7200u);
}

struct Wrong {
  const char* claim;
  const char* yaml;
  const char* error;  // after the file's name
};

constexpr Wrong kWrong[] = {
    {"AnUnknownKeyIsSaidWithASuggestion", "kafka:\n  grup_id: x\n", ":2:3: kafka.grup_id: unknown key, did you mean group_id?"},
    {"AnUnknownGroup", "kafkaa: {}\n", ":1:1: kafkaa: unknown key, did you mean kafka?"},
    {"AKeyGivenTwice", "worker:\n  ring_records: 1\n  ring_records: 2\n", ":3:3: worker.ring_records: given twice"},
    {"TextForANumber", "worker:\n  ring_records: many\n", ":2:3: worker.ring_records: \"many\" is no whole number"},
    {"ANegativeNumber", "worker:\n  ring_records: -1\n", "\"-1\" is no whole number"},
    {"ANumberTooLarge", "worker:\n  ring_records: 99999999999\n", "\"99999999999\" is no whole number below 2^32"},
    {"AListForAValue", "kafka:\n  group_id: [a]\n", ":2:3: kafka.group_id: must be a single value"},
    {"AValueForAGroup", "kafka: x\n", ": kafka: must be a group of keys"},
    {"AnOwnedProperty", "kafka:\n  properties:\n    enable.auto.commit: true\n", "kafka.properties.enable.auto.commit: belongs to the worker"},
    {"BrokenYaml", "kafka: [\n", ":2:"},
    {"AnEmptyTopic", "topics: {raw: ''}\n", "topics: raw, enriched, claims and dead_letter must be four names"},
    {"AThresholdAboveOne", "fold: {containment_threshold: 1.5}\n", "fold.containment_threshold: must be above 0 and at most 1"},
    {"AnAddressWithoutPort", "admin: {listen: localhost}\n", "admin.listen: must be address:port"},
};

class ConfigWrong : public testing::TestWithParam<Wrong> {};
TEST_P(ConfigWrong, IsSaidWithItsPlace) {
  const TemporaryFile file(GetParam().yaml);
  ConfigSources sources;
  sources.files = {file.path()};
  const auto config = LoadConfig(sources);
  ASSERT_FALSE(config.ok());
  EXPECT_NE(std::string(config.status().message()).find(GetParam().error), std::string::npos) << config.status();
}
INSTANTIATE_TEST_SUITE_P(All, ConfigWrong, testing::ValuesIn(kWrong), [](const auto& test) { return std::string(test.param.claim); });

TEST(Config, AllErrorsAreSaidAtOnce) {
  const TemporaryFile file("kafkaa: {}\nworker: {ring_records: x, nothing: 1}\n");
  ConfigSources sources;
  sources.files = {file.path(), "/no/such/file.yaml"};
  sources.environment = {{"WIREFOLD__NOPE", "1"}};
  sources.sets = {"kafka", "kafka=1"};
  const std::string message(LoadConfig(sources).status().message());
  for (const char* part : {"kafkaa", "\"x\" is no", "worker.nothing", "/no/such/file.yaml: cannot be read",
                           "environment WIREFOLD__NOPE", "--set kafka: must be key=value", "--set: kafka: is a group of keys"}) {
    EXPECT_NE(message.find(part), std::string::npos) << part << "\n" << message;
  }
}

}  // namespace
}  // namespace wirefold
