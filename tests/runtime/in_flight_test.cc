// The rings' books: what is claimed, produced and done next, over commits, aborts, lost claims and read-backs.
#include "worker/runtime/in_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// p: prepared, claims · d: prepared, a dead letter · t: prepared, a tombstone · .: not prepared yet
Ring MakeRing(std::string_view kinds, int64_t first_offset = 0) {
  Ring ring;
  for (char kind : kinds) {
    auto record = std::make_shared<InFlight>();
    record->offset = first_offset++;
    record->bytes = 10;
    if (kind == 'p') record->outcome = Prepared{};
    if (kind == 'd') record->outcome = DeadLetter{};
    record->prepared = kind != '.';
    ring.Add(std::move(record));
  }
  return ring;
}

std::vector<int64_t> ClaimAll(Ring& ring) {
  std::vector<int64_t> offsets;
  while (InFlight* record = ring.NextToClaim()) {
    offsets.push_back(record->offset);
    ring.MarkClaimed();
  }
  return offsets;
}

std::vector<int64_t> ProduceAll(Ring& ring) {
  std::vector<int64_t> offsets;
  while (InFlight* record = ring.NextToProduce()) {
    offsets.push_back(record->offset);
    ring.MarkProduced();
  }
  return offsets;
}

void Judge(Ring& ring, std::initializer_list<int64_t> offsets) {
  for (int64_t offset : offsets) {
    ring.Find(offset)->verdict = Verdict{};
    ring.Find(offset)->settled = true;
  }
}

std::vector<int64_t> Offsets(const std::deque<std::shared_ptr<InFlight>>& records) {
  std::vector<int64_t> offsets;
  for (const auto& record : records) offsets.push_back(record->offset);
  return offsets;
}

TEST(Ring, ClaimsInOffsetOrderUpToTheFirstUnpreparedRecord) {
  Ring ring = MakeRing("pd.p");
  EXPECT_THAT(ClaimAll(ring), ElementsAre(0, 1));
  ring.Find(2)->prepared = true;
  EXPECT_THAT(ClaimAll(ring), ElementsAre(2, 3));
}

TEST(Ring, ProducesOnlyThePrefixWhoseOutcomesAreKnown) {
  Ring ring = MakeRing("pdpt");
  EXPECT_THAT(ProduceAll(ring), IsEmpty());  // nothing is claimed
  ClaimAll(ring);
  EXPECT_THAT(ProduceAll(ring), IsEmpty());  // the first has no verdict
  Judge(ring, {2});
  EXPECT_THAT(ProduceAll(ring), IsEmpty());
  Judge(ring, {0});
  EXPECT_THAT(ProduceAll(ring), ElementsAre(0, 1, 2, 3));
}

TEST(Ring, DeadLettersAndTombstonesNeedNoVerdict) {
  Ring ring = MakeRing("dtp");
  ClaimAll(ring);
  EXPECT_THAT(ProduceAll(ring), ElementsAre(0, 1));
  EXPECT_EQ(ring.NextOffset(), 2);
}

TEST(Ring, ACommitPopsWhatWasProducedAndNoMore) {
  Ring ring = MakeRing("ddp", 5);
  ClaimAll(ring);
  ProduceAll(ring);
  EXPECT_THAT(Offsets(ring.PopBelow(*ring.NextOffset())), ElementsAre(5, 6));
  EXPECT_EQ(ring.committed, 7);
  EXPECT_EQ(ring.size(), 1u);
  EXPECT_EQ(ring.bytes(), 10u);
  EXPECT_EQ(ring.NextOffset(), std::nullopt);
  EXPECT_EQ(ring.NextToClaim(), nullptr);  // it is claimed already
  Judge(ring, {7});
  EXPECT_THAT(ProduceAll(ring), ElementsAre(7));
}

TEST(Ring, AVerdictIsNotEnoughToPublish) {
  Ring ring = MakeRing("p");
  ClaimAll(ring);
  ring.Find(0)->verdict = Verdict{};
  EXPECT_THAT(ProduceAll(ring), IsEmpty());
  ring.Find(0)->settled = true;
  EXPECT_THAT(ProduceAll(ring), ElementsAre(0));
}

