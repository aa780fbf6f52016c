// The claims log: its bytes and the machine that applies them.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/codec/claim_codec.h"
#include "common/codec/claim_reader.h"
#include "common/codec/claims_machine.h"
#include "common/codec/protobuf_log.h"
#include "tests/fold/pieces.h"
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
  claim.sketch_hash = SketchHash(genesis);
  const std::string text = "some words that are long enough to be judged by their overlap " + std::to_string(offset);
  const std::string_view pieces[] = {text};
  ArticleSketch article = MakeSketch(pieces, "Nothing of all that stands below", genesis.sketch);
  claim.sketch = std::move(article.sketch);
  claim.headline = article.headline;
  claim.place = 17;
  claim.stub = offset % 2 == 0;
  if (offset % 3 == 1) claim.origin = {"ani", 2};
  claim.pages_hash = static_cast<uint64_t>(offset) * 3;
  claim.paged = offset % 4 == 0;
  return claim;
}

Genesis SomeGenesis() {
  Genesis genesis;
  genesis.log_id = 7;
  return genesis;
}

absl::StatusOr<Applied> Feed(ClaimsMachine& machine, int64_t offset, const ClaimLogRecord& record) {
  return machine.Apply(ClaimOffset{offset}, 1000 * offset, true, EncodeClaimLogRecord(record, SomeGenesis().log_id));
}

constexpr uint64_t kLogId = 7;

TEST(ClaimCodec, RecordsComeBackAsTheyWent) {
  const std::vector<Settlement> settlements = {
      {ClaimOffset{1}, StoryId{5}, 3, "first"},
      {ClaimOffset{2}, StoryId{~uint64_t{0}}, 1, ""},
      {ClaimOffset{9}, StoryId{5}, 1, "", ClaimOffset{0}},
      {ClaimOffset{8}, StoryId{5}, 2, "", std::nullopt, OriginBy("ani", 1, "")},
      {ClaimOffset{7}, StoryId{5}, 2, "", std::nullopt, OriginBy("pti", 2, "u")},
      {ClaimOffset{3}, OpenStory(kLogId, ClaimOffset{3}), 1, ""}};
  for (const ClaimLogRecord& record :
       {ClaimLogRecord{1, Heartbeat{}, settlements}, ClaimLogRecord{2, SomeGenesis(), {}, true},
        ClaimLogRecord{3, SomeClaim(4, SomeGenesis()), settlements}}) {
    const auto back = DecodeClaimLogRecord(EncodeClaimLogRecord(record, kLogId), kLogId);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, record);
    EXPECT_EQ(EncodeClaimLogRecord(*back, kLogId), EncodeClaimLogRecord(record, kLogId));
  }
}

TEST(ClaimCodec, TheExampleOfThePageIsWhatIsWritten) {
  const ClaimOffset opener{7};
  const std::string bytes = EncodeClaimLogRecord(
      {1, Heartbeat{}, {{opener, OpenStory(kLogId, opener), 1, ""}, {ClaimOffset{9}, StoryId{5}, 3, "a"}}}, kLogId);
  EXPECT_EQ(absl::BytesToHexString(bytes),
            "0802110100000000000000220"
            "03d57464c47"
            "42020807"
            "42100809110500000000000000"
            "1803220161");
}

