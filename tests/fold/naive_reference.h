// The fold index's rules in a naive spelling: every claim kept whole, owners by a linear search.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>

#include "common/fold/machine/fold_index.h"
#include "common/fold/rules/one_story.h"
#include "common/shingle/coarse_sketch.h"
#include "tests/fold/naive_shares.h"
#include "tests/fold/pieces.h"

namespace wirefold {

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
      kept_.push_back({claim, again, time_, Posted(claim)});
      for (Match& match : again.matches) {
        match.interval_seconds = (time_ - Find(match.claim_offset)->time) / 1000;
      }
      return again;
    }
    Verdict verdict;
    verdict.claim_offset = verdict.first_claim = ClaimOffset{offset};
    const Kept* joins = nullptr;
    if (Insufficient(claim)) {
      verdict.relation = Relation::kInsufficientText;
      joins = EqualText(claim);
      if (joins != nullptr) verdict.matches.push_back(MakeMatch(*joins, Relation::kInsufficientText, 1, 1, 1));
    } else {
      const std::set<ClaimOffset> joinable = Judge(claim, verdict);
      for (const Match& match : verdict.matches) {
        if (joinable.contains(match.claim_offset)) {
          joins = Find(match.claim_offset);
          verdict.relation = match.relation;
          break;
        }
      }
    }
    const Kept* const version = VersionOf(claim, joins);
    if (version != nullptr) {
      joins = version;
      AsVersion(claim, *version, verdict);
    }
    verdict.story_id = OpenStory(genesis_.log_id, ClaimOffset{offset});
    verdict.first_seen_article_id = claim.article_id;
    if (joins != nullptr) {
      verdict.role = Role::kCopy;
      verdict.story_id = joins->verdict.story_id;
      verdict.first_seen_article_id = joins->verdict.first_seen_article_id;
      verdict.copy_number = EndsOfStory(*joins).second->verdict.copy_number + 1;
      verdict.origin = EndsOfStory(*joins).second->verdict.origin;
    }
    const bool speaks = joins == nullptr || IsOfStory(claim, verdict);
    if (speaks && Surer(claim.origin, verdict.origin.credit)) verdict.origin = {claim.origin, claim.article_id};
    if (!Rules().tells_origins) verdict.origin = {};
    kept_.push_back({claim, verdict, time_, Posted(claim)});
    return verdict;
  }

 private:
  struct Kept {
    Claim claim;
    Verdict verdict;
    int64_t time;
    std::set<uint64_t> posted;
  };

  const JudgingRules& Rules() const { return *RulesOf(genesis_.judging_version); }

  bool SaysNothing(const Claim& claim) const {
    const uint32_t shingles = claim.sketch.shingle_count;
    const bool short_head = genesis_.judging_version >= 7 && std::popcount(claim.headline.words) < 4;
    return shingles == 0 || (claim.headline.unsaid && shingles < (short_head ? 10 : 60));
  }
  bool Insufficient(const Claim& claim) const { return claim.sketch.shingle_count < 10 || SaysNothing(claim); }

  // The newest record of the publisher's under that headline and address, when one of the two is a page.
  const Kept* PageOf(const Claim& claim) const {
    if (!Rules().joins_pages || claim.pages_hash == 0 || claim.headline.words == 0 || claim.publisher.empty()) {
      return nullptr;
    }
    const Kept* newest = nullptr;
    for (const Kept& kept : kept_) {
      const Claim& other = kept.claim;
      if (other.pages_hash == claim.pages_hash && other.headline.words != 0 && !other.publisher.empty()) newest = &kept;
    }
    if (newest == nullptr || (!claim.paged && !newest->claim.paged)) return nullptr;
    const auto folded = [](uint32_t words) { return (words | words >> 16) & 0xffff; };
    const bool same = folded(newest->claim.headline.words) == folded(claim.headline.words);
    return same && newest->claim.publisher == claim.publisher ? newest : nullptr;
  }

  static bool Surer(const OriginCredit& a, const OriginCredit& b) {
    if (a.agency_id.empty() || b.agency_id.empty()) return !a.agency_id.empty();
    return a.evidence != 0 && (b.evidence == 0 || a.evidence < b.evidence);
  }

  // Most of the claim's words are in a member of the story that it enters.
  bool IsOfStory(const Claim& claim, const Verdict& verdict) const {
    const Kept* const page = PageOf(claim);
    if (page != nullptr && page->verdict.story_id == verdict.story_id) return true;
    return std::any_of(verdict.matches.begin(), verdict.matches.end(), [&](const Match& match) {
      const Kept& other = *Find(match.claim_offset);
      if (other.verdict.story_id != verdict.story_id) return false;
      if (static_cast<uint32_t>(other.claim.sketch.text_hash) == static_cast<uint32_t>(claim.sketch.text_hash))
        return true;
      return !Insufficient(claim) && !Insufficient(other.claim) && match.containment >= genesis_.containment_threshold;
    });
  }

  // The newest claim of equal words, one of the same place first.
  const Kept* EqualText(const Claim& claim) const {
    if (claim.sketch.text_hash == MakeSketch({}, {}).text_hash || SaysNothing(claim)) return nullptr;
    const Kept* any = nullptr;
    const Kept* there = nullptr;
    for (const Kept& kept : kept_) {
      if (kept.claim.sketch.text_hash != claim.sketch.text_hash || SaysNothing(kept.claim)) continue;
      any = &kept;
      if (claim.place != 0 && kept.claim.place == claim.place) there = &kept;
    }
    const Kept* same = there != nullptr ? there : any;
    if (same == nullptr) return nullptr;
    if (claim.place != 0 && same->claim.place != 0 && claim.place != same->claim.place) return nullptr;
    const auto folded = [](uint32_t words) { return (words | words >> 16) & 0xffff; };
    if (HeadlinesDiffer(folded(claim.headline.words), folded(same->claim.headline.words), 16, Rules())) return nullptr;
    return same;
  }

  CoarseSketch Coarse(const Claim& claim) const { return Coarsen(claim.sketch, Rules().bits_below_cover); }

  Pair PairOf(const Claim& claim, const Claim& other) const {
    const CoarseSketch a = Coarse(claim);
    const CoarseSketch b = Coarse(other);
    std::vector<size_t> shared;
    Pair pair;
    pair.overlap = Compare(a, b, shared);
    const auto [r, c, m] = NaiveSharesOf(pair.overlap);
    pair.shares = {r, c, m};
    pair.lead = CompareTrait(a, b, shared, kInLead);
    pair.telling = CompareTrait(a, b, shared, kTelling);
    pair.headline = {claim.headline.words, claim.headline.unsaid};
    pair.other_headline = {other.headline.words, other.headline.unsaid};
    pair.same_publisher = !claim.publisher.empty() && claim.publisher == other.publisher;
    return pair;
  }
  bool Telling(const Overlap& o) const {
    const uint32_t chance = static_cast<uint32_t>(4 * o.by_chance);
    if (o.shared >= 3 + chance) return true;
    return o.shared >= 2 + chance && std::max(o.ContainmentA(), o.ContainmentB()) >= 0.9;
  }

  bool SharesSomething(const Claim& claim, const Kept& version) const {
    if (Insufficient(claim) || Insufficient(version.claim)) return true;
    const Pair pair = PairOf(claim, version.claim);
    return Telling(pair.overlap) && std::max(pair.shares.containment, pair.shares.match_containment) >= 0.1;
  }

  // The publisher's earlier record of this article: of the same uri, another page of it, or its own text.
  const Kept* VersionOf(const Claim& claim, const Kept* joins) const {
    const Kept* same = nullptr;
    for (const Kept& kept : kept_) {
      if (claim.uri_hash != 0 && kept.claim.uri_hash == claim.uri_hash && kept.claim.publisher == claim.publisher)
        same = &kept;
    }
    if (same != nullptr && SharesSomething(claim, *same)) return same;
    const bool may_copy = joins != nullptr && !Insufficient(claim) && !claim.publisher.empty();
    const Kept* const own = may_copy ? OwnCopy(claim, *joins) : nullptr;
    const Kept* const page = PageOf(claim);
    const bool of_page = page != nullptr && own != nullptr && own->verdict.story_id == page->verdict.story_id;
    return page != nullptr && !of_page ? page : own;
  }

  // The publisher's own copy: what is joined, or the newest one of the last members of its story.
  const Kept* OwnCopy(const Claim& claim, const Kept& joins) const {
    if (joins.claim.publisher == claim.publisher) return &joins;
    std::vector<const Kept*> members;
    for (const Kept& kept : kept_) {
      if (kept.verdict.story_id == joins.verdict.story_id) members.push_back(&kept);
    }
    const auto place = [](const Kept* k) { return std::pair(k->verdict.copy_number, k->verdict.claim_offset); };
    std::sort(members.begin(), members.end(), [&](const Kept* a, const Kept* b) { return place(a) > place(b); });
    if (members.size() > 16) members.resize(16);
    for (const Kept* member : members) {
      if (member->claim.publisher != claim.publisher || Insufficient(member->claim)) continue;
      const Pair pair = PairOf(claim, member->claim);
      if (Telling(pair.overlap) && AreOneStory(pair, genesis_, Rules())) return member;
    }
    return nullptr;
  }

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

  // What a claim is found by: the lowest fingerprint of each stretch of 28 shingles, and others up
  // to 16.
  std::set<uint64_t> Posted(const Claim& claim) const {
    if (Insufficient(claim)) return {};
    std::vector<uint64_t> keys = claim.sketch.fingerprints;
    size_t front = 0;
    for (size_t i = 0; i < keys.size() && front < std::max<size_t>(16, keys.size() / 2); ++i) {
      if ((claim.sketch.traits[i] & kLowestHere) != 0) std::swap(keys[front++], keys[i]);
    }
    keys.resize(std::min(keys.size(), std::max<size_t>(front, 16)));
    return {keys.begin(), keys.end()};
  }

  std::map<int64_t, const Kept*> Candidates(const Claim& claim) const {
    std::map<int64_t, int> votes;
    for (uint64_t fingerprint : claim.sketch.fingerprints) {
      const Kept* owner = nullptr;
      for (const Kept& kept : kept_)
        if (kept.posted.contains(fingerprint)) owner = &kept;
      if (owner != nullptr) ++votes[static_cast<int64_t>(owner->verdict.claim_offset)];
    }
    std::vector<std::pair<int, int64_t>> best;
    for (const auto& [offset, count] : votes) best.emplace_back(-count, offset);
    std::sort(best.begin(), best.end());
    if (best.size() > MostMatches()) best.resize(MostMatches());
    std::map<int64_t, const Kept*> candidates;
    const Kept* same_text = nullptr;  // the newest
    for (const Kept& kept : kept_) {
      if (kept.claim.sketch.text_hash == claim.sketch.text_hash && !SaysNothing(kept.claim)) same_text = &kept;
    }
    if (same_text != nullptr) {
      best.emplace_back(0, static_cast<int64_t>(same_text->verdict.claim_offset));
    }
    for (const auto& [count, offset] : best) {
      const Kept* owner = Find(ClaimOffset{offset});
      const auto [first, last] = EndsOfStory(*owner);
      for (const Kept* kept : {owner, first, last}) {
        candidates[static_cast<int64_t>(kept->verdict.claim_offset)] = kept;
      }
    }
    return candidates;
  }

  static size_t MostMatches() { return 16; }

  std::optional<std::pair<Relation, bool>> Related(const Pair& pair) const {
    const bool one_story = AreOneStory(pair, genesis_, Rules());
    const std::optional<Relation> relation = RelationOf(pair, one_story, genesis_, Rules());
    if (!relation) return std::nullopt;
    return std::pair(*relation, one_story);
  }

  // No story is entered that the publisher's own article of it, or its opener, speaks against.
  void AgreeWithStories(const Claim& claim, const std::vector<Match>& matches, std::set<ClaimOffset>& joinable) const {
    const std::set<ClaimOffset> before = joinable;
    for (const Match& match : matches) {
      if (!before.contains(match.claim_offset) || match.resemblance >= Rules().one_story.alike) continue;
      const Kept& joined = *Find(match.claim_offset);
      const auto own = [&](const Match& m) { return !claim.publisher.empty() && m.publisher == claim.publisher; };
      const ClaimOffset opener = EndsOfStory(joined).first->verdict.claim_offset;
      bool agrees = false;
      for (const Match& other : matches) {
        agrees |= other.claim_offset == opener;
        if (!own(match) && own(other) && !before.contains(other.claim_offset) &&
            other.resemblance >= match.resemblance &&
            Find(other.claim_offset)->verdict.story_id == joined.verdict.story_id) {
          joinable.erase(match.claim_offset);
        }
      }
      if (!agrees) joinable.erase(match.claim_offset);
    }
  }

  // Returns the claims whose story may be entered.
  std::set<ClaimOffset> Judge(const Claim& claim, Verdict& verdict) const {
    std::vector<CoarseSketch> related;
    std::set<ClaimOffset> joinable;
    std::set<size_t> in_pieces;
    size_t largest = 0;
    for (const auto& [offset, kept] : Candidates(claim)) {
      if (Insufficient(kept->claim)) continue;
      const Pair pair = PairOf(claim, kept->claim);
      if (!Telling(pair.overlap)) continue;
      related.push_back(Coarse(kept->claim));
      const auto relation = Related(pair);
      if (!relation) continue;
      const auto [r, c, m] = pair.shares;
      if (m >= genesis_.containment_threshold) {
        std::vector<size_t> shared;
        Compare(Coarse(claim), related.back(), shared);
        in_pieces.insert(shared.begin(), shared.end());
        largest = std::max<size_t>(largest, pair.overlap.shared);
      }
      if (relation->second) joinable.insert(kept->verdict.claim_offset);
      verdict.matches.push_back(MakeMatch(*kept, relation->first, r, c, m));
    }
    verdict.novelty = Novelty(Coarse(claim), related);
    AgreeWithStories(claim, verdict.matches, joinable);
    if (static_cast<double>(in_pieces.size()) >= 1.5 * static_cast<double>(largest)) {
      for (Match& match : verdict.matches) {
        if (match.match_containment < genesis_.containment_threshold || match.resemblance >= Rules().one_story.alike)
          continue;
        match.relation = Relation::kExtended;
        joinable.erase(match.claim_offset);
      }
    }
    std::stable_sort(verdict.matches.begin(), verdict.matches.end(), [](const Match& a, const Match& b) {
      return std::pair(-a.resemblance, -a.containment) < std::pair(-b.resemblance, -b.containment);
    });
    if (verdict.matches.size() > MostMatches()) verdict.matches.resize(MostMatches());
    if (!verdict.matches.empty()) verdict.relation = verdict.matches[0].relation;
    return joinable;
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
    const bool judged = !Insufficient(claim) && !Insufficient(version.claim);
    const bool short_equals =
        Insufficient(claim) && Insufficient(version.claim) && claim.sketch.text_hash == version.claim.sketch.text_hash;
    const Overlap o = judged ? Compare(Coarse(claim), Coarse(version.claim)) : Overlap{};
    const auto [r, c, m] = short_equals ? std::array<double, 3>{1, 1, 1} : NaiveSharesOf(o);
    verdict.matches.push_back(MakeMatch(version, Relation::kVersion, r, c, m));
    if (verdict.matches.size() > MostMatches()) verdict.matches.erase(verdict.matches.end() - 2);
  }

  Genesis genesis_;
  std::vector<Kept> kept_;
  std::vector<std::pair<ClaimOffset, int64_t>> renewed_;  // claims that another stands for, and their times
  int64_t time_ = 0;
};

}  // namespace wirefold
