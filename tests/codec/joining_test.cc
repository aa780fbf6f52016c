// A machine that read the claims log from its beginning, against one that joined at a random cut which leaves two
// windows: whatever is judged after the first window is equal, and so are the states.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "common/codec/claim_codec.h"
#include "common/codec/claims_machine.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kStartMs = 1'700'000'000'000;

struct LogRecord {
  int64_t append_time_ms = 0;
  std::string bytes;
};

// A fleet's log of one seed: copies near and far, viral stories, re-claims, settlements that come late, an epoch that
// changes a threshold, stamps that jump, records of strangers. Each claim is settled within an hour of log time, as its
// owner does before it publishes, but for the last ones.
class Fleet {
 public:
  Fleet(uint32_t seed, const Genesis& genesis) : random_(seed), stream_(seed), genesis_(genesis), machine_(true) {
    Append(genesis_);
  }

  void Write(int claims) {
    for (int i = 0; i < claims; ++i) {
      now_ms_ += static_cast<int64_t>(random_() % (kHourMs / 4));
      if (random_() % 400 == 0) now_ms_ -= kHourMs / 2;  // a broker's clock was set
      if (random_() % 25 == 0) Append(genesis_, {}, /*restated=*/true);
      if (random_() % 40 == 0) Stranger();
      if (random_() % 500 == 0) NextEpoch();
      SettleSome();
      AppendClaim();
    }
  }

  const std::vector<LogRecord>& log() const { return log_; }
  // The last ones, in the order of the log.
  const std::deque<Claim>& claims() const { return claims_; }

 private:
  struct Owed {
    int64_t due_ms = 0;
    Settlement settlement;
  };

  Applied Append(std::variant<Heartbeat, Claim, Genesis> entry, std::vector<Settlement> settlements = {},
                 bool restated = false) {
    ClaimLogRecord record{random_() % 5 / 4, std::move(entry), std::move(settlements), restated};
    log_.push_back({now_ms_, EncodeClaimLogRecord(record, genesis_.log_id)});
    return machine_.Apply(ClaimOffset{static_cast<int64_t>(log_.size()) - 1}, now_ms_, true, log_.back().bytes).value();
  }

  void AppendClaim() {
    Claim claim = MakeClaim(next_raw_++, stream_.Next(), genesis_);
    claim.sketch_hash = SketchHash(genesis_);
    if (!claims_.empty() && random_() % 8 == 0) claim = claims_[random_() % claims_.size()];  // a re-claim
    claims_.push_back(claim);
    if (claims_.size() > 300) claims_.pop_front();
    const Applied applied = Append(claim);
    // Whoever wants to publish it settles it: some at once, some late, some twice.
    owed_.push_back(
        {now_ms_ + static_cast<int64_t>(random_() % (kHourMs / 2)), SettlementOf(*applied.verdict, claim.article_id)});
    if (random_() % 6 == 0) owed_.push_back(owed_.back());
  }

