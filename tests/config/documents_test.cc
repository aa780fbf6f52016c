// The configuration as documents: each is what the loader takes.
#include "worker/config/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace wirefold {
namespace {

using testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

absl::StatusOr<Config> Load(const std::string& yaml) {
  static int count = 0;
  const std::string path =
      testing::TempDir() + "/documents_test." + std::to_string(getpid()) + "." + std::to_string(++count) + ".yaml";
  std::ofstream(path) << yaml;
  absl::StatusOr<Config> config = LoadConfig({.files = {path}, .environment = {}, .sets = {}});
  std::filesystem::remove(path);
  return config;
}

// The commented keys, which begin "  #key", are taken in.
std::string Uncommented(const std::string& yaml) {
  std::string text;
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  #") && line[3] != ' ') line.erase(2, 1);
    text += line + "\n";
  }
  return text;
}

bool SameValues(const Config& a, const Config& b) {
  bool same = a.kafka.properties == b.kafka.properties && a.genesis == b.genesis;
  std::vector<std::string> texts;
  const auto print = [&](const char*, const auto& value) { texts.push_back(testing::PrintToString(value)); };
  ForEachMember(a, print);
  const std::vector<std::string> of_a = std::exchange(texts, {});
  ForEachMember(b, print);
  return same && of_a == texts;
}

// After a change that is meant: WIREFOLD_REWRITE_GOLDEN=1 build/release/config_test --gtest_filter='Documents.*'
TEST(Documents, TheFileOfDefaultsIsTheOneOfTheSchema) {
  const std::string path = std::string(WIREFOLD_SOURCE_DIR) + "/config/wirefold.yaml";
  if (std::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << AnnotatedDefaults();
  EXPECT_EQ(ReadFile(path), AnnotatedDefaults());
}

TEST(Documents, TheAnnotatedDefaultsAreTheDefaultsCommentedKeysToo) {
  const Config defaults = *LoadConfig({});
  const absl::StatusOr<Config> as_they_are = Load(AnnotatedDefaults());
  ASSERT_TRUE(as_they_are.ok()) << as_they_are.status();
  EXPECT_TRUE(SameValues(*as_they_are, defaults));
  const absl::StatusOr<Config> all = Load(Uncommented(AnnotatedDefaults()));
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->genesis, Genesis{});
  for (const ConfigValue& value : all->values) EXPECT_TRUE(value.given) << value.group << "." << value.name;
}

TEST(Documents, TheEffectiveConfigurationReadsBackAsItself) {
  const absl::StatusOr<Config> config = Load(
      "kafka:\n  group_id: 'null'\n  properties: {linger.ms: 7, client.rack: 'a # \"b\": c', debug: generic}\n"
      "fold: {window: 2h}\nadmin: {listen: ''}\nworker: {drain_timeout: 1m}\n");
  ASSERT_TRUE(config.ok()) << config.status();
  const absl::StatusOr<Config> again = Load(EffectiveYaml(config->values));
  ASSERT_TRUE(again.ok()) << again.status() << EffectiveYaml(config->values);
  EXPECT_TRUE(SameValues(*again, *config)) << EffectiveYaml(config->values);
}

TEST(Documents, TheEffectiveConfigurationHidesSecrets) {
  const absl::StatusOr<Config> config = Load("kafka: {properties: {sasl.password: hunter2, sasl.username: hunter2}}\n");
  ASSERT_TRUE(config.ok()) << config.status();
  const std::string text = EffectiveYaml(config->values);
  EXPECT_THAT(text, HasSubstr("    sasl.password: \"***\""));
  EXPECT_THAT(text, testing::Not(HasSubstr("hunter2")));
}

// "input.mapping" in a schema.
YAML::Node GroupOf(const YAML::Node& schema, const std::string& path) {
  const size_t dot = path.find('.');
  const YAML::Node group = schema["properties"][path.substr(0, dot)];
  return dot == std::string::npos ? group : GroupOf(group, path.substr(dot + 1));
}

// JSON is YAML.
TEST(Documents, TheSchemaKnowsEveryKeyAndRefusesOthers) {
  const YAML::Node schema = YAML::Load(JsonSchema());
  EXPECT_EQ(schema["$schema"].as<std::string>(), "http://json-schema.org/draft-07/schema#");
  const Config defaults = *LoadConfig({});
  for (const ConfigValue& value : defaults.values) {
    const YAML::Node group = GroupOf(schema, value.group);
    EXPECT_EQ(group["additionalProperties"].as<std::string>(), "false");
    const YAML::Node key = group["properties"][value.name];
    ASSERT_TRUE(key) << value.group << "." << value.name;
    EXPECT_EQ(key["default"].as<std::string>(), value.value);
    EXPECT_GT(key["description"].as<std::string>().size(), 5u) << value.name;
  }
  const YAML::Node interval = schema["properties"]["worker"]["properties"]["transaction_interval"];
  EXPECT_EQ(interval["pattern"].as<std::string>(), "^(?:[0-9]+(ms|s|m|h))$");
  const YAML::Node threshold = schema["properties"]["fold"]["properties"]["derived_threshold"];
  EXPECT_EQ(threshold["exclusiveMinimum"].as<double>(), 0);
  EXPECT_EQ(threshold["maximum"].as<double>(), 1);
  EXPECT_THAT(JsonSchema(), HasSubstr("\"enable.auto.commit\""));
}

}  // namespace
}  // namespace wirefold
