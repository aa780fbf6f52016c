// What `fold` says of the fixtures, byte for byte, so that a change of any field is seen in review. After a change that
// is meant, from the project's root:
//
//   WIREFOLD_REWRITE_GOLDEN=1 build/release/cli_test --gtest_filter='Golden.*' && git diff tests/golden
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "tests/cli/fold_files.h"
#include "worker/cli/fold_command.h"

namespace wirefold {
namespace {

const std::string kRoot = std::string(WIREFOLD_SOURCE_DIR) + "/";

std::string ReadAll(FILE* file) {
  std::rewind(file);
  std::string all;
  for (int c; (c = std::fgetc(file)) != EOF;) all += static_cast<char>(c);
  std::fclose(file);
  return all;
}

// Records as `fold` writes them, then what it says on stderr, without the project's place.
std::string Fold(const std::string& input, int& code) {
  FILE* out = std::tmpfile();
  FILE* err = std::tmpfile();
  FoldOptions options;
  options.files = {kRoot + input};
  code = RunFold(options, out, err);
  std::string said = ReadAll(err);
  for (size_t at; (at = said.find(kRoot)) != std::string::npos;) said.erase(at, kRoot.size());
  return ReadAll(out) + said;
}

void ExpectGolden(const std::string& input, const std::string& golden, int expected_code) {
  int code = 0;
  const std::string actual = Fold(input, code);
  EXPECT_EQ(code, expected_code);
  if (std::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
    std::ofstream(kRoot + golden, std::ios::binary) << actual;
    return;
  }
  const std::string expected = FileBytes(kRoot + golden);
  if (actual == expected) return;
  const size_t same = static_cast<size_t>(
      std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end()).first - actual.begin());
  const size_t from = same - std::min<size_t>(same, 120);
  ADD_FAILURE() << golden << " differs from byte " << same << ", line "
                << 1 + std::count(actual.begin(), actual.begin() + static_cast<std::ptrdiff_t>(same), '\n')
                << "\n  golden: …" << expected.substr(from, 240) << "\n  now:    …" << actual.substr(from, 240)
                << "\nMeant? WIREFOLD_REWRITE_GOLDEN=1 rewrites it.";
}

TEST(Golden, TheHarbourStory) { ExpectGolden("tests/golden/harbour.txt", "tests/golden/harbour.golden", 0); }
TEST(Golden, TheSampleArticles) { ExpectGolden("config/samples/articles.jsonl", "tests/golden/samples.golden", 65); }

}  // namespace
}  // namespace wirefold
