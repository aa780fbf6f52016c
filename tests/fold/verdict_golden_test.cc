// The verdicts of two hundred claims under each judging version, kept as they were released.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "common/fold/machine/fold_index.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

std::string Verdicts(uint32_t judging_version) {
  Genesis genesis = TestGenesis();
  genesis.judging_version = judging_version;
  FoldIndex index(genesis);
  Stream stream(11);
  std::string lines;
  for (int64_t i = 0; i < 200; ++i) {
    lines += LineOf(index.Apply(MakeClaim(i, stream.Next(), genesis), ClaimOffset{i}, i * 1000).verdict);
  }
  return lines;
}

TEST(JudgingVersions, GiveTheVerdictsThatWereReleased) {
  for (uint32_t version : {kOldestJudgingVersion, kJudgingVersion}) {
    const std::string path = absl::StrFormat("%s/tests/golden/verdicts-%d.golden", WIREFOLD_SOURCE_DIR, version);
    const std::string now = Verdicts(version);
    if (::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << now;
    std::stringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_TRUE(golden.str() == now) << "verdicts of judging version " << version << " changed (" << path
                                     << "): raise the judging version and leave this one as it was";
  }
}

}  // namespace
}  // namespace wirefold
