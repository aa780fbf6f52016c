// Files of config/ compiled into the program.
#pragma once

#include <string_view>

namespace wirefold {

// Content of the file of that name ("agencies.tsv"); empty when there is none.
std::string_view EmbeddedFile(std::string_view name);

// The names of all of them, each with a line end.
std::string_view EmbeddedNames();

}  // namespace wirefold