TEST(ClaimCodec, WhatIsReadWithoutTheParserIsWhatTheParserReads) {
  SilenceProtobufLog();
  std::mt19937 random(3);
  Claim named = SomeClaim(5, SomeGenesis());
  named.article_id = "urn:caf\u00e9:1";
  named.sketch.traits.clear();
  std::vector<std::string> written;
  for (const Claim& claim : {SomeClaim(4, SomeGenesis()), named, Claim()}) {
    written.push_back(
        EncodeClaimLogRecord({3, claim, {{ClaimOffset{300}, StoryId{5}, 3, "first", ClaimOffset{2}}}}, kLogId));
  }
  written.push_back(EncodeClaimLogRecord(
      {1, Heartbeat{}, {{ClaimOffset{3}, StoryId{5}, 2, "", std::nullopt, OriginBy("ani", 1, "urn")}}}, kLogId));
  written.push_back(EncodeClaimLogRecord(
      {1, Heartbeat{}, {{ClaimOffset{1}, StoryId{5}, 1, ""}, {ClaimOffset{2}, StoryId{6}, 1, ""}}}, kLogId));
  ClaimLogRecord ours;
  ClaimLogRecord theirs;
  for (const std::string& bytes : written) EXPECT_TRUE(ReadPlainRecord(bytes, kLogId, ours));
  size_t read = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string bytes = written[random() % written.size()];
    for (size_t n = random() % 3; n > 0; --n) {
      // Mostly where tags and lengths stand: a sketch is long.
      const size_t at = random() % 4 == 0 ? random() % bytes.size() : random() % std::min<size_t>(bytes.size(), 90);
      const size_t from = random() % 4 == 0 ? at : bytes.size() - 1 - at;
      if (random() % 5 == 0) bytes.insert(from, 1, static_cast<char>(random()));
      if (random() % 5 == 0) bytes.erase(from, 1 + random() % 3);
      if (!bytes.empty()) bytes[from % bytes.size()] = static_cast<char>(random() % 3 == 0 ? random() : random() % 16);
    }
    if (!ReadPlainRecord(bytes, kLogId, ours)) continue;
    ++read;
    const absl::Status parsed = ParseRecord(bytes, kLogId, theirs);
    ASSERT_TRUE(parsed.ok()) << parsed << "\n" << absl::BytesToHexString(bytes);
    ASSERT_EQ(ours, theirs) << absl::BytesToHexString(bytes);
  }
  EXPECT_GT(read, 50'000u);
}

TEST(ClaimCodec, AStoryThatAClaimOpensIsSettledInFewBytes) {
  const auto size = [](const std::vector<Settlement>& settlements) {
    return EncodeClaimLogRecord({1, Heartbeat{}, settlements}, kLogId).size();
  };
  const ClaimOffset claim{1'000'000'000};
  EXPECT_LE(size({{claim, OpenStory(kLogId, claim), 1, ""}}) - size({}), 8u);
}

TEST(ClaimCodec, ANewerFormatStopsTheReaderAndBytesOfOthersDoNot) {
  v1::ClaimLogRecord newer;
  newer.ParseFromString(EncodeClaimLogRecord({1, Heartbeat{}, {}}, kLogId));
  newer.set_format_version(kClaimLogFormat + 1);
  EXPECT_TRUE(absl::IsUnimplemented(DecodeClaimLogRecord(newer.SerializeAsString(), kLogId).status()));
  v1::ClaimLogRecord other;  // parses, but is nobody's of this log
  other.set_format_version(77);
  EXPECT_TRUE(absl::IsInvalidArgument(DecodeClaimLogRecord(other.SerializeAsString(), kLogId).status()));
}

TEST(ClaimCodec, ValuesThatNoWriterWritesAreNoRecord) {
  std::vector<Claim> claims(7, SomeClaim(0, SomeGenesis()));
  claims[0].article_id = std::string(1025, 'i');
  claims[1].publisher = std::string(257, 'p');
  claims[2].raw.topic = std::string(100'000, 't');
  claims[3].raw.partition = -1;
  claims[4].raw.offset = -1;
  claims[5].raw.offset = kRawOffsetLimit;
  claims[6].origin.agency_id = std::string(kMaxAgencyIdBytes + 1, 'a');
  for (const Claim& claim : claims) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(DecodeClaimLogRecord(EncodeClaimLogRecord({1, claim, {}}, kLogId), kLogId).status()));
  }
  std::vector<Settlement> settlements(5, {ClaimOffset{1}, StoryId{5}, 3, ""});
  settlements[0].first_seen_article_id = std::string(1025, 'i');
  settlements[1].first_claim = ClaimOffset{1};
  settlements[2].first_claim = ClaimOffset{-1};
  settlements[3].origin = OriginBy("ani", 1, std::string(1025, 'o'));
  settlements[4].origin = OriginBy(std::string(kMaxAgencyIdBytes + 1, 'a'), 1, "");
  for (const Settlement& settlement : settlements) {
    const std::string bytes = EncodeClaimLogRecord({1, Heartbeat{}, {settlement}}, kLogId);
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeClaimLogRecord(bytes, kLogId).status()));
  }
}