TEST(Ring, CommitsWhatHoldsNoRecordOnlyBehindTheLastOne) {
  Ring ring = MakeRing("dd");
  ring.known = true;
  ring.end = 7;  // markers
  EXPECT_EQ(ring.NextOffset(), std::nullopt);
  ClaimAll(ring);
  ring.MarkProduced();
  EXPECT_EQ(ring.NextOffset(), 1);
  ring.MarkProduced();
  EXPECT_EQ(ring.NextOffset(), 7);
  ring.PopBelow(7);
  EXPECT_EQ(ring.NextOffset(), std::nullopt);
  ring.end = 9;
  EXPECT_EQ(ring.NextOffset(), 9);
}

TEST(Ring, BytesCountWhatTheRecordBecame) {
  Ring ring = MakeRing("p");
  std::get<Prepared>(ring.Find(0)->outcome).head = std::string(100, 'x');
  EXPECT_EQ(ring.bytes(), 10u);
  ClaimAll(ring);
  EXPECT_EQ(ring.bytes(), 110u);
  ring.ClaimAgain();
  ClaimAll(ring);
  EXPECT_EQ(ring.bytes(), 110u);
  ring.PopBelow(1);
  EXPECT_EQ(ring.bytes(), 0u);
}

TEST(Ring, AnAbortedTransactionsRecordsAreProducedAgain) {
  Ring ring = MakeRing("dd");
  ClaimAll(ring);
  ProduceAll(ring);
  ring.ProduceAgain();
  EXPECT_EQ(ring.NextOffset(), std::nullopt);
  EXPECT_THAT(ProduceAll(ring), ElementsAre(0, 1));
}

TEST(Ring, LostClaimsAreClaimedAgainFromTheFirstWithoutAVerdict) {
  Ring ring = MakeRing("ppdp");
  ClaimAll(ring);
  Judge(ring, {0, 3});
  ring.ClaimAgain();
  EXPECT_THAT(ClaimAll(ring), ElementsAre(1, 2, 3));
}

TEST(Ring, LostClaimsDoNotReachBackIntoTheOpenTransaction) {
  Ring ring = MakeRing("pp");
  ClaimAll(ring);
  Judge(ring, {0});
  ProduceAll(ring);
  ring.ClaimAgain();
  EXPECT_THAT(ClaimAll(ring), ElementsAre(1));
  EXPECT_EQ(ring.NextOffset(), 1);
}

TEST(Ring, ReadBackPopsWhatTurnedOutToBeCommitted) {
  struct Case {
    int64_t committed;
    std::vector<int64_t> popped, produced_next;
  };
  const std::vector<Case> cases = {{0, {}, {0, 1, 2}}, {2, {0, 1}, {2}}, {3, {0, 1, 2}, {}}, {9, {0, 1, 2}, {}}};
  for (const Case& c : cases) {
    Ring ring = MakeRing("ddd");
    ClaimAll(ring);
    ProduceAll(ring);
    EXPECT_EQ(Offsets(ring.PopBelow(c.committed)), c.popped) << c.committed;
    ring.ProduceAgain();
    EXPECT_EQ(ProduceAll(ring), c.produced_next) << c.committed;
    EXPECT_EQ(ring.committed, c.committed);
  }
}

TEST(Ring, ReadBackMayPopRecordsThatAreNotClaimedYet) {
  Ring ring = MakeRing("d..");
  ClaimAll(ring);
  EXPECT_THAT(Offsets(ring.PopBelow(2)), ElementsAre(0, 1));
  ring.Find(2)->prepared = true;
  EXPECT_THAT(ClaimAll(ring), ElementsAre(2));
}

TEST(Ring, FindsByOffsetOverGaps) {
  Ring ring;
  for (int64_t offset : {3, 4, 9}) {
    auto record = std::make_shared<InFlight>();
    record->offset = offset;
    ring.Add(std::move(record));
  }
  for (int64_t offset : {3, 4, 9}) EXPECT_EQ(ring.Find(offset)->offset, offset);
  for (int64_t offset : {0, 2, 5, 8, 10}) EXPECT_EQ(ring.Find(offset), nullptr);
}

TEST(InFlight, NoClockThatIsBehindMakesANegativeAge) {
  InFlight record;
  EXPECT_EQ(AgeMs(record, 5000), std::nullopt);
  record.timestamp_ms = 3000;
  EXPECT_EQ(AgeMs(record, 5000), 2000);
  record.timestamp_ms = 86'400'000;
  EXPECT_EQ(AgeMs(record, 5000), 0);
}

TEST(RingDeathTest, OffsetsMustAscend) {
  Ring ring = MakeRing("p", 4);
  auto record = std::make_shared<InFlight>();
  record->offset = 4;
  EXPECT_DEATH(ring.Add(record), "invariant broken");
}

}  // namespace
}  // namespace wirefold
