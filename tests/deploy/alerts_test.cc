// Alerts, their unit tests and the runbook belong together: none without the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "tests/deploy/deploy_files.h"
#include "tests/layers/source_files.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::map<std::string, YAML::Node> Alerts() {
  std::map<std::string, YAML::Node> alerts;
  for (const YAML::Node& group : YAML::Load(ReadDeployFile("prometheus/rules.yaml"))["groups"]) {
    for (const YAML::Node& rule : group["rules"]) {
      if (rule["alert"]) alerts[rule["alert"].as<std::string>()] = rule;
    }
  }
  return alerts;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Heading → what is below it, of the headings "## ".
std::map<std::string, std::string> RunbookSections() {
  std::map<std::string, std::string> sections;
  std::istringstream lines(ReadDeployFile("runbook.md"));
  std::string heading;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) heading = line.substr(3);
    if (!line.starts_with("## ")) sections[heading] += line + "\n";
  }
  return sections;
}

// Rows of the tables below a heading, without the heads: the first cell, without its backticks.
std::vector<std::string> FirstCells(const std::string& section) {
  std::vector<std::string> cells;
  std::istringstream lines(section);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    cells.push_back(line.substr(3, line.find('`', 3) - 3));
  }
  return cells;
}

// The product's sources in one text, literals that stand on several lines joined.
std::string ProductText() {
  std::string text;
  for (const SourceFile& file : ReadSourceFiles()) {
    if (!file.path.starts_with("tests/")) text += file.text;
  }
  return std::regex_replace(text, std::regex("\"\\n *\""), "");
}

TEST(Alerts, EachSaysHowBadItIsWhatItIsAndWhereToReadOn) {
  const auto alerts = Alerts();
  EXPECT_GE(alerts.size(), 13u);
  for (const auto& [name, rule] : alerts) {
    const auto severity = rule["labels"]["severity"].as<std::string>("");
    EXPECT_TRUE(severity == "critical" || severity == "warning") << name;
    for (const char* text : {"summary", "description"}) {
      EXPECT_GT(rule["annotations"][text].as<std::string>("").size(), 20u) << name << ": " << text;
    }
    EXPECT_EQ(rule["annotations"]["runbook_url"].as<std::string>(""), "deploy/runbook.md#" + Lower(name));
  }
}

TEST(Alerts, EachHasATestInWhichItFiresAndOneInWhichItDoesNot) {
  std::map<std::string, int> fires;
  std::map<std::string, int> does_not;
  for (const YAML::Node& test : YAML::Load(ReadDeployFile("prometheus/rules_test.yaml"))["tests"]) {
    std::map<std::string, bool> fired;
    for (const YAML::Node& check : test["alert_rule_test"]) {
      bool& any = fired[check["alertname"].as<std::string>()];
      any = any || check["exp_alerts"].IsDefined();
    }
    for (const auto& [name, any] : fired) ++(any ? fires : does_not)[name];
  }
  const auto alerts = Alerts();
  for (const auto& [name, rule] : alerts) {
    EXPECT_GT(fires[name], 0) << name;
    EXPECT_GT(does_not[name], 0) << name;
  }
  for (const auto& [name, count] : fires) EXPECT_TRUE(alerts.contains(name)) << name << " is tested and is no alert";
}

TEST(Runbook, EachAlertHasASectionAndEachSectionItsAlert) {
  const auto alerts = Alerts();
  const auto sections = RunbookSections();
  for (const auto& [name, rule] : alerts) {
    ASSERT_TRUE(sections.contains(name)) << name;
    for (const char* part : {"**What it means.**", "**Look at.**", "**Do.**"}) {
      EXPECT_THAT(sections.at(name), HasSubstr(part)) << name;
    }
  }
  for (const auto& [heading, text] : sections) {
    EXPECT_TRUE(!heading.starts_with("Wirefold") || alerts.contains(heading)) << heading << " is no alert";
  }
}

