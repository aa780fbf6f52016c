// The files of deploy/ as tests read them: metrics that are named in rules and panels.
#pragma once

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "worker/admin/metric_table.h"

namespace wirefold {

inline std::string DeployPath(const std::string& name) { return std::string(WIREFOLD_SOURCE_DIR) + "/deploy/" + name; }

inline std::string ReadDeployFile(const std::string& name) {
  std::ifstream file(DeployPath(name));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Names that a query may use: a histogram has three, none of them its own.
inline std::set<std::string> QueryNames() {
  std::set<std::string> names;
  for (const MetricDescription& row : MetricDescriptions()) {
    if (row.type != MetricType::kHistogram) names.insert(row.name);
    if (row.type != MetricType::kHistogram) continue;
    for (const char* suffix : {"_bucket", "_sum", "_count"}) names.insert(std::string(row.name) + suffix);
  }
  return names;
}

// Recording rules are named with colons: they are no metrics.
inline std::set<std::string> NamesIn(const std::string& text) {
  static const std::regex name("\\b(wirefold|process)_[a-z0-9_]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), name), std::sregex_token_iterator()};
}

}  // namespace wirefold
