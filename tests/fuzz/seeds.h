// Valid inputs to begin from: our samples and fixtures as JSON, protobuf and text, and the records of a claims log.
#pragma once

#include <string>
#include <vector>

namespace wirefold {

struct SeedInputs {
  std::vector<std::string> json;
  std::vector<std::string> protobuf;
  std::vector<std::string> text;
  std::vector<std::string> html;
  std::vector<std::string> claim_log;  // a whole log: Genesis, claims, heartbeats, settlements
};

// `source_dir` is the project's root.
SeedInputs ReadSeedInputs(const std::string& source_dir);

}  // namespace wirefold
