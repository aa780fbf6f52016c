// The configuration: where values come from, and what is said about each wrong one.
#include "worker/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

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
                  .sets = {"kafka.properties.security.protocol=ssl", "fold.window=2h"}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.group_id, "c");
  EXPECT_EQ(config->kafka.properties.at("fetch.wait.max.ms"), "7");
  EXPECT_EQ(config->kafka.properties.at("security.protocol"), "ssl");
  EXPECT_EQ(config->genesis.window_seconds, 7200u);
}

TEST(Config, FoldKeysReachTheGenesis) {
  const absl::StatusOr<Config> config = LoadYaml(
      "fold: {shingle_length: 4, sampling_rate: 16, sketch_floor: 8, sketch_cap: 512, containment_threshold: 0.6,\n"
      "       derived_threshold: 0.3, resemblance_threshold: 0.7, window: 2h, window_claims: 99}\n");
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
  const absl::StatusOr<Config> config = LoadYaml("fold: {containment_threshold: 0.7}\n");  // the default
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->fold, FoldParameters{.containment_threshold = 0.7});
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

TEST(Config, TheMappingOfInputIsAGroupWithinAGroup) {
  YamlFile file("input: {mapping: {body: /a/b}}");
  const absl::StatusOr<Config> good = LoadConfig({.files = {file.path()},
                                                  .environment = {{"WIREFOLD__INPUT__MAPPING__HEADLINE", "/a~1b"}},
                                                  .sets = {"input.mapping.by=/x//0"}});
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->input.mapping.body, "/a/b");
  EXPECT_EQ(good->input.mapping.headline, "/a~1b");
  EXPECT_EQ(good->input.mapping.by, "/x//0");
  EXPECT_EQ(good->input.mapping.url, "");
}

