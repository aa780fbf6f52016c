// The fold index: named scenarios, and a naive reference of the same rules on random streams.
#include "common/fold/machine/fold_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

#include "common/fold/machine/log_time.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {
namespace {

Genesis TestGenesis() {
  Genesis genesis;
  genesis.log_id = 42;
  return genesis;
}

std::string Words(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  std::string text;
  for (size_t i = 0; i < count; ++i) text += "w" + std::to_string(random() % 20000) + " ";
  return text;
}

struct Piece {
  Piece() = default;
  explicit(false) Piece(std::string t, std::string p = "a.example", std::string u = "")
      : text(std::move(t)), publisher(std::move(p)), uri(std::move(u)) {}
  std::string text;
  std::string publisher;
  std::string uri;
};

Claim MakeClaim(int64_t raw_offset, const Piece& piece, const Genesis& genesis) {
  Claim claim;
  claim.raw = {"raw", static_cast<int32_t>(raw_offset % 3), raw_offset};
  claim.content_hash = std::hash<std::string>()(piece.text + piece.uri + piece.publisher);
  claim.article_id = "article-" + std::to_string(raw_offset);
  claim.publisher = piece.publisher;
  claim.uri_hash = piece.uri.empty() ? 0 : std::hash<std::string>()(piece.uri) | 1;
  const std::string_view pieces[] = {piece.text};
  claim.sketch = MakeSketch(pieces, genesis.sketch);
  return claim;
}

// An index with a log: applies claims at the next offset.
struct Log {
  explicit Log(const Genesis& g = TestGenesis()) : genesis(g), index(g) {}
  Verdict Add(const Piece& piece, int64_t time_ms = 0) {
    const int64_t offset = next++;
    return index.Apply(MakeClaim(offset, piece, genesis), ClaimOffset{offset}, time_ms).verdict;
  }
  Genesis genesis;
  FoldIndex index;
  int64_t next = 0;
};

TEST(FoldIndex, TheFirstArticleOpensAStory) {
  Log log;
  const Verdict verdict = log.Add({Words(1, 300)});
  EXPECT_EQ(verdict.relation, Relation::kOriginal);
  EXPECT_EQ(verdict.role, Role::kSource);
  EXPECT_EQ(verdict.story_id, OpenStory(42, ClaimOffset{0}));
  EXPECT_EQ(verdict.novelty, 1);
  EXPECT_EQ(verdict.copy_number, 1u);
  EXPECT_EQ(verdict.first_seen_article_id, "article-0");
  EXPECT_TRUE(verdict.matches.empty());
}

TEST(FoldIndex, AVerbatimCopyElsewhereIsAReprint) {
  Log log;
  const Verdict first = log.Add({Words(1, 300)});
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(copy.relation, Relation::kReprint);
  EXPECT_EQ(copy.role, Role::kCopy);
  EXPECT_EQ(copy.story_id, first.story_id);
  EXPECT_EQ(copy.novelty, 0);
  EXPECT_EQ(copy.copy_number, 2u);
  EXPECT_EQ(copy.first_seen_article_id, "article-0");
  ASSERT_EQ(copy.matches.size(), 1u);
  EXPECT_EQ(copy.matches[0].resemblance, 1);
}

TEST(FoldIndex, ACutCopyIsAbridgedAndJoinsTheStory) {
  Log log;
  const Verdict whole = log.Add({Words(1, 900)});
  const Verdict cut = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(cut.relation, Relation::kAbridged);
  EXPECT_EQ(cut.story_id, whole.story_id);
  EXPECT_EQ(cut.matches[0].containment, 1);
}

TEST(FoldIndex, ALongerPieceWithAStoryInsideIsExtendedAndKeepsItsOwnStory) {
  Log log;
  const Verdict small = log.Add({Words(1, 300)});
  const Verdict large = log.Add({Words(2, 900) + Words(1, 300) + Words(3, 900), "b.example"});
  EXPECT_EQ(large.relation, Relation::kExtended);
  EXPECT_NE(large.story_id, small.story_id);
  EXPECT_EQ(large.matches[0].match_containment, 1);
}

TEST(FoldIndex, ALongerPieceThatIsMostlyTheStoryJoinsIt) {
  Log log;
  const Verdict small = log.Add({Words(1, 600)});
  const Verdict large = log.Add({Words(1, 600) + Words(3, 450), "b.example"});
  EXPECT_EQ(large.relation, Relation::kExtended);
  EXPECT_EQ(large.story_id, small.story_id);
}

TEST(FoldIndex, APartlyCopiedArticleIsDerivedAndKeepsItsOwnStory) {
  Log log;
  const Verdict source = log.Add({Words(1, 900)});
  const Verdict derived = log.Add({Words(1, 330) + Words(5, 570), "b.example"});
  EXPECT_EQ(derived.relation, Relation::kDerived);
  EXPECT_NE(derived.story_id, source.story_id);
  EXPECT_EQ(derived.role, Role::kSource);
}

TEST(FoldIndex, UnrelatedArticlesAreNotLinked) {
  Log log;
  for (uint32_t seed = 0; seed < 300; ++seed) {
    EXPECT_EQ(log.Add({Words(seed, 50 + seed), "p" + std::to_string(seed)}).relation, Relation::kOriginal);
  }
}

TEST(FoldIndex, ArticlesThatShareOnlyTheirSitesFurnitureAreNotLinked) {
  Log log;
  const std::string furniture = Words(99, 60);
  const Verdict a = log.Add({Words(1, 400) + furniture});
  const Verdict b = log.Add({Words(2, 400) + furniture});
  EXPECT_EQ(b.relation, Relation::kOriginal);
  EXPECT_NE(a.story_id, b.story_id);
}

TEST(FoldIndex, ARevisionIsNotAReprintOfItsOldVersion) {
  Log log;
  const Verdict old = log.Add({Words(1, 400), "a.example", "urn:1"});
  const Verdict revision = log.Add({Words(1, 400) + " one more", "a.example", "urn:1"});
  EXPECT_EQ(revision.relation, Relation::kVersion);
  EXPECT_EQ(revision.changed, true);
  EXPECT_EQ(revision.story_id, old.story_id);
  const Verdict same = log.Add({Words(1, 400) + " one more", "a.example", "urn:1"});
  EXPECT_EQ(same.relation, Relation::kVersion);
  EXPECT_EQ(same.changed, false);
}

TEST(FoldIndex, ARewrittenVersionStaysInItsStory) {
  Log log;
  const Verdict old = log.Add({Words(1, 400), "a.example", "urn:1"});
  const Verdict rewritten = log.Add({Words(2, 400), "a.example", "urn:1"});
  EXPECT_EQ(rewritten.relation, Relation::kVersion);
  EXPECT_EQ(rewritten.story_id, old.story_id);
  ASSERT_EQ(rewritten.matches.size(), 1u);
  EXPECT_EQ(rewritten.matches[0].relation, Relation::kVersion);
}

TEST(FoldIndex, AnArticleNeverMeetsItself) {
  Log log;
  std::string chorus;
  for (int i = 0; i < 20; ++i) chorus += Words(7, 30);
  const Verdict verdict = log.Add({chorus});
  EXPECT_EQ(verdict.relation, Relation::kOriginal);
  EXPECT_TRUE(verdict.matches.empty());
  EXPECT_EQ(verdict.novelty, 1);
}

TEST(FoldIndex, TooFewWordsAreInsufficientButEqualOnesAreLinked) {
  Log log;
  const Verdict first = log.Add({"Bond yields rise after vote"});
  const Verdict other = log.Add({"Bond yields fall after vote", "b.example"});
  const Verdict equal = log.Add({"BOND YIELDS rise, after vote", "c.example"});
  EXPECT_EQ(first.relation, Relation::kInsufficientText);
  EXPECT_EQ(other.relation, Relation::kInsufficientText);
  EXPECT_NE(other.story_id, first.story_id);
  EXPECT_EQ(equal.story_id, first.story_id);
}

TEST(FoldIndex, ArticlesWithoutAnyWordsAreNotLinked) {
  Log log;
  EXPECT_NE(log.Add({"…"}).story_id, log.Add({"!!", "b.example"}).story_id);
}

TEST(FoldIndex, AReclaimChangesNothingAndHasTheFirstVerdict) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  const Claim copy = MakeClaim(1, {Words(1, 300), "b.example"}, genesis);
  const Verdict first = index.Apply(source, ClaimOffset{0}, 0).verdict;
  const Verdict second = index.Apply(copy, ClaimOffset{1}, 0).verdict;
  for (const auto& [claim, verdict] : {std::pair(source, first), std::pair(copy, second)}) {
    const ApplyResult again = index.Apply(claim, ClaimOffset{2}, 9);
    EXPECT_TRUE(again.reclaim);
    EXPECT_EQ(again.verdict, verdict);
    EXPECT_EQ(index.Find(claim.raw, claim.content_hash), verdict);
  }
  EXPECT_EQ(index.Stats().articles, 2u);
}