  void SettleSome() {
    std::vector<Settlement> due;
    for (size_t i = 0; i < owed_.size();) {
      if (owed_[i].due_ms <= now_ms_) {
        due.push_back(owed_[i].settlement);
        owed_.erase(owed_.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    if (!due.empty()) Append(Heartbeat{}, std::move(due));
  }

  void Stranger() {
    Genesis other = genesis_;
    other.log_id += 1;
    Claim refused = MakeClaim(7, {"words of somebody else"}, genesis_);
    refused.sketch_hash = 1;
    switch (random_() % 4) {
      case 0:
        log_.push_back({now_ms_, "no record at all"});
        machine_.Apply(ClaimOffset{static_cast<int64_t>(log_.size()) - 1}, now_ms_, true, log_.back().bytes).value();
        break;
      case 1:
        Append(other);
        break;
      case 2:
        Append(refused);
        break;
      default:  // a lie about a claim that may be here
        Append(Heartbeat{}, {{ClaimOffset{static_cast<int64_t>(log_.size()) - 3}, StoryId{random_() % 3}, 7, "lie",
                              std::nullopt, OriginBy("liar", 1, "lie")}});
    }
  }

  void NextEpoch() {
    genesis_.epoch += 1;
    genesis_.containment_threshold = genesis_.containment_threshold > 0.6 ? 0.55 : 0.7;
    genesis_.judging_version = genesis_.judging_version == kJudgingVersion ? kOldestJudgingVersion : kJudgingVersion;
    Append(genesis_);
  }

  std::mt19937 random_;
  Stream stream_;
  Genesis genesis_;
  ClaimsMachine machine_;
  int64_t now_ms_ = kStartMs;
  int64_t next_raw_ = 0;
  std::deque<Claim> claims_;
  std::vector<Owed> owed_;
  std::vector<LogRecord> log_;
};

Applied Read(ClaimsMachine& machine, const std::vector<LogRecord>& log, size_t offset, bool with_verdict = true) {
  return machine
      .Apply(ClaimOffset{static_cast<int64_t>(offset)}, log[offset].append_time_ms, true, log[offset].bytes,
             with_verdict)
      .value();
}

Carried Carries(const Verdict& verdict) {
  return {verdict.story_id, verdict.copy_number, verdict.first_seen_article_id, {}, verdict.origin};
}

// Compares a late joiner with the machine that read all, from where it says that its first window is behind it.
void Compare(const std::vector<LogRecord>& log, size_t cut, size_t& compared) {
  ClaimsMachine all(true);
  ClaimsMachine late(false);
  for (size_t offset = 0; offset < log.size(); ++offset) {
    const Applied truth = Read(all, log, offset);
    if (offset < cut) continue;
    const bool complete = late.complete();
    const Applied told = Read(late, log, offset);
    if (!complete) continue;
    ASSERT_EQ(told.verdict.has_value(), truth.verdict.has_value()) << "offset " << offset << ", cut at " << cut;
    if (!truth.verdict) continue;
    ASSERT_EQ(Carries(*told.verdict), Carries(*truth.verdict)) << "offset " << offset << ", cut at " << cut;
    // A re-claim repeats what was judged at the first claim, which a late joiner may not have seen.
    const bool same = truth.reclaim || told.verdict == truth.verdict;
    ASSERT_TRUE(same) << "offset " << offset << ", cut at " << cut;
    ASSERT_EQ(told.reclaim, truth.reclaim) << "offset " << offset << ", cut at " << cut;
    ASSERT_EQ(told.settlements_differed, truth.settlements_differed) << "offset " << offset << ", cut at " << cut;
    ++compared;
  }
  ASSERT_TRUE(late.complete()) << "cut at " << cut;
  EXPECT_EQ(late.Digest(), all.Digest()) << "cut at " << cut;
  EXPECT_TRUE(late.index().Verify().ok()) << late.index().Verify();
}

// Of every second seed the window ends by its number of claims.
Genesis WindowOf(uint32_t seed, uint64_t hours, uint32_t claims) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = hours * 3600;
  if (seed % 2 == 0) genesis.window_claims = claims;
  return genesis;
}

TEST(Joining, AfterTheFirstWindowALateJoinerIsEqualToWhoReadAll) {
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    Fleet fleet(seed, WindowOf(seed, 12, 60));
    fleet.Write(900);
    std::mt19937 random(seed);
    size_t compared = 0;
    for (int i = 0; i < 6; ++i) Compare(fleet.log(), random() % (fleet.log().size() / 2), compared);
    EXPECT_GT(compared, 500u);
  }
}

// The log as a replica restores it that trusts the settlements of the raw records below `committed`.
void Restore(const std::vector<LogRecord>& log, int64_t committed, size_t batch, ClaimsMachine& machine) {
  machine.TrustSettlementsOf({"raw", {committed, committed, committed}});
  for (size_t at = 0, end = 0; at < log.size(); at = end) {
    end = machine.genesis() ? std::min(log.size(), at + batch) : at + 1;  // before it, nothing is read ahead
    for (size_t i = at; i < end; ++i) machine.ReadAhead(ClaimOffset{static_cast<int64_t>(i)}, log[i].bytes);
    for (size_t i = at; i < end; ++i) Read(machine, log, i, /*with_verdict=*/false);
    machine.Replayed();
  }
}

TEST(Joining, WhoTrustsSettlementsHoldsTheStateOfWhoJudgesEachClaim) {
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Fleet fleet(seed, WindowOf(seed, 24, 90));
    fleet.Write(900);
    const size_t cut = seed % 3 == 0 ? 400 : 0;  // some join late
    const std::vector<LogRecord> log(fleet.log().begin() + static_cast<std::ptrdiff_t>(cut), fleet.log().end());
    ClaimsMachine judging(cut == 0);
    Restore(log, 0, log.size(), judging);
    for (const size_t batch : {log.size(), size_t{200}, size_t{7}, size_t{1}}) {
      for (const int64_t committed : {int64_t{1'000'000}, int64_t{400}}) {
        ClaimsMachine trusting(cut == 0);
        Restore(log, committed, batch, trusting);
        EXPECT_EQ(trusting.Digest(), judging.Digest()) << "batches of " << batch << ", committed " << committed;
        EXPECT_TRUE(trusting.index().Verify().ok()) << trusting.index().Verify();
      }
    }
  }
}

