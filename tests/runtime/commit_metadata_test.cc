#include "worker/runtime/commit_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;

const LogIdentity kLog{0x00c0ffee00c0ffee, "news.claims.v1"};
constexpr uint64_t kAda = 0xada;
constexpr uint64_t kBob = 0xb0b;

kafka::CommittedOffset Committed(int64_t offset, Owners owners) {
  return {offset, EncodeCommitMetadata({kLog, std::move(owners)})};
}

TEST(CommitMetadata, IsReadBack) {
  const CommitMetadata metadata{kLog, {{kAda, 0}, {0xfedcba9876543210, INT64_MAX}}};
  const std::string text = EncodeCommitMetadata(metadata);
  EXPECT_EQ(text,
            "wirefold log=00c0ffee00c0ffee topic=news.claims.v1 "
            "owners=0000000000000ada@0,fedcba9876543210@9223372036854775807");
  EXPECT_EQ(ParseCommitMetadata(text), metadata);
}

TEST(CommitMetadata, OfVersionsThatNameNoOwnersIsRead) {
  EXPECT_EQ(ParseCommitMetadata("wirefold log=00c0ffee00c0ffee topic=news.claims.v1"), (CommitMetadata{kLog, {}}));
}

TEST(CommitMetadata, OfAnotherProgramIsNone) {
  for (const char* other : {"", "x", "wirefold log=", "wirefold log=00c0ffee00c0ffe topic=a",
                            "wirefold log=00c0ffee00c0ffeg topic=a", "wirefold log=00c0ffee00c0ffee"}) {
    EXPECT_EQ(ParseCommitMetadata(other), std::nullopt) << other;
  }
}

TEST(CommitMetadata, WhoseOwnersCannotBeReadNamesNone) {
  const std::string before = "wirefold log=00c0ffee00c0ffee topic=news.claims.v1 owners=";
  for (const char* owners : {"", "x", "ada", "ada@", "@1", "ada@x", "ada@1,", "ada@1,b0b", "ada@1,b0b@2x",
                             "ada@99999999999999999999", "11112222333344445@1"}) {
    const auto said = ParseCommitMetadata(before + owners);
    ASSERT_TRUE(said.has_value()) << owners;
    EXPECT_EQ(said->log, kLog);
    EXPECT_THAT(said->owners, ElementsAre()) << owners;
  }
}

TEST(Owners, BeginWhereTheCommittedOffsetEnds) {
  EXPECT_THAT(OwnersAfter({}, kAda), ElementsAre(Owner{kAda, 0}));
  EXPECT_THAT(OwnersAfter({7, "reset by hand"}, kAda), ElementsAre(Owner{kAda, 7}));
  EXPECT_THAT(OwnersAfter(Committed(7, {{kAda, 2}}), kBob), ElementsAre(Owner{kAda, 2}, Owner{kBob, 7}));
}

TEST(Owners, WhoComesBackToWhatNobodyElseCommittedOwnsItStill) {
  EXPECT_THAT(OwnersAfter(Committed(7, {{kAda, 2}}), kAda), ElementsAre(Owner{kAda, 2}));
}

TEST(Owners, AreTheNewestFour) {
  kafka::CommittedOffset committed;
  for (uint64_t writer = 1; writer <= 6; ++writer) {
    committed = Committed(static_cast<int64_t>(writer) * 10, OwnersAfter(committed, writer));
  }
  EXPECT_THAT(ParseCommitMetadata(committed.metadata)->owners,
              ElementsAre(Owner{3, 20}, Owner{4, 30}, Owner{5, 40}, Owner{6, 50}));
}

TEST(Owners, TellWhoWasToPublishARecord) {
  const auto committed = Committed(20, {{kAda, 5}, {kBob, 10}});
  EXPECT_EQ(OwnerOf(4, committed), std::nullopt);
  EXPECT_EQ(OwnerOf(5, committed), kAda);
  EXPECT_EQ(OwnerOf(9, committed), kAda);
  EXPECT_EQ(OwnerOf(10, committed), kBob);
  EXPECT_EQ(OwnerOf(19, committed), kBob);
  EXPECT_EQ(OwnerOf(19, {20, ""}), std::nullopt);
}

// Bob began where Ada had committed, and his first commit failed: to others he was never there.
TEST(Owners, TheNewestOwnerCountsWhereOneBeganBeforeTheOther) {
  EXPECT_EQ(OwnerOf(7, Committed(20, {{kAda, 10}, {kBob, 5}})), kBob);
}

}  // namespace
}  // namespace wirefold
