#include "worker/cli/lexicon_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "worker/cli/exit_code.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Write(const std::string& name, const std::string& text) {
  std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

Config ConfigWith(const std::string& table) {
  absl::StatusOr<Config> config =
      LoadConfig({.files = {}, .environment = {}, .sets = {"lexicon.agencies_file=" + table}});
  EXPECT_TRUE(config.ok()) << config.status();
  return *std::move(config);
}

std::string Listed(const Config& config, const std::string& format) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(RunLexiconList(config, format), exit_code::kOk);
  return testing::internal::GetCapturedStdout();
}

constexpr char kOwn[] = "harbour\tHarbour Press\tHBP;?Harbour\twire\tNO\n";

TEST(LexiconCommand, ListsTheBuiltInAgenciesWithThoseOfTheUser) {
  const Config config = ConfigWith(Write("list.tsv", kOwn));
  EXPECT_THAT(Listed(config, "table"), HasSubstr(kOwn));
  EXPECT_THAT(Listed(config, "table"), HasSubstr("\nreuters\tReuters\t"));
  EXPECT_THAT(Listed(config, "text"), StartsWith("ID"));
  EXPECT_THAT(
      Listed(config, "json"),
      HasSubstr(R"({"id":"harbour","name":"Harbour Press","kind":"wire","country":"NO","aliases":"HBP;?Harbour"})"));
}

TEST(LexiconCommand, ATableThatIsListedIsSoundAndMeansTheSame) {
  const std::string table = Listed(ConfigWith(Write("own.tsv", kOwn)), "table");
  const std::string again = Write("again.tsv", table);
  testing::internal::CaptureStdout();
  EXPECT_EQ(RunLexiconCheck(again), exit_code::kOk);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), StartsWith(again + ": sound, with the built-in ones "));
  EXPECT_EQ(Listed(ConfigWith(again), "table"), table);
}

TEST(LexiconCommand, CheckSaysTheFileTheLineAndWhatIsWrong) {
  const std::string table = Write("bad.tsv", std::string("\n") + kOwn + "b\tB Press\t\twires\tNO\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunLexiconCheck(table), exit_code::kConfiguration);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            table + ": agencies, line 3: kind \"wires\" is none of wire, syndicate, outlet, photo, unnamed\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunLexiconCheck("no/such/table.tsv"), exit_code::kConfiguration);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("no/such/table.tsv: cannot be read"));
}

}  // namespace
}  // namespace wirefold
