// The configuration: where values come from, and what is said about each wrong one.
#include "worker/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "worker/kafka/owned_settings.h"

namespace wirefold {
namespace {

using ::testing::HasSubstr;

// A file that lives as long as the test.
class YamlFile {
 public:
  explicit YamlFile(const std::string& text) {
    static int count = 0;
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("config_test." + std::to_string(getpid()) + "." + std::to_string(++count) + ".yaml");
    std::ofstream(path_) << text;
  }
  ~YamlFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

absl::StatusOr<Config> LoadYaml(const std::string& text) {
  YamlFile file(text);
  return LoadConfig({.files = {file.path()}, .environment = {}, .sets = {}});
}

TEST(Config, TheDefaultsAloneAreAValidConfiguration) {
  const absl::StatusOr<Config> config = LoadConfig({});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.bootstrap_servers, "127.0.0.1:9092");
  EXPECT_EQ(config->kafka.group_id, "wirefold");
  EXPECT_TRUE(config->kafka.properties.empty());
  EXPECT_EQ(config->topics.raw, "news.articles.raw.v1");
  EXPECT_EQ(config->topics.enriched, "news.articles.enriched.v1");
  EXPECT_EQ(config->topics.claims, "news.articles.claims.v1");
  EXPECT_EQ(config->topics.dead_letter, "dlq.news.articles.raw.v1");
  EXPECT_EQ(config->topics.replication_factor, 3u);
  EXPECT_EQ(config->topics.min_insync_replicas, 2u);
  EXPECT_EQ(config->admin_listen, "127.0.0.1:8080");
  EXPECT_EQ(config->worker.transaction_interval_ms, 50u);
  EXPECT_EQ(config->worker.ring_records, 2000u);
  EXPECT_EQ(config->worker.in_flight_bytes, 64u << 20);
  EXPECT_EQ(config->worker.max_record_bytes, 900000u);
  EXPECT_EQ(config->worker.drain_timeout_ms, 10000u);
  EXPECT_EQ(config->fold, FoldParameters{}) << "no fold key is given";
  EXPECT_EQ(config->genesis, Genesis{}) << "a fold key that is not given has the default of genesis.h";
}

TEST(Config, TheDefaultsInTheCommentsOfTheFileAreThoseOfTheProgram) {
  std::ifstream file(std::string(WIREFOLD_SOURCE_DIR) + "/config/wirefold.yaml");
  std::string text;
  int uncommented = 0;
  bool fold = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "fold: {}") {
      line = "fold:";
      fold = true;
    } else if (fold && line.rfind("  # ", 0) == 0) {
      line = "  " + line.substr(4);
      ++uncommented;
    } else {
      fold = false;
    }
    text += line + "\n";
  }
  EXPECT_EQ(uncommented, 9) << "keys of FoldConfig";
  const absl::StatusOr<Config> config = LoadYaml(text);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->genesis, Genesis{});
}