TEST(Joining, AClaimThatMayBeClaimedAgainIsJudgedAlthoughItIsSettled) {
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Genesis genesis = TestGenesis();
    Fleet fleet(seed, genesis);
    fleet.Write(400);
    constexpr int64_t kCommitted = 250;
    ClaimsMachine judging(true);
    ClaimsMachine trusting(true);
    Restore(fleet.log(), 0, fleet.log().size(), judging);
    Restore(fleet.log(), kCommitted, fleet.log().size(), trusting);
    size_t again = 0;
    std::vector<LogRecord> log = fleet.log();
    for (const Claim& claim : fleet.claims()) {
      if (claim.raw.offset < kCommitted) continue;
      log.push_back({log.back().append_time_ms, EncodeClaimLogRecord({1, claim, {}}, genesis.log_id)});
      const Applied truth = Read(judging, log, log.size() - 1);
      const Applied told = Read(trusting, log, log.size() - 1);
      EXPECT_EQ(told.reclaim, truth.reclaim);
      EXPECT_EQ(told.verdict, truth.verdict) << LineOf(*told.verdict) << LineOf(*truth.verdict);
      again += told.reclaim ? 1 : 0;
    }
    EXPECT_GT(again, 50u);
  }
}

// Somebody set the group's offsets back while the index was restored.
TEST(Joining, AReclaimOfAClaimThatWasNotJudgedIsJudgedBesideWhatCameBeforeIt) {
  const Genesis genesis = TestGenesis();
  const std::string text = Words(1, 300);
  const auto claim_of = [&](int64_t raw, const std::string& words, const std::string& publisher) {
    Claim claim = MakeClaim(raw, Piece(words, publisher), genesis);
    claim.sketch_hash = SketchHash(genesis);
    return claim;
  };
  const Claim claims[] = {claim_of(0, text, "a.example"), claim_of(1, text, "b.example"),
                          claim_of(2, Words(2, 300), "c.example"), claim_of(3, text, "d.example")};
  std::vector<LogRecord> log;
  ClaimsMachine all(true);
  const auto append = [&](ClaimLogRecord record) {
    log.push_back({kStartMs, EncodeClaimLogRecord(record, genesis.log_id)});
    return Read(all, log, log.size() - 1);
  };
  append({1, genesis, {}});
  std::vector<Settlement> settlements;
  for (const Claim& claim : claims) {
    settlements.push_back(SettlementOf(*append({1, claim, {}}).verdict, claim.article_id));
  }
  append({1, Heartbeat{}, settlements});
  ClaimsMachine trusting(true);
  Restore(log, 4, log.size(), trusting);
  for (const Claim& claim : claims) {
    const Applied truth = append({1, claim, {}});
    const Applied told = Read(trusting, log, log.size() - 1);
    EXPECT_TRUE(told.reclaim);
    EXPECT_EQ(told.verdict, truth.verdict) << LineOf(*told.verdict) << LineOf(*truth.verdict);
  }
}

TEST(Joining, AClaimOfTheFirstWindowIsWhatItsSettlementSays) {
  Genesis genesis = TestGenesis();
  Fleet fleet(3, genesis);
  fleet.Write(200);
  ClaimsMachine all(true);
  ClaimsMachine late(false);
  for (size_t offset = 0; offset < fleet.log().size(); ++offset) {
    Read(all, fleet.log(), offset);
    if (offset < fleet.log().size() / 2) continue;
    for (const SettledClaim& settled : Read(late, fleet.log(), offset).settled_claims) {
      EXPECT_EQ(late.index().CarriedOf(settled.claim), all.index().CarriedOf(settled.claim));
    }
  }
  EXPECT_FALSE(late.complete());
}

}  // namespace
}  // namespace wirefold