TEST(ClaimsMachine, AnyBytesAreANoOpAtWorst) {
  SilenceProtobufLog();
  std::mt19937 random(5);
  ClaimsMachine machine(true);
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  const std::string good = EncodeClaimLogRecord({1, SomeClaim(1, SomeGenesis()), {}}, kLogId);
  for (int64_t offset = 1; offset < 5000; ++offset) {
    std::string bytes = good;
    if (offset % 3 == 0) bytes.resize(random() % bytes.size());
    for (size_t n = random() % 4; n > 0 && !bytes.empty(); --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    // A mutation may make a newer format of it, which stops a replica and says so. Nothing crashes.
    const auto applied = machine.Apply(ClaimOffset{offset}, 0, true, bytes);
    if (applied.ok()) continue;
    EXPECT_TRUE(absl::IsUnimplemented(applied.status())) << applied.status();
  }
  EXPECT_EQ(machine.Apply(ClaimOffset{5000}, 0, true, "noise").value().no_op, NoOp::kNotARecord);
  EXPECT_EQ(machine.Apply(ClaimOffset{5001}, 0, true, "").value().no_op, NoOp::kNotARecord);
  EXPECT_TRUE(machine.index().Verify().ok()) << machine.index().Verify();
}

TEST(ClaimsMachine, RandomBytesNeverStopIt) {
  SilenceProtobufLog();
  std::mt19937 random(6);
  ClaimsMachine machine(true);
  for (int64_t offset = 0; offset < 200'000; ++offset) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    ASSERT_TRUE(machine.Apply(ClaimOffset{offset}, 0, true, bytes).ok()) << offset;
  }
}

TEST(ClaimsMachine, TheFirstGenesisCounts) {
  ClaimsMachine machine(true);
  Genesis second = SomeGenesis();
  second.log_id = 8;
  second.containment_threshold = 0.9;
  second.judging_version = 99;  // of two versions that met on a fresh topic, the later one changes nothing
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).value().genesis_changed);
  EXPECT_EQ(Feed(machine, 1, {2, second, {}}).value().no_op, NoOp::kOtherGenesis);
  EXPECT_EQ(machine.genesis(), SomeGenesis());
  EXPECT_EQ(machine.genesis_time_ms(), 0);
  EXPECT_FALSE(Feed(machine, 2, {2, SomeGenesis(), {}, /*restated=*/true}).value().genesis_changed);
  EXPECT_EQ(machine.genesis_time_ms(), 2000);
}

TEST(ClaimsMachine, TheNextEpochTakesEffectAtItsOffset) {
  ClaimsMachine machine(true);
  Genesis next = SomeGenesis();
  next.epoch = 2;
  next.containment_threshold = 0.9;
  next.window_seconds = 60;
  Genesis skipping = next;
  skipping.epoch = 4;
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  EXPECT_EQ(Feed(machine, 1, {1, skipping, {}}).value().no_op, NoOp::kOtherGenesis);
  EXPECT_TRUE(Feed(machine, 2, {1, next, {}}).value().genesis_changed);
  EXPECT_EQ(machine.genesis(), next);
  EXPECT_EQ(Feed(machine, 3, {1, SomeGenesis(), {}}).value().no_op, NoOp::kOtherGenesis);  // of the epoch before
}

TEST(ClaimsMachine, WhatCannotChangeWithinALogIsRefused) {
  ClaimsMachine machine(true);
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  std::vector<Genesis> wrong(6, SomeGenesis());
  for (Genesis& genesis : wrong) genesis.epoch = 2;
  wrong[0].sketch.sampling_rate = 99;
  wrong[1].sketch_version += 1;
  wrong[2].derived_threshold = std::nan("");
  wrong[3].window_seconds = ~uint64_t{0};
  wrong[4].window_claims = 0;
  wrong[5].window_claims = 1000;  // of another class than 20 million
  for (const Genesis& genesis : wrong) {
    EXPECT_EQ(Feed(machine, 1, {1, genesis, {}}).value().no_op, NoOp::kOtherGenesis);
  }
  EXPECT_EQ(machine.genesis(), SomeGenesis());
}

