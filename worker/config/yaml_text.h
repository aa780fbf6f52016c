// A value as YAML text. For the documents of this folder.
#pragma once

#include <string>

namespace wirefold {

// As it is where YAML reads it back so, else in quotes. `value` is valid UTF-8.
std::string YamlScalar(const std::string& value);

}  // namespace wirefold
