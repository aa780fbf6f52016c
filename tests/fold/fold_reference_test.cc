// The fold index against a naive reference of the same rules, on random streams.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "common/fold/machine/fold_index.h"
#include "common/shingle/coarse_sketch.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

// ---- the reference: the same rules, nothing clever: every claim kept whole, owners by a linear search ----

class Reference {
 public:
  explicit Reference(const Genesis& genesis) : genesis_(genesis) {}

  Verdict Apply(const Claim& claim, int64_t offset, int64_t time_ms) {
    time_ = time_ms;
    const int64_t window_ms = static_cast<int64_t>(genesis_.window_seconds) * 1000;
    std::erase_if(kept_, [&](const Kept& kept) { return time_ - kept.time > window_ms; });
    std::erase_if(renewed_, [&](const auto& renewed) { return time_ - renewed.second > window_ms; });
    while (kept_.size() + renewed_.size() >= genesis_.window_claims) ForgetOldest();
    for (size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i].claim.raw != claim.raw || kept_[i].claim.content_hash != claim.content_hash) continue;
      Verdict again = Now(kept_[i].verdict);
      again.claim_offset = ClaimOffset{offset};
      renewed_.push_back({kept_[i].verdict.claim_offset, kept_[i].time});
      kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i));
      kept_.push_back({claim, again, time_, Lowest(claim, 5, 12)});
      for (Match& match : again.matches) {
        match.interval_seconds = (time_ - Find(match.claim_offset)->time) / 1000;
      }
      return again;
    }
    Verdict verdict;
    verdict.claim_offset = verdict.first_claim = ClaimOffset{offset};
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

  // The oldest claim of the window, renewed or not.
  void ForgetOldest() {
    const auto oldest = std::min_element(renewed_.begin(), renewed_.end());
    if (oldest != renewed_.end() && (kept_.empty() || oldest->first < kept_.front().verdict.claim_offset)) {
      renewed_.erase(oldest);
    } else {
      kept_.erase(kept_.begin());
    }
  }

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
  std::vector<std::pair<ClaimOffset, int64_t>> renewed_;  // claims that another stands for, and their times
  int64_t time_ = 0;
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
