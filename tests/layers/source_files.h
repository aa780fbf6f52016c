// The source files of the project as text, for tests that read them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace wirefold {

struct SourceFile {
  std::string path;    // below the project's root: "common/base/ids.h"
  std::string folder;  // "common/base"
  std::string text;
};

// Every .h and .cc below common, worker and tests, sorted by path.
inline std::vector<SourceFile> ReadSourceFiles() {
  const std::filesystem::path root(WIREFOLD_SOURCE_DIR);
  std::vector<SourceFile> files;
  for (const char* top : {"common", "worker", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      const std::filesystem::path path = entry.path().lexically_relative(root);
      files.push_back({path.string(), path.parent_path().string(), text.str()});
    }
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace wirefold
