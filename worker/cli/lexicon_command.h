// `lexicon`: the agencies that the program knows, and whether a table of others is sound. No broker.
#pragma once

#include <string>

#include "worker/config/config.h"

namespace wirefold {

// The agencies in use, in the order of their ids: `format` is text, json (one a line) or table. Returns an exit code.
int RunLexiconList(const Config& config, const std::string& format);

// 78, and the line and what is wrong, for a table that lexicon.agencies_file could not be.
int RunLexiconCheck(const std::string& file);

}  // namespace wirefold
