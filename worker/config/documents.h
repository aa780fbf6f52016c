// The configuration as documents for people and editors. All are made from the schema (proto/wirefold/v1/config.proto).
#pragma once

#include <string>
#include <vector>

#include "worker/config/config.h"

namespace wirefold {

// A YAML file of every key with its default, what it is for and what it may be. config/wirefold.yaml is this text.
std::string AnnotatedDefaults();

// JSON Schema (draft 7) of a configuration file.
std::string JsonSchema();

// A YAML file of every key with its value, a comment telling where it came from. Secrets are "***".
std::string EffectiveYaml(const std::vector<ConfigValue>& values);

}  // namespace wirefold
