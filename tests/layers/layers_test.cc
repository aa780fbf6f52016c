// Who may include whom: the one table. Linking does not stop a wrong include; this does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/layers/source_files.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Folders = std::set<std::string>;

// A folder may include itself and these; a folder that is not here may hold no source file. An entry speaks of exactly
// this folder: what is below it has an entry of its own.
const std::map<std::string, Folders> kMayInclude = {
    {"common/base", {}},
    {"common/text", {"common/base"}},
    {"common/shingle", {"common/base", "common/text"}},
    {"common/news", {"common/base", "common/text"}},
    {"common/url", {"common/base"}},
    {"common/fold", {"common/base", "common/shingle"}},
    {"common/fold/state", {"common/base", "common/shingle", "common/fold"}},
    {"common/fold/rules", {"common/base", "common/shingle", "common/fold", "common/fold/state"}},
    {"common/fold/machine", {"common/base", "common/shingle", "common/fold", "common/fold/state", "common/fold/rules"}},
    {"common/html", {"common/base"}},
    {"common/codec",
     {"common/base", "common/text", "common/shingle", "common/news", "common/fold", "common/fold/rules",
      "common/fold/machine"}},
    {"common/intake", {"common/base", "common/text", "common/html", "common/news", "common/codec"}},
    {"common/pipeline",
     {"common/base", "common/text", "common/shingle", "common/news", "common/url", "common/fold", "common/codec",
      "common/intake"}},
    {"common/explain",
     {"common/base", "common/text", "common/news", "common/fold", "common/fold/rules", "common/fold/machine",
      "common/pipeline"}},
    {"worker/kafka", {"common/base"}},
    {"worker/ports", {"common/base", "worker/kafka"}},
    {"worker/config", {"common/base", "common/news", "common/fold", "worker/kafka"}},
    {"worker/admin", {"common/base"}},
    {"worker/registry", {"common/base"}},
    {"worker/runtime",
     {"common/base", "common/fold", "common/fold/machine", "common/codec", "common/intake", "common/pipeline",
      "worker/kafka", "worker/config", "worker/admin", "worker/ports"}},
    {"worker/cli",
     {"common/base", "common/news", "common/fold", "common/fold/machine", "common/codec", "common/intake",
      "common/pipeline", "common/explain", "worker/kafka", "worker/config", "worker/admin", "worker/ports",
      "worker/registry", "worker/runtime"}},
    {"worker", {"common/base", "worker/cli"}},

    // A test of a folder may include that folder, what the folder itself may include, and these.
    {"tests/base", {"tests/support"}},
    {"tests/text", {"tests/support"}},
    {"tests/shingle", {"tests/support"}},
    {"tests/news", {"tests/support"}},
    {"tests/url", {"tests/support"}},
    {"tests/fold", {"tests/support"}},
    {"tests/codec", {"tests/support", "tests/fold"}},
    {"tests/html", {"tests/support"}},
    {"tests/intake", {"tests/support"}},
    {"tests/pipeline", {"tests/support"}},
    {"tests/explain", {"tests/support"}},
    {"tests/config", {"tests/support"}},
    {"tests/admin", {"tests/support"}},
    {"tests/registry", {"tests/support", "worker/admin"}},
    {"tests/runtime", {"tests/support"}},
    {"tests/cli", {"tests/support"}},
    // Tests that mirror no folder.
    {"tests/layers", {}},
    {"tests/deploy", {"worker/admin", "tests/layers"}},
    {"tests/support", {"common/base"}},
    {"tests/fuzz",
     {"common/base", "common/text", "common/shingle", "common/news", "common/url", "common/html", "common/codec",
      "common/intake", "common/pipeline", "tests/support"}},
    {"tests/checker",
     {"common/base", "common/fold", "common/fold/machine", "common/codec", "common/intake", "common/pipeline",
      "tests/support"}},
    {"tests/sim",
     {"common/base", "common/fold", "common/fold/machine", "common/codec", "common/intake", "common/pipeline",
      "worker/kafka", "worker/config", "worker/admin", "worker/ports", "worker/runtime", "tests/support",
      "tests/checker"}},
    {"tests/integration",
     {"common/base", "common/fold", "common/codec", "common/pipeline", "worker/kafka", "worker/admin",
      "worker/registry", "tests/support", "tests/checker"}},
    {"tests/bench",
     {"common/base", "common/text", "common/fold", "common/fold/machine", "common/html", "common/news", "common/codec",
      "common/intake", "common/pipeline", "worker/kafka", "worker/admin", "worker/runtime", "tests/support"}},
};

// What only some folders may write, as a pattern over their lines.
struct Fence {
  const char* what;
  std::regex pattern;
  Folders allowed;
};

const std::vector<Fence> kFences = {
    {"librdkafka", std::regex("#include <librdkafka/"), {"worker/kafka", "tests/support"}},
    {"protobuf",
     std::regex("#include [<\"](google/protobuf|wirefold/v1)/"),
     {"common/codec", "common/intake", "worker/config", "worker/registry", "tests/codec", "tests/intake",
      "tests/pipeline", "tests/checker", "tests/fuzz", "tests/sim", "tests/registry", "tests/integration"}},
    {"lexbor", std::regex("#include <lexbor/"), {"common/html", "tests/bench"}},
    {"CLD2", std::regex("#include <cld2/"), {"common/text"}},
    {"uchardet", std::regex("#include <uchardet/"), {"common/text"}},
    {"libcurl", std::regex("#include <curl/"), {"worker/registry"}},
};

