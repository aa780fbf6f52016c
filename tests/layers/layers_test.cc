// Who may include whom: the one table. Linking does not stop a wrong include; this does.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Table = std::map<std::string, std::set<std::string>>;

// A folder may include itself and these.
const Table kMayInclude = {
    {"common/base", {}},
    {"common/text", {"common/base"}},
    {"common/shingle", {"common/base", "common/text"}},
    {"common/news", {"common/base", "common/text"}},
    {"common/url", {"common/base"}},
    {"common/fold", {"common/base", "common/shingle"}},
    {"common/codec", {"common/base", "common/text", "common/shingle", "common/news", "common/url", "common/fold"}},
    {"worker/kafka", {"common/base"}},
    {"worker/ports", {"common/base", "worker/kafka"}},
    {"worker/config", {"common/base", "common/fold"}},
    {"worker/admin", {"common/base"}},
    {"worker/runtime",
     {"common/base", "common/fold", "common/codec", "worker/kafka", "worker/config", "worker/admin", "worker/ports"}},
    {"worker/cli",
     {"common/base", "common/fold", "common/codec", "worker/kafka", "worker/config", "worker/admin", "worker/ports",
      "worker/runtime"}},
    {"worker", {"common/base", "worker/cli"}},
};

// What only some folders may write, as a pattern over their lines.
struct Fence {
  const char* what;
  const char* pattern;
  std::set<std::string> allowed;
};

const std::vector<Fence> kFences = {
    {"librdkafka", "#include <librdkafka/", {"worker/kafka"}},
    {"protobuf", "#include [<\"](google/protobuf|wirefold/v1)/", {"common/codec", "worker/config"}},
    {"a clock",
     "_clock::now|gettimeofday|clock_gettime|time\\(nullptr\\)",
     {"worker/kafka", "worker/runtime", "worker/cli", "worker/admin"}},
    {"threads",
     "#include <(thread|mutex|condition_variable|future)>",
     {"worker/runtime", "worker/cli", "worker/admin"}},
    {"randomness", "#include <random>|\\brand\\(", {"worker/runtime"}},
    {"the environment", "getenv|environ\\b", {"worker/cli", "worker/config"}},
    {"a salted hash", "absl::Hash<|std::hash<", {}},
};

// The violations in one file's text, each as "folder includes folder" or "folder uses what".
std::vector<std::string> Check(const std::string& folder, const std::string& text) {
  static const std::regex include("#include \"((common|worker)(/[a-z]+)?)/[a-z_0-9]+\\.h\"");
  std::vector<std::string> wrong;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of(' ') != std::string::npos && line.compare(line.find_first_not_of(' '), 2, "//") == 0)
      continue;
    std::smatch match;
    if (std::regex_search(line, match, include)) {
      const auto row = kMayInclude.find(folder);
      const std::string included = match[1];
      if (row == kMayInclude.end() || (included != folder && !row->second.contains(included))) {
        wrong.push_back(folder + " includes " + included);
      }
    }
    for (const Fence& fence : kFences) {
      if (!fence.allowed.contains(folder) && std::regex_search(line, std::regex(fence.pattern))) {
        wrong.push_back(folder + " uses " + fence.what + ": " + line);
      }
    }
  }
  return wrong;
}

TEST(Layers, EveryIncludeIsInTheTable) {
  const std::filesystem::path root(WIREFOLD_SOURCE_DIR);
  size_t files = 0;
  for (const char* top : {"common", "worker"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
      std::ifstream file(entry.path());
      std::stringstream text;
      text << file.rdbuf();
      const std::string folder = entry.path().parent_path().lexically_relative(root).string();
      for (const std::string& wrong : Check(folder, text.str())) ADD_FAILURE() << entry.path() << ": " << wrong;
      ++files;
    }
  }
  EXPECT_GT(files, 40u);
}

TEST(Layers, TheCheckObjectsToAWrongInclude) {
  EXPECT_EQ(Check("common/base", "#include \"common/fold/fold_index.h\"\n").size(), 1u);
  EXPECT_EQ(Check("common/fold", "#include <librdkafka/rdkafka.h>\n").size(), 1u);
  EXPECT_EQ(Check("worker/runtime", "#include \"wirefold/v1/claim.pb.h\"\n").size(), 1u);
  EXPECT_EQ(Check("common/news", "auto now = std::chrono::steady_clock::now();\n").size(), 1u);
  EXPECT_EQ(Check("common/unknown", "#include \"common/base/ids.h\"\n").size(), 1u);
  EXPECT_TRUE(Check("common/fold", "#include \"common/base/ids.h\"\n#include \"common/fold/genesis.h\"\n").empty());
}

}  // namespace
