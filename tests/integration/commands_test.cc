// The verbs, run as a person runs them, against a real broker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/codec/claim_codec.h"
#include "tests/integration/environment.h"
#include "tests/integration/run_verb.h"

namespace wirefold {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr uint64_t kLogId = 0x1234'5678'9abc'def0;

class CommandsTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = MakeTemporaryDirectory("wirefold-commands");
    const std::string name = UniqueName("commands");
    claims_ = name + ".claims";
    std::ofstream(Config()) << "kafka:\n  bootstrap_servers: \"" << TestBroker().bootstrap_servers()
                            << "\"\n  group_id: " << name << "\ntopics:\n  raw: " << name
                            << ".raw\n  enriched: " << name << ".enriched\n  claims: " << claims_
                            << "\n  dead_letter: " << name
                            << ".dlq\n  replication_factor: 1\n  min_insync_replicas: 1\n  partitions: 1\n";
    ASSERT_EQ(Run({"topics", "create"}).code, 0);
  }

  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::string Config() const { return directory_ + "/wirefold.yaml"; }

  using Result = VerbResult;
  Result Run(const std::vector<std::string>& arguments) { return RunVerb(arguments, Config(), directory_); }

  void Append(const std::string& bytes) {
    TopicRecord record;
    record.value = bytes;
    client_.Produce(claims_, {record});
  }
  void Append(const ClaimLogRecord& record) { Append(EncodeClaimLogRecord(record, kLogId)); }

  static Genesis FirstGenesis() {
    Genesis genesis;
    genesis.log_id = kLogId;
    return genesis;
  }

  int64_t Records() { return client_.End(claims_, KafkaClient::Isolation::kUncommitted).at(0); }

  std::string directory_;
  std::string claims_;
  KafkaClient client_{TestBroker().bootstrap_servers()};
};

TEST_F(CommandsTest, SetOpensTheNextEpochAndShowSaysSo) {
  Append({7, FirstGenesis(), {}});
  const Result set = Run({"claims", "set", "fold.containment_threshold=0.6", "fold.window=48h"});
  EXPECT_EQ(set.code, 0) << set.output;
  EXPECT_THAT(set.output, AllOf(HasSubstr("fold.containment_threshold: 0.6, was 0.7"),
                                HasSubstr("fold.window: 48h, was 72h"), HasSubstr("epoch 2 took effect at offset 1")));
  const Result show = Run({"claims", "show", "--format", "json"});
  EXPECT_EQ(show.code, 0) << show.output;
  EXPECT_THAT(show.output, AllOf(HasSubstr("\"log_id\":\"123456789abcdef0\""), HasSubstr("\"epoch\":2"),
                                 HasSubstr("\"epoch_offset\":1"), HasSubstr("\"fold.containment_threshold\":0.6"),
                                 HasSubstr("\"fold.window\":\"48h\""), HasSubstr("\"first_offset\":0"),
                                 HasSubstr("\"next_offset\":2"), HasSubstr("\"records\":2")));
  const Result again = Run({"claims", "set", "fold.containment_threshold=0.6"});
  EXPECT_EQ(again.code, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("nothing to change"));
  EXPECT_EQ(Records(), 2);
}

TEST_F(CommandsTest, ADryRunAppendsNothing) {
  Append({7, FirstGenesis(), {}});
  const Result result = Run({"claims", "set", "fold.derived_threshold=0.3", "--dry-run"});
  EXPECT_EQ(result.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("fold.derived_threshold: 0.3, was 0.25"), HasSubstr("dry run")));
  EXPECT_EQ(Records(), 1);
}

TEST_F(CommandsTest, AWindowSmallerThanWhatMayBeInFlightIsRefused) {
  Append({7, FirstGenesis(), {}});
  const Result result = Run({"claims", "set", "fold.window_claims=8500000", "--set", "worker.ring_records=9000000"});
  EXPECT_EQ(result.code, 78);
  EXPECT_THAT(result.output, HasSubstr("fold.window_claims=8500000, fewer than the 9000000 records"));
  EXPECT_EQ(Records(), 1);
}

TEST_F(CommandsTest, SetRefusesWhatThisLogCannotHave) {
  const Result empty = Run({"claims", "set", "fold.containment_threshold=0.6"});
  EXPECT_EQ(empty.code, 78);
  EXPECT_THAT(empty.output, HasSubstr("is not begun"));
  Append({7, FirstGenesis(), {}});
  const std::pair<const char*, const char*> cases[] = {
      {"fold.shingle_length=4", "cannot change within a log"},
      {"fold.containment=0.6", "unknown key"},
      {"fold.containment_threshold=1.5", "must be above 0, at most 1"},
      {"fold.derived_threshold=0.9", "must be at most fold.containment_threshold"},
      {"fold.window=0s", "must be 1s to 87600h"},
      {"fold.window=1000h", "two windows of 1000 hours"},
      {"kafka.group_id=x", "must be fold.KEY=VALUE"},
  };
  for (const auto& [set, reason] : cases) {
    const Result result = Run({"claims", "set", set});
    EXPECT_EQ(result.code, 78) << set;
    EXPECT_THAT(result.output, HasSubstr(reason)) << set;
  }
  EXPECT_EQ(Records(), 1);
}

TEST_F(CommandsTest, VerifyCountsWhatTheLogHoldsAndNamesWhatNoWorkerWrites) {
  Append({7, FirstGenesis(), {}});
  Append({7, Heartbeat{}, {}});
  const Result good = Run({"claims", "verify"});
  EXPECT_EQ(good.code, 0) << good.output;
  EXPECT_THAT(good.output, AllOf(HasSubstr("digest"), HasSubstr("complete"), Not(HasSubstr("no_op"))));
  Append("\xff\xfe no record");
  const Result bad = Run({"claims", "verify"});
  EXPECT_EQ(bad.code, 65) << bad.output;
  EXPECT_THAT(bad.output, HasSubstr("no_op NOT_A_RECORD"));
}

TEST_F(CommandsTest, ValidateRefusesWhatRunRefuses) {
  EXPECT_EQ(Run({"validate"}).code, 0);
  Append({7, FirstGenesis(), {}});
  EXPECT_EQ(Run({"validate", "--set", "fold.containment_threshold=0.7"}).code, 0);
  const std::string contradiction = "fold.containment_threshold=0.6";
  for (const char* verb : {"validate", "run"}) {
    const Result result = Run({verb, "--set", contradiction, "--set", "admin.listen="});
    EXPECT_EQ(result.code, 78) << verb;
    EXPECT_THAT(result.output, HasSubstr("wirefold claims set " + contradiction)) << verb;
  }
  // A window that the topic does not keep, set by somebody who did not ask.
  Genesis wide = FirstGenesis();
  wide.epoch = 2;
  wide.window_seconds = uint64_t{1000} * 3600;
  Append({7, wide, {}});
  for (const char* verb : {"validate", "run"}) {
    const Result result = Run({verb, "--set", "admin.listen="});
    EXPECT_EQ(result.code, 78) << verb;
    EXPECT_THAT(result.output, HasSubstr("two windows of 1000 hours and two hours more need")) << verb;
  }
}

}  // namespace
}  // namespace wirefold
