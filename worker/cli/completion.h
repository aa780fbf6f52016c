// Completions for shells: what may stand at a place of the command line. The three scripts are alike. Each finds the
// place, which is the program and the verbs so far ("wirefold claims show"), then offers the value of the option before
// the cursor, or the verbs and options of the place.
//
//   std::fputs(Completion(words, "bash").c_str(), stdout);
#pragma once

#include <string>
#include <string_view>

#include "worker/cli/command_words.h"

namespace wirefold {

// `shell`: bash, zsh or fish.
std::string Completion(const CommandWords& program, std::string_view shell);

// The verbs and options as sections of a manual page, in mdoc(7).
std::string ManualCommands(const CommandWords& program);

}  // namespace wirefold