// These hold for the product alone: a test may wait, start threads and roll dice.
const std::vector<Fence> kProductFences = {
    {"a clock",
     std::regex("_clock::now|gettimeofday|clock_gettime|time\\(nullptr\\)"),
     {"worker/kafka", "worker/runtime", "worker/cli", "worker/admin"}},
    {"threads",
     std::regex("#include <(thread|mutex|condition_variable|future)>"),
     {"worker/runtime", "worker/cli", "worker/admin"}},
    {"randomness", std::regex("#include <random>|\\brand\\("), {"worker/runtime"}},
    {"the environment", std::regex("getenv|environ\\b"), {"worker/cli", "worker/config"}},
    // ToStatus takes an error over; what only destroys it drops it unseen.
    {"a dropped error of librdkafka", std::regex("ErrorPtr\\(rd_kafka|rd_kafka_error_destroy\\("), {}},
    {"a salted hash", std::regex("absl::Hash<|std::hash<"), {}},
};

// The folder that tests/X tests: "common/X" or "worker/X", with what is below; empty when there is none.
std::string Mirrored(const std::string& folder) {
  if (!folder.starts_with("tests/")) return "";
  for (const char* top : {"common", "worker"}) {
    const std::string mirrored = top + folder.substr(std::string("tests").size());
    if (kMayInclude.contains(mirrored)) return mirrored;
  }
  return "";
}

bool IsBelow(const std::string& folder, const std::string& parent) { return folder.starts_with(parent + "/"); }

bool MayInclude(const std::string& folder, const std::string& included) {
  if (folder == included) return true;
  if (kMayInclude.at(folder).contains(included)) return true;
  const std::string mirrored = Mirrored(folder);
  if (mirrored.empty()) return false;
  return IsBelow(included, mirrored) || MayInclude(mirrored, included);
}

bool IsComment(const std::string& line) {
  const size_t first = line.find_first_not_of(' ');
  return first != std::string::npos && line.compare(first, 2, "//") == 0;
}

void CheckFences(const std::vector<Fence>& fences, const std::string& folder, const std::string& line,
                 std::vector<std::string>& wrong) {
  for (const Fence& fence : fences) {
    if (!fence.allowed.contains(folder) && std::regex_search(line, fence.pattern)) {
      wrong.push_back(folder + " uses " + fence.what + ": " + line);
    }
  }
}

// The violations in one file's text, each as "folder includes folder" or "folder uses what".
std::vector<std::string> Check(const std::string& folder, const std::string& text) {
  static const std::regex include("#include \"((common|worker|tests)(/[a-z_0-9]+)*)/[a-z_0-9]+\\.h\"");
  if (!kMayInclude.contains(folder)) return {folder + " is in no row of the table of layers"};
  std::vector<std::string> wrong;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (IsComment(line)) continue;
    std::smatch match;
    if (line.starts_with("#") && std::regex_search(line, match, include) && !MayInclude(folder, match[1])) {
      wrong.push_back(folder + " includes " + match[1].str());
    }
    CheckFences(kFences, folder, line, wrong);
    if (!folder.starts_with("tests/")) CheckFences(kProductFences, folder, line, wrong);
  }
  return wrong;
}

TEST(Layers, EveryIncludeIsInTheTable) {
  const std::vector<SourceFile> files = ReadSourceFiles();
  EXPECT_GT(files.size(), 100u);
  for (const SourceFile& file : files) {
    // This file quotes what it forbids.
    if (file.path == "tests/layers/layers_test.cc") continue;
    EXPECT_THAT(Check(file.folder, file.text), IsEmpty()) << file.path;
  }
}

TEST(Layers, AWrongIncludeIsFound) {
  const std::pair<const char*, const char*> wrong[] = {
      {"common/base", "#include \"common/fold/genesis.h\"\n"},
      {"common/fold", "#include <librdkafka/rdkafka.h>\n"},
      {"worker/runtime", "#include \"wirefold/v1/claim.pb.h\"\n"},
      {"common/news", "auto now = std::chrono::steady_clock::now();\n"},
      {"tests/text", "#include \"common/intake/decode.h\"\n"},
      {"tests/support", "#include \"worker/kafka/kafka.h\"\n"},
      {"tests/news", "#include <librdkafka/rdkafka.h>\n"},
      {"common/base", "#include \"tests/support/broker.h\"\n"},
      {"worker/kafka", "  ErrorPtr(rd_kafka_incremental_assign(client, list));\n"},
  };
  for (const auto& [folder, text] : wrong) EXPECT_EQ(Check(folder, text).size(), 1u) << folder << ": " << text;
}

TEST(Layers, AnAllowedIncludeIsNot) {
  EXPECT_THAT(Check("common/fold", "#include \"common/base/ids.h\"\n#include \"common/fold/genesis.h\"\n"), IsEmpty());
  EXPECT_THAT(Check("tests/fold", "#include \"common/fold/genesis.h\"\n#include \"common/base/ids.h\"\n"), IsEmpty());
  EXPECT_THAT(Check("tests/runtime", "#include <thread>\n"), IsEmpty());
  EXPECT_THAT(Check("common/fold", "  // as #include \"worker/cli/exit_code.h\" would\n"), IsEmpty());
}

TEST(Layers, ANestedFolderIsAFolderOfItsOwn) {
  EXPECT_THAT(Check("common/news", "#include \"common/news/clean/rules.h\"\n"),
              ElementsAre(HasSubstr("common/news includes common/news/clean")));
  EXPECT_THAT(Check("common/text/deep/er", ""), ElementsAre(HasSubstr("common/text/deep/er is in no row")));
}

TEST(Layers, AnUnknownFolderIsWrongEvenWhenItIncludesNothing) {
  EXPECT_THAT(Check("common/unknown", "int x;\n"), ElementsAre(HasSubstr("common/unknown is in no row")));
  EXPECT_THAT(Check("tests/unknown", "int x;\n"), ElementsAre(HasSubstr("tests/unknown is in no row")));
}

}  // namespace
}  // namespace wirefold