TEST(Config, LaterFilesWinOverEarlierTheEnvironmentOverFilesAndSetsOverAll) {
  YamlFile first(
      "kafka: {group_id: first, bootstrap_servers: 'first:1'}\ntopics: {raw: first}\nworker: {ring_records: 1}\n");
  YamlFile second("kafka: {group_id: second}\ntopics: {raw: second}\nworker: {ring_records: 2}\n");
  const absl::StatusOr<Config> config =
      LoadConfig({.files = {first.path(), second.path()},
                  .environment = {{"WIREFOLD__TOPICS__RAW", "third"}, {"WIREFOLD__WORKER__RING_RECORDS", "3"}},
                  .sets = {"worker.ring_records=4"}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.bootstrap_servers, "first:1");
  EXPECT_EQ(config->kafka.group_id, "second");
  EXPECT_EQ(config->topics.raw, "third");
  EXPECT_EQ(config->worker.ring_records, 4u);
  EXPECT_EQ(config->topics.enriched, "news.articles.enriched.v1");
}

TEST(Config, SetsReachPropertiesAndFoldKeys) {
  YamlFile file("kafka: {properties: {fetch.wait.max.ms: 7}}\n");
  const absl::StatusOr<Config> config =
      LoadConfig({.files = {file.path()},
                  .environment = {{"WIREFOLD__KAFKA__GROUP_ID", "c"}},
                  .sets = {"kafka.properties.security.protocol=ssl", "fold.window_hours=2"}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.group_id, "c");
  EXPECT_EQ(config->kafka.properties.at("fetch.wait.max.ms"), "7");
  EXPECT_EQ(config->kafka.properties.at("security.protocol"), "ssl");
  EXPECT_EQ(config->genesis.window_seconds, 7200u);
}

TEST(Config, FoldKeysReachTheGenesis) {
  const absl::StatusOr<Config> config = LoadYaml(
      "fold: {shingle_length: 4, sampling_rate: 16, sketch_floor: 8, sketch_cap: 512, containment_threshold: 0.6,\n"
      "       derived_threshold: 0.3, resemblance_threshold: 0.7, window_hours: 2, window_claims: 99}\n");
  ASSERT_TRUE(config.ok()) << config.status();
  Genesis genesis;
  genesis.sketch = {.shingle_length = 4, .sampling_rate = 16, .floor = 8, .cap = 512};
  genesis.containment_threshold = 0.6;
  genesis.derived_threshold = 0.3;
  genesis.resemblance_threshold = 0.7;
  genesis.window_seconds = 7200;
  genesis.window_claims = 99;
  EXPECT_EQ(config->genesis, genesis);
}

TEST(Config, AFoldKeyIsKnownToBeGivenWhateverItsValue) {
  const absl::StatusOr<Config> config = LoadYaml("fold: {containment_threshold: 0.55}\n");  // the default
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->fold, FoldParameters{.containment_threshold = 0.55});
  EXPECT_EQ(config->genesis, Genesis{});
}

TEST(Config, PropertiesOfLibrdkafkaPassThroughFromEverySource) {
  YamlFile file("kafka:\n  properties:\n    linger.ms: 5\n    ssl.ca.location: /ca.pem\n");
  const absl::StatusOr<Config> config = LoadConfig({.files = {file.path()},
                                                    .environment = {{"WIREFOLD__KAFKA__PROPERTIES__CLIENT__RACK", "b"}},
                                                    .sets = {"kafka.properties.linger.ms=7"}});
  ASSERT_TRUE(config.ok()) << config.status();
  const std::map<std::string, std::string> expected = {
      {"linger.ms", "7"}, {"ssl.ca.location", "/ca.pem"}, {"client.rack", "b"}};
  EXPECT_EQ(config->kafka.properties, expected);
}

TEST(Config, AFileThatSaysNothingIsFine) {
  for (const char* text : {"", "# only a comment\n", "---\n", "kafka:\nworker: {}\n"}) {
    EXPECT_TRUE(LoadYaml(text).ok()) << text;
  }
}

struct BadYaml {
  const char* yaml;
  const char* error;  // after "FILE:"
};

void PrintTo(const BadYaml& bad, std::ostream* out) { *out << ::testing::PrintToString(std::string(bad.yaml)); }

// What is said, in the letters that a test's name may have, and the case's number, for two may be said the same of.
std::string NameOfCase(const ::testing::TestParamInfo<BadYaml>& test) {
  std::string name;
  for (const char c : std::string(test.param.error)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  return name + "_" + std::to_string(test.index);
}

class BadYamlTest : public ::testing::TestWithParam<BadYaml> {};

TEST_P(BadYamlTest, IsAnErrorAtItsPlace) {
  YamlFile file(GetParam().yaml);
  const absl::Status status = LoadConfig({.files = {file.path()}, .environment = {}, .sets = {}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()), file.path() + ":" + GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Config, BadYamlTest,
    ::testing::Values(
        BadYaml{"kafka:\n  grup_id: x\n", "2:3: kafka.grup_id: unknown key, did you mean group_id?"},
        BadYaml{"kafka:\n  group_id: 'open\n", "2:3: kafka.group_id: its quote is never closed"},
        BadYaml{"kafka:\n  properties:\n    a: \"open\nworker: {}\n",
                "3:5: kafka.properties.a: its quote is never closed"},
        BadYaml{"kafak: {}\n", "1:1: kafak: unknown key, did you mean kafka?"},
        BadYaml{"kafka:\n  zzzzzzzzzzzz: 1\n", "2:3: kafka.zzzzzzzzzzzz: unknown key"},
        BadYaml{"topics:\n  raw: a\n  raw: b\n", "3:3: topics.raw: given twice"},
        BadYaml{"kafka: {properties: {linger.ms: 1, linger.ms: 2}}\n", "1:36: kafka.properties.linger.ms: given twice"},
        BadYaml{"kafka: 5\n", "1:8: kafka: must be a group of keys"},
        BadYaml{"- a\n- b\n", "1:1: must be a group of keys"},
        BadYaml{"kafka:\n  group_id: [a]\n", "2:3: kafka.group_id: must be a single value"},
        BadYaml{"kafka:\n  properties:\n    a: {b: 1}\n", "3:5: kafka.properties.a: must be a single value"},
        BadYaml{"kafka: {properties: 7}\n", "1:21: kafka.properties: must be a group of keys"},
        BadYaml{"worker:\n  ring_records: many\n", "2:3: worker.ring_records: \"many\" is no whole number below 2^32"},
        BadYaml{"worker: {ring_records: 4294967296}\n",
                "1:10: worker.ring_records: \"4294967296\" is no whole number below 2^32"},
        BadYaml{"worker: {ring_records: -1}\n", "1:10: worker.ring_records: \"-1\" is no whole number below 2^32"},
        BadYaml{"worker: {ring_records: 1.5}\n", "1:10: worker.ring_records: \"1.5\" is no whole number below 2^32"},
        BadYaml{"fold: {containment_threshold: half}\n", "1:8: fold.containment_threshold: \"half\" is no number"},
        BadYaml{"fold: {containment_threshold: 1.01}\n",
                "1:8: fold.containment_threshold: must be above 0 and at most 1"},
        BadYaml{"fold: {resemblance_threshold: nan}\n",
                "1:8: fold.resemblance_threshold: must be above 0 and at most 1"},
        BadYaml{"fold: {sampling_rate: 0}\n", "1:8: fold.sampling_rate: must not be 0"},
        BadYaml{"fold: {derived_threshold: 0}\n", "1:8: fold.derived_threshold: must not be 0"},
        BadYaml{"fold: {derived_threshold: 0.9}\n",
                "1:8: fold.derived_threshold: must be at most fold.containment_threshold"},
        BadYaml{"kafka: {bootstrap_servers: ''}\n", "1:9: kafka.bootstrap_servers: must not be empty"},
        BadYaml{"kafka: {group_id: ''}\n", "1:9: kafka.group_id: must not be empty"},
        BadYaml{"topics: {enriched: ''}\n", "1:10: topics.enriched: must not be empty"},
        BadYaml{"topics: {dead_letter: news.articles.raw.v1}\n", "1:10: topics.dead_letter: is also topics.raw"},
        BadYaml{"topics: {min_insync_replicas: 4}\n",
                "1:10: topics.min_insync_replicas: must be between 1 and topics.replication_factor"},
        BadYaml{"fold: {window_claims: 50000001}\n", "1:8: fold.window_claims: must be at most 50000000"},
        BadYaml{"worker: {prepare_threads: 100000}\n", "1:10: worker.prepare_threads: must be at most 256"},
        BadYaml{"kafka: {}\n---\nkafka: {}\n", "3:1: only one YAML document is read"},
        BadYaml{"admin:\n  listen: '8080'\n", "2:3: admin.listen: \"8080\" is no address:port"}),
    NameOfCase);

TEST(Config, BrokenYamlIsAnErrorWithItsLine) {
  const absl::Status status = LoadYaml("kafka: [\n").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), ::testing::ContainsRegex("yaml:[0-9]+:[0-9]+: "));
}

TEST(Config, AListenAddressHasAHostAndAPort) {
  for (const char* good : {"", "127.0.0.1:0", "0.0.0.0:65535", "[::1]:8080", "localhost:9"}) {
    EXPECT_TRUE(LoadConfig({.files = {}, .environment = {}, .sets = {std::string("admin.listen=") + good}}).ok())
        << good;
  }
  for (const char* bad : {"8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:8080s", "a:1,b:2", "::1:8080"}) {
    EXPECT_FALSE(LoadConfig({.files = {}, .environment = {}, .sets = {std::string("admin.listen=") + bad}}).ok())
        << bad;
  }
}

TEST(Config, PropertiesThatTheWorkerOwnsAreRefusedFromEverySource) {
  std::vector<std::string> names;
  for (const kafka::OwnedSetting& setting : kafka::OwnedSettings()) {
    EXPECT_FALSE(setting.why.empty()) << setting.name;
    names.emplace_back(setting.name);
    if (!setting.alias.empty()) names.emplace_back(setting.alias);
  }
  for (const std::string& name : names) {
    const std::string error = "kafka.properties." + name + ": belongs to the worker and cannot be set: ";
    EXPECT_THAT(std::string(LoadYaml("kafka: {properties: {" + name + ": x}}").status().message()), HasSubstr(error));
    const ConfigSources sets{.files = {}, .environment = {}, .sets = {"kafka.properties." + name + "=x"}};
    EXPECT_THAT(std::string(LoadConfig(sets).status().message()), HasSubstr(error));
    const ConfigSources variable{
        .files = {}, .environment = {{"WIREFOLD__KAFKA__PROPERTIES__" + name, "x"}}, .sets = {}};
    EXPECT_THAT(std::string(LoadConfig(variable).status().message()), HasSubstr(error));
  }
}

// Each was accepted once, or is the other name of one that was not.
TEST(Config, PropertiesThatTheWorkerOwnsAreOwnedUnderEachOfTheirNames) {
  for (const char* owned : {"enable.auto.commit",
                            "enable.auto.offset.store",
                            "group.id",
                            "transactional.id",
                            "enable.idempotence",
                            "isolation.level",
                            "partition.assignment.strategy",
                            "statistics.interval.ms",
                            "bootstrap.servers",
                            "metadata.broker.list",
                            "client.id",
                            "acks",
                            "request.required.acks",
                            "auto.offset.reset",
                            "group.instance.id",
                            "group.protocol",
                            "group.remote.assignor",
                            "enable.partition.eof",
                            "message.max.bytes",
                            "auto.commit.enable",
                            "delivery.report.only.error",
                            "queuing.strategy",
                            "topic.metadata.refresh.interval.ms"}) {
    EXPECT_NE(kafka::FindOwned(owned), nullptr) << owned;
  }
  for (const char* free : {"linger.ms", "session.timeout.ms", "sasl.password", "fetch.max.bytes", "", "acks "}) {
    EXPECT_EQ(kafka::FindOwned(free), nullptr) << free;
  }
}

TEST(Config, ASetThatCannotBeAppliedIsAnErrorThatNamesIt) {
  const std::pair<const char*, const char*> cases[] = {
      {"kafka.grup_id=x", "--set: kafka.grup_id: unknown key, did you mean group_id?"},
      {"kafka.group_id", "--set kafka.group_id: must be key=value"},
      {"kafka=x", "--set: kafka: is a group of keys"},
      {"kafka.properties=x", "--set: kafka.properties: is a group of keys"},
      {"kafka.properties.=x", "--set: kafka.properties.: names no property"},
      {"kafka.group_id.x=y", "--set: kafka.group_id.x: has no keys below it"},
      {"=x", "--set: : unknown key"},
      {"worker.ring_records=0", "--set: worker.ring_records: must be at least 1"},
  };
  for (const auto& [set, error] : cases) {
    EXPECT_EQ(std::string(LoadConfig({.files = {}, .environment = {}, .sets = {set}}).status().message()), error)
        << set;
  }
}

TEST(Config, AnUnknownVariableIsAnErrorThatNamesIt) {
  const ConfigSources sources{.files = {}, .environment = {{"WIREFOLD__KAFKA__GRUP_ID", "x"}}, .sets = {}};
  EXPECT_EQ(std::string(LoadConfig(sources).status().message()),
            "environment WIREFOLD__KAFKA__GRUP_ID: kafka.grup_id: unknown key, did you mean group_id?");
}

TEST(Config, AFileThatCannotBeReadIsAnError) {
  for (const std::string& path : {std::string("/nonexistent/wirefold.yaml"), ::testing::TempDir()}) {
    const absl::Status status = LoadConfig({.files = {path}, .environment = {}, .sets = {}}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(status.message()), path + ": cannot be read");
  }
}

TEST(Config, ErrorsOfEverySourceAreSaidAtOnce) {
  YamlFile file("kafkaa: {}\nworker: {ring_records: x, nothing: 1}\n");
  const ConfigSources sources{.files = {file.path(), "/no/such/file.yaml"},
                              .environment = {{"WIREFOLD__NOPE", "1"}},
                              .sets = {"kafka", "kafka=1"}};
  const std::string message(LoadConfig(sources).status().message());
  for (const char* part :
       {"kafkaa", "\"x\" is no", "worker.nothing", "/no/such/file.yaml: cannot be read", "environment WIREFOLD__NOPE",
        "--set kafka: must be key=value", "--set: kafka: is a group of keys"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST(Config, AllErrorsAreToldTogether) {
  YamlFile file("kafka:\n  grup_id: x\nworker:\n  ring_records: many\n  prepare_threads: 9999\n");
  const absl::Status status = LoadConfig({.files = {file.path()}, .environment = {}, .sets = {"nope=1"}}).status();
  EXPECT_EQ(std::string(status.message()),
            file.path() + ":2:3: kafka.grup_id: unknown key, did you mean group_id?\n" + file.path() +
                ":4:3: worker.ring_records: \"many\" is no whole number below 2^32\n" + "--set: nope: unknown key\n" +
                file.path() + ":5:3: worker.prepare_threads: must be at most 256");
}

}  // namespace
}  // namespace wirefold
