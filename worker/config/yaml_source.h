// YAML text as a source of the configuration.
#pragma once

#include <string>

#include "worker/config/loader.h"

namespace wirefold {

// `name` stands in front of every error: "name:line:column: key: what is wrong".
void LoadYaml(const std::string& name, const std::string& text, Loader& loader);

}  // namespace wirefold
