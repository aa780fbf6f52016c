// The program's verbs and options as plain values, read from the parser that serves them: what completions and the
// manual page are made of, so that neither can name what is not there. What a verb does is in its own *_command.h.
//
//   CommandWords words = WordsOf(app);
//   words.commands[0].options[0].names;  // {"-c", "--config"}
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace wirefold {

struct OptionWords {
  std::vector<std::string> names;  // "-c", "--config"; none: an argument by its place
  std::string argument;            // what it takes: FILE, KEY=VALUE, TEXT, or the name of an argument; empty: a flag
  std::vector<std::string> choices;
  std::string help;
};

struct CommandWords {
  std::string name;
  std::string help;
  std::vector<OptionWords> options;
  std::vector<CommandWords> commands;
};

CommandWords WordsOf(const CLI::App& app);

}  // namespace wirefold
