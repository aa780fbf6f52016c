// `config init | schema | effective`, as a person calls them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/cli/main_command.h"
#include "worker/config/documents.h"

namespace wirefold {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Printed {
  int code = -1;
  std::string text;
  bool operator==(const Printed&) const = default;
  friend void PrintTo(const Printed& printed, std::ostream* out) { *out << printed.code << "\n" << printed.text; }
};

Printed Call(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  testing::internal::CaptureStdout();
  const int code = Main(static_cast<int>(argv.size()), argv.data());
  return {code, testing::internal::GetCapturedStdout()};
}

TEST(ConfigVerbs, InitAndSchemaPrintTheirDocuments) {
  EXPECT_EQ(Call({"wirefold", "config", "init"}), (Printed{0, AnnotatedDefaults()}));
  EXPECT_EQ(Call({"wirefold", "config", "schema"}), (Printed{0, JsonSchema()}));
}

TEST(ConfigVerbs, EffectiveTellsEachValueAndItsOriginAndNoSecret) {
  const Printed printed =
      Call({"wirefold", "config", "effective", "-c", std::string(WIREFOLD_SOURCE_DIR) + "/config/wirefold.yaml",
            "--set", "kafka.properties.sasl.password=hunter2", "--set", "worker.drain_timeout=1m"});
  EXPECT_EQ(printed.code, 0);
  EXPECT_THAT(printed.text,
              AllOf(HasSubstr("  drain_timeout: 1m"), HasSubstr("# --set\n"), HasSubstr("config/wirefold.yaml:"),
                    HasSubstr("sasl.password: \"***\""), Not(HasSubstr("hunter2"))));
}

TEST(ConfigVerbs, WithoutAVerbConfigIsUsedWrongly) {
  EXPECT_EQ(Call({"wirefold", "config"}).code, 64);
  EXPECT_EQ(Call({"wirefold", "config", "init", "--set", "kafka.group_id=x"}).code, 64);
}

}  // namespace
}  // namespace wirefold
