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

std::string LineOf(const Verdict& verdict) {
  std::string line = absl::StrFormat("%d relation %d role %d story %016x copy %d first %s novelty %.6f",
                                     static_cast<int64_t>(verdict.claim_offset), static_cast<int>(verdict.relation),
                                     static_cast<int>(verdict.role), static_cast<uint64_t>(verdict.story_id),
                                     verdict.copy_number, verdict.first_seen_article_id, verdict.novelty);
  for (const Match& match : verdict.matches) {
    absl::StrAppendFormat(&line, " | %d %d %.6f %.6f %.6f", static_cast<int64_t>(match.claim_offset),
                          static_cast<int>(match.relation), match.resemblance, match.containment,
                          match.match_containment);
  }
  return line + "\n";
}

std::string Verdicts(uint32_t judging_version) {
  Genesis genesis = TestGenesis();
  genesis.judging_version = judging_version;
  if (judging_version == 5) {  // the thresholds of its time
    genesis.containment_threshold = 0.55;
    genesis.resemblance_threshold = 0.28;
  }
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
