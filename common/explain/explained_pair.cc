#include "common/explain/explained_pair.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/fold/machine/fold_index.h"
#include "common/fold/rules/one_story.h"
#include "common/fold/rules/query.h"

namespace wirefold {
namespace {

PlacedTokens TokensOf(const Dossier& dossier) { return PlaceTokens({dossier.article.body, dossier.SketchInput()}); }

// What both share, from the side of the later one, as the index has it from their claims.
Pair PairOf(const Claim& later, const Claim& earlier, const Genesis& genesis, const JudgingRules& rules) {
  Query a;
  Query b;
  FillQuery(later, genesis, rules, /*sought=*/true, a);
  FillQuery(earlier, genesis, rules, /*sought=*/true, b);
  std::vector<size_t> shared;
  Pair pair;
  pair.overlap = Compare(a.sketch, b.sketch, shared);
  pair.shares = SharesOf(pair.overlap);
  pair.lead = CompareTrait(a.sketch, b.sketch, shared, kInLead);
  pair.telling = CompareTrait(a.sketch, b.sketch, shared, kTelling);
  pair.headline = {later.headline.words, later.headline.unsaid};
  pair.other_headline = {earlier.headline.words, earlier.headline.unsaid};
  pair.same_publisher = !later.publisher.empty() && later.publisher == earlier.publisher;
  return pair;
}

std::vector<Threshold> ThresholdsOf(const Pair& pair, const Genesis& genesis, const JudgingRules& rules) {
  const Shares& shares = pair.shares;
  const double most = std::max(shares.containment, shares.match_containment);
  const double longer_lead = pair.overlap.a >= pair.overlap.b ? pair.lead.ShareA() : pair.lead.ShareB();
  const double both_leads = std::min(pair.lead.ShareA(), pair.lead.ShareB());
  std::vector<Threshold> all = {
      {"the larger containment", "below it they have nothing to do with each other", most, genesis.derived_threshold},
      {"the second in the first", "the second is a copy or a part", shares.containment, genesis.containment_threshold},
      {"the first in the second", "the first is a copy or a part", shares.match_containment,
       genesis.containment_threshold},
      {"resemblance", "with both leads, or headlines alike: one story", shares.resemblance,
       genesis.resemblance_threshold},
  };
  // Constants of the rules; with other thresholds of the log they move, and are not told.
  if (genesis.resemblance_threshold != Genesis{}.resemblance_threshold) return all;
  const OneStoryRules& story = rules.one_story;
  all.push_back({"resemblance", "one story by itself", shares.resemblance, story.alike});
  all.push_back(
      {"resemblance", "one story with a part of the longer one's lead", shares.resemblance, story.rather_alike});
  all.push_back({"the longer one's lead", "the part of it that is asked for", longer_lead, story.some_lead});
  all.push_back({"both leads", "the part of each that is asked for", both_leads, story.most_lead});
  return all;
}

}  // namespace

ExplainedPair ExplainPair(const ReadArticle& first, const ReadArticle& second, const Genesis& genesis) {
  const JudgingRules* const rules = RulesOf(genesis.judging_version);
  WF_CHECK(rules != nullptr);
  ExplainedPair out;
  out.first = Explain(first.dossier, first.claim.article_id, first.claim.publisher);
  out.second = Explain(second.dossier, second.claim.article_id, second.claim.publisher);
  FoldIndex index(genesis);
  const Verdict before = index.Apply(first.claim, ClaimOffset{0}, 0).verdict;
  const Verdict verdict = index.Apply(second.claim, ClaimOffset{1}, 0).verdict;
  out.one_story = verdict.story_id == before.story_id;
  out.relation = RelationName(verdict.relation);
  out.compared = std::min(first.claim.sketch.shingle_count, second.claim.sketch.shingle_count) >= rules->min_shingles;
  const Pair pair = PairOf(second.claim, first.claim, genesis, *rules);
  out.same_publisher = pair.same_publisher;
  out.passages = SharedPassages(TokensOf(first.dossier), TokensOf(second.dossier), genesis.sketch.shingle_length);
  if (!out.compared) return out;
  out.resemblance = pair.shares.resemblance;
  out.containment = pair.shares.containment;
  out.match_containment = pair.shares.match_containment;
  out.fingerprints = pair.overlap.a;
  out.shared = pair.overlap.shared;
  out.thresholds = ThresholdsOf(pair, genesis, *rules);
  return out;
}

std::vector<TextMark> MarksOfPassages(const std::vector<SharedPassage>& passages, ByteSpan SharedPassage::*side,
                                      std::vector<size_t>& order) {
  order.resize(passages.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return (passages[a].*side).begin < (passages[b].*side).begin; });
  std::vector<TextMark> marks;
  marks.reserve(order.size());
  for (const size_t i : order) {
    marks.push_back({passages[i].*side, MarkKind::kQuote, absl::StrFormat("passage %d", i + 1),
                     absl::StrFormat("%d words in both", passages[i].tokens)});
  }
  return marks;
}

}  // namespace wirefold
