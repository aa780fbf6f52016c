#include "worker/cli/command_words.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_split.h"

namespace wirefold {
namespace {

// A set of values stands in the type's name: "TEXT:{earliest,latest}".
std::vector<std::string> ChoicesOf(const std::string& type) {
  const size_t open = type.find('{');
  const size_t close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return {};
  return absl::StrSplit(type.substr(open + 1, close - open - 1), ',', absl::SkipEmpty());
}

OptionWords OptionOf(const CLI::Option& option) {
  OptionWords words;
  for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  words.choices = ChoicesOf(type);
  words.help = option.get_description();
  if (option.get_items_expected_max() > 0) words.argument = type.substr(0, type.find(':'));
  if (words.names.empty() && words.argument != "FILE") words.argument = option.get_name(/*positional=*/true);
  return words;
}

}  // namespace

CommandWords WordsOf(const CLI::App& app) {
  CommandWords words{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    words.options.push_back(OptionOf(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.commands.push_back(WordsOf(*command));
  }
  return words;
}

}  // namespace wirefold
