// Completions and the manual's part on verbs, as texts. What shells make of them: deploy/test/completion_test.sh.
#include "worker/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A program whose words are as unhandy as words get.
CommandWords Hostile() {
  return {"p",
          "",
          {},
          {{"it's", "say: 'yes' or $(rm -rf \\)", {{{"-c", "--config"}, "FILE", {}, "a 'file'"}}, {}},
           {"on", "off", {{{"--to"}, "TEXT", {"a", "b"}, "where\n.to"}, {{}, "FILE", {}, "what"}}, {}}}};
}

TEST(CommandWords, AreReadFromTheParser) {
  CLI::App app{"what it is", "p"};
  CLI::App* verb = app.add_subcommand("verb", "does it");
  std::string text;
  bool flag = false;
  verb->add_option("-c,--config", text, "a file")->type_name("FILE");
  verb->add_option("--to", text, "where")->check(CLI::IsMember({"a", "b"}));
  verb->add_option("place", text, "which")->check(CLI::IsMember({"x", "y"}));
  verb->add_flag("--dry-run", flag, "say only");

  const CommandWords words = WordsOf(app);
  ASSERT_EQ(words.commands.size(), 1u);
  const CommandWords& read = words.commands[0];
  EXPECT_EQ(read.name, "verb");
  EXPECT_EQ(read.help, "does it");
  ASSERT_EQ(read.options.size(), 5u);
  EXPECT_THAT(read.options[0].names, ElementsAre("-h", "--help"));
  EXPECT_THAT(read.options[1].names, ElementsAre("-c", "--config"));
  EXPECT_EQ(read.options[1].argument, "FILE");
  EXPECT_THAT(read.options[2].choices, ElementsAre("a", "b"));
  EXPECT_THAT(read.options[3].names, IsEmpty());
  EXPECT_EQ(read.options[3].argument, "place");
  EXPECT_THAT(read.options[3].choices, ElementsAre("x", "y"));
  EXPECT_EQ(read.options[4].argument, "");
}

TEST(Completion, QuotesWhatAShellWouldRun) {
  const std::string zsh = Completion(Hostile(), "zsh");
  EXPECT_THAT(zsh, HasSubstr(R"('it'\''s:say: '\''yes'\'' or $(rm -rf \)')"));
  EXPECT_THAT(Completion(Hostile(), "bash"), HasSubstr(R"('p it'\''s -c'|'p it'\''s --config'))"));
}

TEST(ManualCommands, HoldsNoMacroThatAHelpTextBegins) {
  const std::string page = ManualCommands(Hostile());
  EXPECT_THAT(page, HasSubstr("where\n\\&.to"));
  EXPECT_THAT(page, Not(HasSubstr("\n.to")));
}

}  // namespace
}  // namespace wirefold