TEST(FoldIndex, ARecreatedTopicsRecordIsANewClaim) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  Claim claim = MakeClaim(0, {Words(1, 300)}, genesis);
  index.Apply(claim, ClaimOffset{0}, 0);
  claim.content_hash += 1;
  EXPECT_FALSE(index.Apply(claim, ClaimOffset{1}, 0).reclaim);
}

TEST(FoldIndex, AClaimOlderThanTheWindowIsForgotten) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  Log log(genesis);
  const Verdict old = log.Add({Words(1, 300)}, 0);
  EXPECT_EQ(log.Add({Words(1, 300), "b.example"}, 10'000).story_id, old.story_id);
  EXPECT_EQ(log.Add({Words(2, 300)}, 30'000).relation, Relation::kOriginal);
  EXPECT_EQ(log.Add({Words(1, 300), "c.example"}, 30'000).relation, Relation::kOriginal);
  EXPECT_EQ(log.index.Stats().evictions, 2u);
}

TEST(FoldIndex, AFullWindowForgetsTheOldest) {
  Genesis genesis = TestGenesis();
  genesis.window_claims = 3;
  Log log(genesis);
  for (uint32_t i = 0; i < 10; ++i) log.Add({Words(i, 300)});
  EXPECT_EQ(log.index.Stats().articles, 3u);
}

TEST(FoldIndex, TheFirstSettlementOfAClaimCountsAndLaterOnesChangeNothing) {
  Log log;
  const Verdict verdict = log.Add({Words(1, 300)});
  const ClaimOffset claim = verdict.claim_offset;
  EXPECT_EQ(log.index.Settle({ClaimOffset{77}, StoryId{9}, 4, "elsewhere"}), SettleResult::kUnknown);
  EXPECT_EQ(log.index.Settle({claim, StoryId{9}, 4, "elsewhere"}), SettleResult::kTakenOver);
  EXPECT_EQ(log.index.Settle({claim, verdict.story_id, 1, ""}), SettleResult::kRepeated);
  EXPECT_EQ(log.index.CarriedOf(claim), (Carried{StoryId{9}, 4, "elsewhere"}));
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(copy.story_id, StoryId{9});
  EXPECT_EQ(copy.copy_number, 5u);
  EXPECT_EQ(copy.first_seen_article_id, "elsewhere");
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(FoldIndex, ASettlementThatSaysWhatTheIndexSaysChangesNothing) {
  Log log;
  const Verdict source = log.Add({Words(1, 300)});
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  const uint64_t digest = log.index.Digest();
  EXPECT_EQ(log.index.Settle(SettlementOf(source, "article-0")), SettleResult::kAgrees);
  EXPECT_EQ(log.index.Settle(SettlementOf(copy, "article-1")), SettleResult::kAgrees);
  EXPECT_EQ(log.index.Digest(), digest);
}

TEST(FoldIndex, ASettlementOfACopyMakesItsOpenerAMemberOfTheStory) {
  Log log;
  const Verdict opener = log.Add({Words(1, 300)});
  const Verdict other = log.Add({Words(2, 300), "b.example"});
  EXPECT_EQ(log.index.Settle({other.claim_offset, opener.story_id, 2, "article-0"}), SettleResult::kTakenOver);
  EXPECT_EQ(log.Add({Words(1, 300), "c.example"}).copy_number, 3u);
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(FoldIndex, AClaimThatWasNamedAsAStorysOpenerBeforeItCameIsItsMember) {
  Log log;
  const Verdict first = log.Add({Words(1, 300)});
  EXPECT_EQ(log.index.Settle({first.claim_offset, OpenStory(42, ClaimOffset{1}), 2, "article-1"}),
            SettleResult::kTakenOver);
  log.Add({Words(2, 300)});
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
  EXPECT_EQ(log.Add({Words(2, 300), "b.example"}).copy_number, 3u);
}

TEST(FoldIndex, CopiesAreCountedFromTheGreatestNumberInTheWindow) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  Log log(genesis);
  const Verdict first = log.Add({Words(1, 300)}, 0);
  log.Add({Words(1, 300), "b.example"}, 5'000);
  const Verdict third = log.Add({Words(1, 300), "c.example"}, 14'000);  // the first has left
  EXPECT_EQ(third.copy_number, 3u);
  EXPECT_EQ(third.story_id, first.story_id);
  EXPECT_EQ(third.first_seen_article_id, "article-0");
}

TEST(FoldIndex, AnEpochChangesThresholdsFromItsPlaceOn) {
  Log log;
  log.Add({Words(1, 900)});
  const Piece derived{Words(1, 330) + Words(5, 570), "b.example"};
  EXPECT_EQ(log.Add(derived).relation, Relation::kDerived);
  Genesis next = TestGenesis();
  next.epoch = 2;
  next.containment_threshold = 0.3;
  log.index.Change(next);
  EXPECT_EQ(log.Add({Words(1, 330) + Words(6, 570), "c.example"}).relation, Relation::kAbridged);
}

TEST(FoldIndex, OffsetsThatBeginAgainCostNoMoreThanOffsetsThatGoOn) {
  Genesis genesis = TestGenesis();
  genesis.window_claims = 1000;
  Log log(genesis);
  std::vector<RecordCoordinates> raws;
  for (int64_t round = 0; round < 3; ++round) {  // a topic made anew, twice
    for (int64_t i = 0; i < 700; ++i) {
      Claim claim = MakeClaim(i, {"only a few words " + std::to_string(round * 1000 + i)}, genesis);
      claim.raw.partition = 0;
      EXPECT_FALSE(log.index.Apply(claim, ClaimOffset{log.next++}, 0).reclaim);
      EXPECT_TRUE(log.index.Apply(claim, ClaimOffset{log.next++}, 0).reclaim);
    }
    EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
  }
}

TEST(LogTime, AStampMovesTimeByAnHourAtMostEitherWay) {
  LogTime time;
  EXPECT_EQ(time.Observe(1'700'000'000'000), 1'700'000'000'000);
  EXPECT_FALSE(time.jumped());
  EXPECT_EQ(time.Observe(1'700'000'000'000 + int64_t{365} * 86'400'000), 1'700'003'600'000);
  EXPECT_TRUE(time.jumped());
  EXPECT_EQ(time.Observe(1'700'000'001'000), 1'700'000'001'000);
  EXPECT_FALSE(time.jumped());
  EXPECT_EQ(time.Observe(-5), 1'699'996'401'000);
  EXPECT_TRUE(time.jumped());
}

TEST(FoldIndex, OneStampAYearAheadNeitherEmptiesNorFreezesTheWindow) {
  Log log;
  LogTime time;
  constexpr int64_t kHour = 3'600'000;
  int64_t now = 1'700'000'000'000;
  const auto add = [&](int64_t stamp_ms) {
    log.Add({"short text " + std::to_string(log.next)}, time.Observe(stamp_ms));
  };
  for (int hour = 0; hour < 10; ++hour) add(now += kHour);
  add(now + 365 * 24 * kHour);
  EXPECT_EQ(log.index.Stats().articles, 11u);
  for (int hour = 0; hour < 30 * 24; ++hour) add(now += kHour);
  EXPECT_EQ(log.index.Stats().articles, 73u);
}

TEST(FoldIndex, GarbageSketchesAreHarmless) {
  std::mt19937_64 random(3);
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  for (int64_t i = 0; i < 2000; ++i) {
    Claim claim;
    claim.raw = {std::string(random() % 3, 't'), static_cast<int32_t>(random()), static_cast<int64_t>(random() >> 16)};
    claim.article_id = std::string(random() % 6000, 'x');
    claim.sketch.shingle_count = static_cast<uint32_t>(random());
    claim.sketch.cover_threshold = random() % 3 == 0 ? 0 : random();
    for (size_t n = random() % 100; n > 0; --n) claim.sketch.fingerprints.push_back(random() % 50);
    index.Apply(claim, ClaimOffset{i}, static_cast<int64_t>(random() >> 20));
    index.Settle({ClaimOffset{static_cast<int64_t>(random() % 2000)}, StoryId{random() % 9},
                  static_cast<uint32_t>(random()), std::string(random() % 20, 'y')});
  }
  EXPECT_GT(index.Stats().evictions, 0u);
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

// ---- the reference: the same rules, nothing clever: every claim kept whole, owners by a linear search ----

class Reference {
 public:
  explicit Reference(const Genesis& genesis) : genesis_(genesis) {}

  Verdict Apply(const Claim& claim, int64_t offset, int64_t time_ms) {
    time_ = time_ms;
    while (!kept_.empty() && time_ - kept_.front().time > static_cast<int64_t>(genesis_.window_seconds) * 1000) {
      kept_.erase(kept_.begin());
    }
    for (const Kept& kept : kept_) {
      if (kept.claim.raw == claim.raw && kept.claim.content_hash == claim.content_hash) return Now(kept.verdict);
    }
    while (kept_.size() >= genesis_.window_claims) kept_.erase(kept_.begin());
    Verdict verdict;
    verdict.claim_offset = ClaimOffset{offset};
    const Kept* joins = nullptr;
    if (claim.sketch.shingle_count < 10) {
      verdict.relation = Relation::kInsufficientText;
      for (const Kept& kept : kept_) {
        const bool empty = claim.sketch.text_hash == MakeSketch({}, {}).text_hash;
        if (!empty && kept.claim.sketch.shingle_count < 10 && kept.claim.sketch.text_hash == claim.sketch.text_hash)
          joins = &kept;
      }
      if (joins != nullptr) verdict.matches.push_back(MakeMatch(*joins, Relation::kInsufficientText, 1, 1, 1));
    } else {
      Judge(claim, verdict);
      for (const Match& match : verdict.matches) {
        if (match.relation != Relation::kDerived && (match.resemblance >= genesis_.resemblance_threshold ||
                                                     match.containment >= genesis_.containment_threshold)) {
          joins = Find(match.claim_offset);
          verdict.relation = match.relation;
          break;
        }
      }
    }
    const Kept* version = nullptr;
    for (const Kept& kept : kept_) {
      if (claim.uri_hash != 0 && kept.claim.uri_hash == claim.uri_hash && kept.claim.publisher == claim.publisher)
        version = &kept;
    }
    if (version != nullptr) {
      joins = version;
    } else if (joins != nullptr && claim.sketch.shingle_count >= 10 && !claim.publisher.empty() &&
               joins->claim.publisher == claim.publisher) {
      version = joins;
    }
    if (version != nullptr) AsVersion(claim, *version, verdict);
    verdict.story_id = OpenStory(genesis_.log_id, ClaimOffset{offset});
    verdict.first_seen_article_id = claim.article_id;
    if (joins != nullptr) {
      verdict.role = Role::kCopy;
      verdict.story_id = joins->verdict.story_id;
      verdict.first_seen_article_id = joins->verdict.first_seen_article_id;
      verdict.copy_number = EndsOfStory(*joins).second->verdict.copy_number + 1;
    }
    kept_.push_back({claim, verdict, time_, Lowest(claim, 5, 12)});
    return verdict;
  }

 private:
  struct Kept {
    Claim claim;
    Verdict verdict;
    int64_t time;
    std::set<uint64_t> posted;
  };

  // Matches that left the window are told no more.
  Verdict Now(Verdict verdict) const {
    std::erase_if(verdict.matches, [this](const Match& match) { return Find(match.claim_offset) == nullptr; });
    return verdict;
  }

  // The members of a claim's story in the window with the lowest and the greatest copy number.
  std::pair<const Kept*, const Kept*> EndsOfStory(const Kept& member) const {
    const Kept* first = &member;
    const Kept* last = &member;
    for (const Kept& kept : kept_) {
      if (kept.verdict.story_id != member.verdict.story_id) continue;
      const auto place = [](const Kept* k) { return std::pair(k->verdict.copy_number, k->verdict.claim_offset); };
      if (place(&kept) < place(first)) first = &kept;
      if (place(&kept) > place(last)) last = &kept;
    }
    return {first, last};
  }

  const Kept* Find(ClaimOffset offset) const {
    for (const Kept& kept : kept_) {
      if (kept.verdict.claim_offset == offset) return &kept;
    }
    return nullptr;
  }

  Match MakeMatch(const Kept& kept, Relation relation, double r, double c, double m) const {
    return {kept.claim.article_id,      kept.claim.publisher,     relation, r, c, m,
            (time_ - kept.time) / 1000, kept.verdict.claim_offset};
  }

  // A claim's lowest fingerprints: those below a share of the sampling threshold, but at least so many.
  std::set<uint64_t> Lowest(const Claim& claim, uint64_t share, size_t least) const {
    std::set<uint64_t> lowest;
    if (claim.sketch.shingle_count < 10) return lowest;
    for (uint64_t fingerprint : claim.sketch.fingerprints) {
      if (lowest.size() < least || fingerprint <= ~uint64_t{0} / genesis_.sketch.sampling_rate / share)
        lowest.insert(fingerprint);
    }
    return lowest;
  }

  std::map<int64_t, const Kept*> Candidates(const Claim& claim) const {
    std::map<int64_t, int> votes;
    for (uint64_t fingerprint : Lowest(claim, 3, 24)) {
      const Kept* owner = nullptr;
      for (const Kept& kept : kept_)
        if (kept.posted.contains(fingerprint)) owner = &kept;
      if (owner != nullptr) ++votes[static_cast<int64_t>(owner->verdict.claim_offset)];
    }
    std::vector<std::pair<int, int64_t>> best;
    for (const auto& [offset, count] : votes) best.emplace_back(-count, offset);
    std::sort(best.begin(), best.end());
    if (best.size() > 8) best.resize(8);
    std::map<int64_t, const Kept*> candidates;
    for (const auto& [count, offset] : best) {
      const Kept* owner = Find(ClaimOffset{offset});
      const auto [first, last] = EndsOfStory(*owner);
      for (const Kept* kept : {owner, first, last}) {
        candidates[static_cast<int64_t>(kept->verdict.claim_offset)] = kept;
      }
    }
    return candidates;
  }

  // The share of the article's fingerprints that no related one has, of those that all their sketches cover.
  static double Novelty(const CoarseSketch& mine, const std::vector<CoarseSketch>& related) {
    double told = 0;
    double fresh = 0;
    for (uint32_t value : mine.values) {
      bool covered = true;
      bool seen = false;
      for (const CoarseSketch& other : related) {
        const int bits = std::min(mine.bits, other.bits);
        const uint32_t cut = value >> (mine.bits - bits);
        const uint64_t cover = ((uint64_t{other.last} + 1) << 32 >> other.bits) - 1;  // as a 32-bit threshold
        covered &= uint64_t{value} <= cover >> (32 - mine.bits);
        for (uint32_t theirs : other.values) seen |= theirs >> (other.bits - bits) == cut;
      }
      if (!covered) continue;
      ++told;
      fresh += seen ? 0 : 1;
    }
    return told == 0 ? 1 : fresh / told;
  }

  // From judging version 5 on, what falls together by chance is taken off.
  std::array<double, 3> SharesOf(const Overlap& o) const {
    if (o.a == 0 || o.b == 0) return {0, 0, 0};
    double shared = o.shared;
    if (genesis_.judging_version >= 5) {
      shared = std::max(0.0, shared - o.by_chance * (1 - shared / o.a) * (1 - shared / o.b));
    }
    return {shared / (double{1} * o.a + o.b - shared), shared / o.a, shared / o.b};
  }

  void Judge(const Claim& claim, Verdict& verdict) const {
    std::vector<CoarseSketch> related;
    for (const auto& [offset, kept] : Candidates(claim)) {
      if (kept->claim.sketch.shingle_count < 10) continue;
      const Overlap o = Compare(claim.sketch, kept->claim.sketch);
      const auto [r, c, m] = SharesOf(o);
      if (o.shared < 3 + static_cast<uint32_t>(4 * o.by_chance)) continue;
      related.push_back(Coarsen(kept->claim.sketch));
      const bool alike = r >= genesis_.resemblance_threshold;
      Relation relation = Relation::kDerived;
      if (c >= 0.7 && m >= 0.7) {
        relation = Relation::kReprint;
      } else if (c >= m && (c >= genesis_.containment_threshold || alike)) {
        relation = Relation::kAbridged;
      } else if (m > c && (m >= genesis_.containment_threshold || alike)) {
        relation = Relation::kExtended;
      } else if (std::max(c, m) < genesis_.derived_threshold) {
        continue;
      }
      verdict.matches.push_back(MakeMatch(*kept, relation, r, c, m));
    }
    verdict.novelty = Novelty(Coarsen(claim.sketch), related);
    std::stable_sort(verdict.matches.begin(), verdict.matches.end(), [](const Match& a, const Match& b) {
      return std::pair(-a.resemblance, -a.containment) < std::pair(-b.resemblance, -b.containment);
    });
    if (verdict.matches.size() > 8) verdict.matches.resize(8);
    if (!verdict.matches.empty()) verdict.relation = verdict.matches[0].relation;
  }

  void AsVersion(const Claim& claim, const Kept& version, Verdict& verdict) const {
    verdict.relation = Relation::kVersion;
    verdict.changed = version.claim.sketch.text_hash != claim.sketch.text_hash;
    for (Match& match : verdict.matches) {
      if (match.claim_offset == version.verdict.claim_offset) {
        match.relation = Relation::kVersion;
        return;
      }
    }
    const bool judged = claim.sketch.shingle_count >= 10 && version.claim.sketch.shingle_count >= 10;
    const bool short_equals = claim.sketch.shingle_count < 10 && version.claim.sketch.shingle_count < 10 &&
                              claim.sketch.text_hash == version.claim.sketch.text_hash;
    const Overlap o = judged ? Compare(claim.sketch, version.claim.sketch) : Overlap{};
    const auto [r, c, m] = short_equals ? std::array<double, 3>{1, 1, 1} : SharesOf(o);
    verdict.matches.push_back(MakeMatch(version, Relation::kVersion, r, c, m));
    if (verdict.matches.size() > 8) verdict.matches.erase(verdict.matches.end() - 2);
  }

  Genesis genesis_;
  std::vector<Kept> kept_;
  int64_t time_ = 0;
};

// A stream as a newsroom makes it: copies, cut, embedded, merged, updated, short, repeated, late.
class Stream {
 public:
  explicit Stream(uint32_t seed) : random_(seed) {}
  Piece Next() {
    Piece piece;
    piece.publisher = random_() % 10 == 0 ? "" : "p" + std::to_string(random_() % 6);
    if (random_() % 4 == 0) piece.uri = "urn:" + std::to_string(random_() % 40);
    const size_t kind = texts_.empty() ? 0 : random_() % 10;
    if (kind < 3) {
      piece.text = Words(static_cast<uint32_t>(random_()), 20 + random_() % 600);
    } else if (kind < 5) {
      piece.text = Some();
    } else if (kind == 5) {
      piece.text = Some().substr(0, 60 + random_() % 2000);
    } else if (kind == 6) {
      piece.text = Words(static_cast<uint32_t>(random_()), random_() % 400) + Some() +
                   Words(static_cast<uint32_t>(random_()), random_() % 400);
    } else if (kind == 7) {
      piece.text = Some() + Some();
    } else if (kind == 8) {
      piece.text = Words(static_cast<uint32_t>(random_() % 5), random_() % 14);
    } else {
      piece.text = Some();
      for (size_t i = 0; i < piece.text.size(); i += 40 + random_() % 80) piece.text[i] = 'q';
    }
    texts_.push_back(piece.text);
    return piece;
  }
  size_t Pick(size_t n) { return random_() % n; }

 private:
  const std::string& Some() { return texts_[texts_.size() - 1 - random_() % std::min<size_t>(texts_.size(), 30)]; }
  std::mt19937 random_;
  std::vector<std::string> texts_;
};

TEST(FoldIndex, EqualsTheNaiveReferenceOnRandomStreams) {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Genesis genesis = TestGenesis();
    genesis.window_seconds = 100;
    genesis.window_claims = seed % 2 == 0 ? 120 : 1000;
    genesis.judging_version = seed <= 3 ? kOldestJudgingVersion : kJudgingVersion;
    FoldIndex index(genesis);
    Reference reference(genesis);
    Stream stream(seed);
    std::vector<Claim> claims;
    int64_t time_ms = 0;
    for (int64_t i = 0; i < 400; ++i) {
      time_ms += static_cast<int64_t>(stream.Pick(1500));
      Claim claim = MakeClaim(i, stream.Next(), genesis);
      if (!claims.empty() && stream.Pick(12) == 0) claim = claims[stream.Pick(claims.size())];  // a re-claim
      claims.push_back(claim);
      const Verdict ours = index.Apply(claim, ClaimOffset{i}, time_ms).verdict;
      const Verdict theirs = reference.Apply(claim, i, time_ms);
      ASSERT_EQ(ours, theirs) << "claim " << i;
    }
    EXPECT_TRUE(index.Verify().ok()) << index.Verify();
  }
}

TEST(FoldIndex, AReplayGivesEqualVerdictsAndOneOriginalAStory) {
  Genesis genesis = TestGenesis();
  Stream stream(77);
  std::vector<Claim> claims;
  for (int64_t i = 0; i < 3000; ++i) claims.push_back(MakeClaim(i, stream.Next(), genesis));
  FoldIndex first(genesis);
  FoldIndex second(genesis);
  std::map<StoryId, int> sources;
  std::map<StoryId, uint32_t> members;
  for (int64_t i = 0; i < 3000; ++i) {
    const Verdict verdict = first.Apply(claims[static_cast<size_t>(i)], ClaimOffset{i}, i).verdict;
    ASSERT_EQ(verdict, second.Apply(claims[static_cast<size_t>(i)], ClaimOffset{i}, i).verdict);
    if (verdict.role == Role::kSource) ++sources[verdict.story_id];
    EXPECT_EQ(verdict.copy_number, ++members[verdict.story_id]);
  }
  for (const auto& [story, count] : sources) EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace wirefold