TEST(Runbook, MetricsThatItNamesAreInTheTable) {
  std::set<std::string> known = QueryNames();
  for (const MetricDescription& row : MetricDescriptions()) known.insert(row.name);
  for (const std::string& name : NamesIn(ReadDeployFile("runbook.md"))) EXPECT_TRUE(known.contains(name)) << name;
}

TEST(Runbook, ItsChecksOfReadinessAndCodesOfDeadLettersAreThoseOfTheProgram) {
  const std::string product = ProductText();
  std::vector<std::string> checks;
  const std::regex check("\\{\"([a-z_]+)\", !?health\\.");
  checks.assign(std::sregex_token_iterator(product.begin(), product.end(), check, 1), std::sregex_token_iterator());
  EXPECT_THAT(FirstCells(RunbookSections()["WirefoldNotReady"]), testing::UnorderedElementsAreArray(checks));
  const std::string letters = RunbookSections()["WirefoldDeadLetterRate"];
  const std::regex code("\"([A-Z0-9_]+)\"");
  size_t codes = 0;
  for (const SourceFile& file : ReadSourceFiles()) {
    if (file.path != "common/intake/dead_letter.cc") continue;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), code); at != std::sregex_iterator();
         ++at, ++codes) {
      EXPECT_THAT(letters, HasSubstr("`" + std::string((*at)[1]) + "`"));
    }
  }
  EXPECT_GT(codes, 10u);
}

TEST(Runbook, PanelsThatItNamesAreOnTheDashboard) {
  const std::string dashboard = ReadDeployFile("grafana/dashboard.json");
  std::string text = std::regex_replace(ReadDeployFile("runbook.md"), std::regex("`[^`]*`"), "");
  std::replace(text.begin(), text.end(), '\n', ' ');
  const std::regex quoted("\"([^\"]+)\"");
  size_t found = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), quoted); at != std::sregex_iterator(); ++at) {
    const std::string name = (*at)[1];
    if (std::isupper(static_cast<unsigned char>(name[0])) == 0) continue;  // "written", a line of a panel
    EXPECT_THAT(dashboard, HasSubstr("\"title\": \"" + name + "\"")) << name;
    ++found;
  }
  EXPECT_GT(found, 15u);
}

TEST(Runbook, ItsLogLinesAreThoseOfTheProgram) {
  const std::string product = ProductText();
  const std::vector<std::string> lines = FirstCells(RunbookSections()["Log lines"]);
  EXPECT_GT(lines.size(), 15u);
  for (const std::string& line : lines) EXPECT_NE(product.find("\"" + line + "\""), std::string::npos) << line;
}

TEST(Runbook, WarningsAndErrorsOfTheWorkerAreInIt) {
  const std::vector<std::string> cells = FirstCells(RunbookSections()["Log lines"]);
  const std::set<std::string> told(cells.begin(), cells.end());
  const std::regex line("LogLevel::k(?:Warning|Error),\\s+\"([^\"]+)\"");
  size_t found = 0;
  for (const SourceFile& file : ReadSourceFiles()) {
    if (file.folder != "worker/runtime") continue;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), line); at != std::sregex_iterator();
         ++at, ++found) {
      if (file.path == "worker/runtime/log.h") continue;  // examples
      EXPECT_TRUE(told.contains((*at)[1])) << file.path << ": " << (*at)[1];
    }
  }
  EXPECT_GT(found, 12u);
}

TEST(Runbook, ItsExitCodesAreThoseOfTheProgram) {
  std::vector<std::string> codes;
  for (const SourceFile& file : ReadSourceFiles()) {
    if (file.path != "worker/cli/exit_code.h") continue;
    const std::regex constant("inline constexpr int k\\w+ = (\\d+);");
    codes.assign(std::sregex_token_iterator(file.text.begin(), file.text.end(), constant, 1),
                 std::sregex_token_iterator());
  }
  EXPECT_THAT(codes, testing::Not(IsEmpty()));
  EXPECT_EQ(FirstCells(RunbookSections()["Exit codes"]), codes);
}

}  // namespace
}  // namespace wirefold