TEST(ClaimsMachine, ANewerJudgingVersionStopsItAndNamesTheOffset) {
  ClaimsMachine machine(true);
  Genesis next = SomeGenesis();
  next.epoch = 2;
  next.judging_version = kJudgingVersion + 1;
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  const auto applied = Feed(machine, 31, {1, next, {}});
  EXPECT_TRUE(absl::IsUnimplemented(applied.status()));
  EXPECT_NE(std::string(applied.status().message()).find("offset 31"), std::string::npos);
}

TEST(ClaimsMachine, AClaimOfAnotherSketchIsRefusedAndTheLogGoesOn) {
  ClaimsMachine machine(true);
  Genesis other = SomeGenesis();
  other.sketch.sampling_rate = 99;
  ASSERT_TRUE(Feed(machine, 0, {1, SomeGenesis(), {}}).ok());
  const auto refused = Feed(machine, 1, {1, SomeClaim(0, other), {}});
  EXPECT_TRUE(refused.value().refused);
  EXPECT_EQ(*refused->raw, SomeClaim(0, other).raw);
  EXPECT_FALSE(refused->verdict);
  EXPECT_TRUE(Feed(machine, 2, {1, SomeClaim(0, SomeGenesis()), {}}).value().verdict);
}

TEST(ClaimsMachine, ThresholdsAreNoPartOfWhatAClaimCarries) {
  Genesis other = SomeGenesis();
  other.containment_threshold = 0.9;
  other.epoch = 3;
  EXPECT_EQ(SketchHash(other), SketchHash(SomeGenesis()));
}

TEST(ClaimsMachine, AWrongSettlementIsTakenOverByAllAndStopsNobody) {
  for (bool complete : {true, false}) {
    ClaimsMachine machine(complete);
    ASSERT_TRUE(Feed(machine, 10, {1, SomeGenesis(), {}, /*restated=*/true}).ok());
    const auto applied = Feed(machine, 11, {1, SomeClaim(0, SomeGenesis()), {}});
    ASSERT_TRUE(applied.ok() && applied->verdict);
    const auto wrong = Feed(machine, 12, {1, Heartbeat{}, {{ClaimOffset{11}, StoryId{1}, 3, "x"}}});
    ASSERT_EQ(wrong.value().settled_claims.size(), 1u);
    EXPECT_EQ(wrong->settled_claims[0].carried, (Carried{StoryId{1}, 3, "x", ClaimOffset{11}}));
    EXPECT_EQ(wrong->settlements_differed, 1u);
    const auto right = Feed(machine, 13, {1, Heartbeat{}, {SettlementOf(*applied->verdict, "id0")}});
    EXPECT_EQ(right.value().settlements_repeated, 1u);
    const auto again = Feed(machine, 14, {1, SomeClaim(0, SomeGenesis()), {}});
    EXPECT_TRUE(again.value().reclaim);
    EXPECT_EQ(again->verdict->story_id, StoryId{1});
    EXPECT_EQ(machine.complete(), complete);
  }
}

TEST(ClaimsMachine, ClaimsBeforeTheFirstGenesisAreOlderThanAnyWindow) {
  ClaimsMachine machine(false);
  EXPECT_EQ(Feed(machine, 5, {1, SomeClaim(0, SomeGenesis()), {}}).value().no_op, NoOp::kBeforeGenesis);
  EXPECT_EQ(Feed(machine, 6, {1, SomeGenesis(), {}}).value().no_op, NoOp::kOtherGenesis);  // may be a lost proposal
  ASSERT_TRUE(Feed(machine, 6, {1, SomeGenesis(), {}, /*restated=*/true}).value().genesis_changed);
  EXPECT_FALSE(Feed(machine, 7, {1, SomeClaim(0, SomeGenesis()), {}}).value().reclaim);
}

TEST(ClaimsMachine, ARecordThatTheBrokerDidNotStampLeavesTimeAlone) {
  ClaimsMachine machine(true);
  ASSERT_TRUE(Feed(machine, 1, {1, SomeGenesis(), {}}).ok());
  const std::string claim = EncodeClaimLogRecord({1, SomeClaim(0, SomeGenesis()), {}}, kLogId);
  const auto applied = machine.Apply(ClaimOffset{2}, 9'000'000, /*log_append_time=*/false, claim);
  EXPECT_TRUE(applied.value().stamp_ignored && applied->verdict);
  EXPECT_EQ(machine.log_time_ms(), 1000);
}

}  // namespace
}  // namespace wirefold
