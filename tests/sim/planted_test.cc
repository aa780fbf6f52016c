// The simulator finds each bug of common/base/planted.h: proof that its silence means something.
#include "common/base/planted.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/base/check.h"
#include "tests/sim/schedule.h"
#include "tests/sim/simulation.h"
#include "worker/runtime/log.h"

namespace wirefold::sim {
namespace {

constexpr uint64_t kSeeds = 10'000;
constexpr uint64_t kSoundSeeds = 200;
constexpr auto kSilent = static_cast<LogLevel>(static_cast<int>(LogLevel::kError) + 1);

struct Named {
  Bug bug;
  const char* name;
};
#define WF_BUG(name) \
  { Bug::name, #name }
constexpr Named kPlanted[] = {
    WF_BUG(kCommitOneTooFar),       WF_BUG(kCommitOneTooFew),    WF_BUG(kKeepRevokedRings),
    WF_BUG(kNoEndBeforeRevocation), WF_BUG(kNoReadBack),         WF_BUG(kInDoubtIsCommitted),
    WF_BUG(kForgetAborted),         WF_BUG(kIgnoreRefusals),     WF_BUG(kNoClaimAgain),
    WF_BUG(kLoseSettlements),       WF_BUG(kForeignVerdict),     WF_BUG(kIgnoreBounds),
    WF_BUG(kPublishUnsettled),      WF_BUG(kOwnVerdictWins),     WF_BUG(kSkipMetadataCheck),
    WF_BUG(kDropDeadLetters),       WF_BUG(kDropTombstones),     WF_BUG(kStartAtEnd),
    WF_BUG(kLastSettlementWins),    WF_BUG(kIgnoreSettlements),  WF_BUG(kIgnoreEpochs),
    WF_BUG(kBelieveFailedCommit),   WF_BUG(kNoOutcomesReadBack), WF_BUG(kReadOnInCutLog),
};
#undef WF_BUG

// The first seed that shows the bug, by a violation or by an invariant of the program's own; 0: none does. In a process
// of its own: the program may stop at a broken invariant.
uint64_t FirstSeed(Bug bug, uint64_t seeds) {
  void* shared = mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  WF_CHECK(shared != MAP_FAILED);
  auto* at = static_cast<volatile uint64_t*>(shared);
  const pid_t child = fork();
  WF_CHECK(child >= 0);
  if (child == 0) {
    std::freopen("/dev/null", "w", stderr);
    SetLogLevel(kSilent);
    for (uint64_t seed = 1; seed <= seeds; ++seed) {
      *at = seed;
      planted_bug = bug;
      if (!Simulate(MakeSchedule(seed), [] { planted_bug = Bug::kNone; }).violations.empty()) _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  WF_CHECK(waitpid(child, &status, 0) == child);
  const uint64_t seed = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : *at;
  munmap(shared, sizeof(uint64_t));
  return seed;
}

class PlantedBug : public testing::TestWithParam<Named> {};

TEST_P(PlantedBug, IsFound) {
  const uint64_t seed = FirstSeed(GetParam().bug, kSeeds);
  EXPECT_GT(seed, 0u) << "not found in " << kSeeds << " seeds";
  RecordProperty("seeds", static_cast<int>(seed));
  std::printf("found by seed %llu\n", static_cast<unsigned long long>(seed));
}

INSTANTIATE_TEST_SUITE_P(Simulation, PlantedBug, testing::ValuesIn(kPlanted),
                         [](const auto& of) { return std::string(of.param.name + 1); });

TEST(PlantedBugs, NoneIsFoundWhereNoneIs) { EXPECT_EQ(FirstSeed(Bug::kNone, kSoundSeeds), 0u); }

}  // namespace
}  // namespace wirefold::sim
