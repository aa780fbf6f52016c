// The claims log: its bytes and the machine that applies them.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "common/codec/claim_codec.h"
#include "common/codec/claims_machine.h"
#include "common/codec/protobuf_log.h"
#include "wirefold/v1/claim.pb.h"

namespace wirefold {
namespace {

Claim SomeClaim(int64_t offset, const Genesis& genesis) {
  Claim claim;
  claim.raw = {"raw", 2, offset};
  claim.content_hash = 99;
  claim.article_id = "id" + std::to_string(offset);
  claim.publisher = "a.example";
  claim.uri_hash = static_cast<uint64_t>(offset) + 1;
  claim.parameters_hash = ParametersHash(genesis);
  const std::string text = "some words that are long enough to be judged by their overlap " + std::to_string(offset);
  const std::string_view pieces[] = {text};
  claim.sketch = MakeSketch(pieces, genesis.sketch);
  return claim;
}

Genesis SomeGenesis() {
  Genesis genesis;
  genesis.log_id = 7;
  return genesis;
}

absl::StatusOr<Applied> Feed(ClaimsMachine& machine, int64_t offset, const ClaimLogRecord& record) {
  return machine.Apply(ClaimOffset{offset}, 1000 * offset, EncodeClaimLogRecord(record));
}

TEST(ClaimCodec, RecordsComeBackAsTheyWent) {
  const std::vector<Settlement> settlements = {{ClaimOffset{1}, StoryId{5}}, {ClaimOffset{2}, StoryId{~uint64_t{0}}}};
  for (const ClaimLogRecord& record :
       {ClaimLogRecord{1, Heartbeat{}, settlements}, ClaimLogRecord{2, SomeGenesis(), {}},
        ClaimLogRecord{3, SomeClaim(4, SomeGenesis()), settlements}}) {
    const auto back = DecodeClaimLogRecord(EncodeClaimLogRecord(record));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, record);
    EXPECT_EQ(EncodeClaimLogRecord(*back), EncodeClaimLogRecord(record));
  }
}

TEST(ClaimCodec, ANewerFormatOrEntryMustStopTheReader) {
  v1::ClaimLogRecord newer;
  newer.set_format_version(2);
  newer.mutable_heartbeat();
  EXPECT_TRUE(absl::IsUnimplemented(DecodeClaimLogRecord(newer.SerializeAsString()).status()));
  v1::ClaimLogRecord unknown;
  unknown.set_format_version(1);
  EXPECT_TRUE(absl::IsUnimplemented(DecodeClaimLogRecord(unknown.SerializeAsString() + "\xA2\x06\x01x").status()));
}

TEST(ClaimCodec, ValuesThatNoWriterWritesAreNoRecord) {
  Claim id = SomeClaim(0, SomeGenesis());
  id.article_id = std::string(1025, 'i');
  Claim publisher = SomeClaim(0, SomeGenesis());
  publisher.publisher = std::string(257, 'p');
  Genesis share = SomeGenesis();
  share.derived_threshold = std::nan("");
  Genesis seconds = SomeGenesis();
  seconds.window_seconds = ~uint64_t{0};
  Genesis claims = SomeGenesis();
  claims.window_claims = ~uint64_t{0};
  for (const ClaimLogRecord& record :
       {ClaimLogRecord{1, id, {}}, ClaimLogRecord{1, publisher, {}}, ClaimLogRecord{1, share, {}},
        ClaimLogRecord{1, seconds, {}}, ClaimLogRecord{1, claims, {}}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeClaimLogRecord(EncodeClaimLogRecord(record)).status()));
  }
}

TEST(ClaimsMachine, AnyBytesAreANoOpAtWorst) {
  SilenceProtobufLog();
  std::mt19937 random(5);
  ClaimsMachine machine(true);
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  const std::string good = EncodeClaimLogRecord({1, SomeClaim(1, SomeGenesis()), {}});
  for (int64_t offset = 1; offset < 5000; ++offset) {
    std::string bytes = good;
    if (offset % 3 == 0) bytes.resize(random() % bytes.size());
    for (size_t n = random() % 4; n > 0 && !bytes.empty(); --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    // A mutation may make a newer version or other parameters of it: these stop a replica, and say so. Nothing crashes.
    const auto applied = machine.Apply(ClaimOffset{offset}, 0, bytes);
    if (!applied.ok()) {
      EXPECT_TRUE(absl::IsUnimplemented(applied.status()) || absl::IsFailedPrecondition(applied.status()) ||
                  absl::IsDataLoss(applied.status()));
    }
  }
  EXPECT_TRUE(machine.Apply(ClaimOffset{5000}, 0, "noise").value().no_op);
  EXPECT_TRUE(machine.Apply(ClaimOffset{5001}, 0, "").value().no_op);
}

TEST(ClaimsMachine, TheFirstGenesisCounts) {
  ClaimsMachine machine(true);
  Genesis second = SomeGenesis();
  second.log_id = 8;
  second.containment_threshold = 0.9;
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  ASSERT_TRUE(Feed(machine, 1, {2, second, {}}).ok());
  EXPECT_EQ(machine.genesis(), SomeGenesis());
  EXPECT_EQ(machine.genesis_time_ms(), 0);
  ASSERT_TRUE(Feed(machine, 2, {2, SomeGenesis(), {}}).ok());  // a restatement
  EXPECT_EQ(machine.genesis_time_ms(), 2000);
}

TEST(ClaimsMachine, AClaimUnderOtherParametersStops) {
  ClaimsMachine machine(true);
  Genesis other = SomeGenesis();
  other.sketch.sampling_rate = 99;
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Feed(machine, 1, {1, SomeClaim(0, other), {}}).status()));
}

TEST(ClaimsMachine, ASettlementThatDiffersStopsAReplicaThatReadAllAndIsTrustedByOneThatDidNot) {
  for (bool complete : {true, false}) {
    ClaimsMachine machine(complete);
    ASSERT_TRUE(Feed(machine, 10, {1, SomeGenesis(), {}}).ok());
    const auto applied = Feed(machine, 11, {1, SomeClaim(0, SomeGenesis()), {}});
    ASSERT_TRUE(applied.ok() && applied->verdict);
    EXPECT_TRUE(Feed(machine, 12, {1, Heartbeat{}, {{ClaimOffset{11}, applied->verdict->story_id}}}).ok());
    const auto other = Feed(machine, 13, {1, Heartbeat{}, {{ClaimOffset{11}, StoryId{1}}}});
    if (complete) {
      EXPECT_TRUE(absl::IsDataLoss(other.status()));
      EXPECT_NE(std::string(other.status().message()).find("offset 13"), std::string::npos);
    } else {
      EXPECT_EQ(other.value().settlements_trusted, 1u);
    }
  }
}

TEST(ClaimsMachine, ClaimsBeforeTheFirstGenesisAreOlderThanAnyWindow) {
  ClaimsMachine machine(false);
  EXPECT_TRUE(Feed(machine, 5, {1, SomeClaim(0, SomeGenesis()), {}}).value().no_op);
  ASSERT_TRUE(Feed(machine, 6, {1, SomeGenesis(), {}}).ok());
  EXPECT_FALSE(Feed(machine, 7, {1, SomeClaim(0, SomeGenesis()), {}}).value().reclaim);
}

}  // namespace
}  // namespace wirefold