TEST(Config, FurnitureRulesOfAUserAreReadAndChecked) {
  YamlFile table("promo\tnewsletter\tline\tvalley club.*\tValley Club: join us\tThe club met\n");
  const absl::StatusOr<Config> config =
      LoadConfig({.files = {}, .environment = {}, .sets = {"input.furniture_file=" + table.path()}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->input.furniture_table, HasSubstr("Valley Club: join us"));

  YamlFile broken("\npromo\tnewsletter\tline\t(valley\tValley\tThe club met\n");
  YamlFile yaml("input:\n  furniture_file: " + broken.path() + "\n");
  const absl::Status status = LoadConfig({.files = {yaml.path()}, .environment = {}, .sets = {}}).status();
  EXPECT_EQ(std::string(status.message())
                .find(yaml.path() + ":2:3: input.furniture_file: " + broken.path() + ", line 2, rule promo: missing"),
            0u)
      << status;
}

TEST(Config, AgenciesOfAUserAreReadAndChecked) {
  YamlFile table("harbour\tHarbour Press\tHBP\twire\tNO\n");
  const absl::StatusOr<Config> config =
      LoadConfig({.files = {}, .environment = {}, .sets = {"lexicon.agencies_file=" + table.path()}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->lexicon.agencies_table, HasSubstr("Harbour Press"));

  YamlFile broken("# ours\nharbour\tHarbour Press\tHBP\twires\tNO\n");
  YamlFile yaml("lexicon:\n  agencies_file: " + broken.path() + "\n");
  const absl::Status status = LoadConfig({.files = {yaml.path()}, .environment = {}, .sets = {}}).status();
  EXPECT_EQ(std::string(status.message())
                .find(yaml.path() + ":2:3: lexicon.agencies_file: " + broken.path() +
                      ": agencies, line 2: kind \"wires\" is none of"),
            0u)
      << status;
}

TEST(Config, AFileThatSaysNothingIsFine) {
  for (const char* text : {"", "# only a comment\n", "---\n", "kafka:\nworker: {}\n"}) {
    EXPECT_TRUE(LoadYaml(text).ok()) << text;
  }
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
      {"=x", "--set: unknown key"},
      {"worker.ring_records=0", "--set: worker.ring_records: must be 1 to 10000000 (\"0\")"},
      {"kafka.group_id=caf\xe9", "--set: kafka.group_id: is not UTF-8"},
      {"kafka.properties.sasl.password:hunter2", "--set kafka.properties.sasl.password…: must be key=value"},
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

TEST(Config, ErrorsOfEverySourceAreSaidAtOnce) {
  YamlFile file("kafkaa: {}\nworker: {ring_records: x, nothing: 1}\n");
  const ConfigSources sources{.files = {file.path(), "/no/such/file.yaml"},
                              .environment = {{"WIREFOLD__NOPE", "1"}},
                              .sets = {"kafka", "kafka=1"}};
  const std::string message(LoadConfig(sources).status().message());
  for (const char* part :
       {"kafkaa", "must be a whole number (\"x\")", "worker.nothing", "/no/such/file.yaml: cannot be read",
        "environment WIREFOLD__NOPE", "--set kafka: must be key=value", "--set: kafka: is a group of keys"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST(Config, ASourceThatIsUtf16IsSaidToBeNone) {
  EXPECT_THAT(std::string(LoadYaml(std::string("\xff\xfek\0", 4)).status().message()),
              HasSubstr(":1:1: is not UTF-8 (byte 0xff)"));
}

// The parser's work is bounded by the file's: each of these is nearly 1 MiB of what is dear to it.
TEST(Config, WhateverAMebibyteHoldsItIsReadInTime) {
  const auto many = [](std::string text) {
    std::string all;
    while (all.size() + text.size() < (1u << 20)) all += text;
    return all;
  };
  for (const char* piece :
       {"[",  "{",  "- ", "? ", "a: ",   "&a ",     "*a ", "!",   "'",  "\"",       "a: 1\n", "key0: 1\nkey1: 2\n",
        " ",  "\n", "#",  "%",  "---\n", "- - -\n", "|",   ">\n", "\\", "<<: *a\n", "[a,",    "{a: ",
        "\t", "\r"}) {
    const absl::Status status = LoadYaml(many(piece)).status();
    EXPECT_LE(status.message().size(), 100'000u) << piece;
  }
}

TEST(Config, EveryKeyOfTheSchemaHasItsMemberAndNoOther) {
  std::set<std::string> members;
  Config config;
  ForEachMember(config, [&](const char* key, const auto&) { EXPECT_TRUE(members.insert(key).second) << key; });
  std::set<std::string> keys;
  const absl::StatusOr<Config> loaded = LoadConfig({});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  for (const ConfigValue& value : loaded->values) keys.insert(value.group + "." + value.name);
  EXPECT_EQ(keys, members);
}

TEST(Config, EachValueIsShownWithItsOriginAndNoSecretIs) {
  YamlFile secret("hunter2\n");
  YamlFile file("kafka:\n  group_id: g\n  properties:\n    ssl.key.password: hunter2\n    sasl.password_file: " +
                secret.path() + "\nfold: {window: 48h}\n");
  const absl::StatusOr<Config> config = LoadConfig(
      {.files = {file.path()}, .environment = {{"WIREFOLD__TOPICS__RAW", "r"}}, .sets = {"worker.drain_timeout=1m"}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.properties.at("sasl.password"), "hunter2");
  EXPECT_EQ(config->worker.drain_timeout_ms, 60'000u);
  std::map<std::string, std::string> shown;
  for (const ConfigValue& value : config->values) {
    shown[value.group + "." + value.name] = value.value + " from " + value.origin;
    EXPECT_EQ(value.given, value.group != "fold" || value.name == "window") << value.name;
  }
  EXPECT_EQ(shown["kafka.group_id"], "g from " + file.path() + ":2:3");
  EXPECT_EQ(shown["kafka.properties.ssl.key.password"], "*** from " + file.path() + ":4:5");
  EXPECT_EQ(shown["kafka.properties.sasl.password_file"], secret.path() + " from " + file.path() + ":5:5");
  EXPECT_EQ(shown["fold.window"], "48h from " + file.path() + ":6:8");
  EXPECT_EQ(shown["fold.window_claims"], "20000000 from default of a new claims log");
  EXPECT_EQ(shown["topics.raw"], "r from environment WIREFOLD__TOPICS__RAW");
  EXPECT_EQ(shown["worker.drain_timeout"], "1m from --set");
  EXPECT_EQ(shown["worker.ring_records"], "2000 from default");
}

// A later source's file takes the place of an earlier one's value, and the other way round.
TEST(Config, ASecretIsTheLastOnesWhicheverWayItIsGiven) {
  YamlFile secret("from the file\r\n");
  YamlFile plain("kafka: {properties: {sasl.password: plain}}\n");
  YamlFile in_file("kafka: {properties: {sasl.password_file: " + secret.path() + "}}\n");
  YamlFile missing("kafka: {properties: {sasl.password_file: /nonexistent/password}}\n");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{plain.path(), in_file.path()}, "from the file"},
      {{in_file.path(), plain.path()}, "plain"},
      {{missing.path(), plain.path()}, "plain"},
  };
  for (const auto& [files, password] : cases) {
    const absl::StatusOr<Config> config = LoadConfig({.files = files, .environment = {}, .sets = {}});
    ASSERT_TRUE(config.ok()) << config.status();
    EXPECT_EQ(config->kafka.properties, (std::map<std::string, std::string>{{"sasl.password", password}}));
  }
  const absl::StatusOr<Config> config = LoadConfig(
      {.files = {}, .environment = {{"WIREFOLD__KAFKA__PROPERTIES__SASL__PASSWORD_FILE", secret.path()}}, .sets = {}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->kafka.properties.at("sasl.password"), "from the file");
}

}  // namespace
}  // namespace wirefold
