#include "common/fold/rules/one_story.h"

#include <algorithm>
#include <bit>

namespace wirefold {
namespace {

// Furniture under other headlines: texts that say nothing of what they are headed by.
bool OffTopic(const Pair& pair, const JudgingRules& rules) {
  if (!HeadlinesDiffer(pair.headline.words, pair.other_headline.words, rules)) return false;
  if (pair.headline.unsaid && pair.other_headline.unsaid) return true;
  if (!pair.headline.unsaid && !pair.other_headline.unsaid) return false;
  // An article may stand under a wrong headline once, and under its own, whose words it has, another time.
  const HeadlineSeen& other = pair.headline.unsaid ? pair.other_headline : pair.headline;
  const bool too_short_to_tell = std::popcount(other.words) < rules.one_story.fewest_words;
  if (pair.same_publisher && too_short_to_tell) return true;
  return pair.shares.resemblance < rules.one_story.off_topic_alike &&
         std::min(pair.lead.ShareA(), pair.lead.ShareB()) < rules.one_story.most_lead;
}

// Two fillings of one form: the numbers and names differ, the words between them do not.
bool AreOneForm(const Pair& pair, const JudgingRules& rules) {
  const TraitOverlap& telling = pair.telling;
  if (std::min(telling.a, telling.b) < rules.one_story.fewest_telling) return false;
  const TraitOverlap plain = {.a = pair.overlap.a - telling.a,
                              .b = pair.overlap.b - telling.b,
                              .shared_a = pair.overlap.shared - std::min(pair.overlap.shared, telling.shared_a),
                              .shared_b = pair.overlap.shared - std::min(pair.overlap.shared, telling.shared_b)};
  const double told = std::max(telling.ShareA(), telling.ShareB());
  return told < rules.one_story.template_telling &&
         std::min(plain.ShareA(), plain.ShareB()) - told >= rules.one_story.template_gap;
}

}  // namespace

bool HeadlinesAlike(uint32_t a, uint32_t b, const JudgingRules& rules) {
  if (a == 0 || b == 0) return false;
  return std::popcount(a & b) >= rules.one_story.headlines * std::popcount(a | b);
}

bool HeadlinesDiffer(uint32_t a, uint32_t b, const JudgingRules& rules) {
  return a != 0 && b != 0 && !HeadlinesAlike(a, b, rules);
}

bool AreOneStory(const Pair& pair, const Genesis& genesis, const JudgingRules& rules) {
  const OneStoryRules& least = rules.one_story;
  if (OffTopic(pair, rules) || AreOneForm(pair, rules)) return false;
  const double alike = pair.shares.resemblance;
  if (alike >= least.alike) return true;
  if (alike >= genesis.resemblance_threshold && HeadlinesAlike(pair.headline.words, pair.other_headline.words, rules)) {
    return true;
  }
  const bool a_is_longer = pair.overlap.a > pair.overlap.b;
  const double part = a_is_longer ? pair.shares.containment : pair.shares.match_containment;   // of the longer
  const double piece = a_is_longer ? pair.shares.match_containment : pair.shares.containment;  // of the shorter
  // Without traits, or with too few fingerprints in a lead, only what is shared can tell.
  if (std::min(pair.lead.a, pair.lead.b) < least.fewest_lead) return alike >= least.rather_alike;
  const double long_lead = a_is_longer ? pair.lead.ShareA() : pair.lead.ShareB();
  const double short_lead = a_is_longer ? pair.lead.ShareB() : pair.lead.ShareA();
  // A piece within a digest: the digest begins with something else.
  if (piece >= least.embedded && long_lead < least.no_lead) return false;
  if (alike >= least.rather_alike && long_lead >= least.some_lead) return true;
  if (std::min(long_lead, short_lead) >= least.most_lead &&
      (piece >= genesis.containment_threshold || alike >= genesis.resemblance_threshold)) {
    return true;
  }
  if (pair.same_publisher) return false;
  // Another publisher seldom takes over the story so far under a lead of its own: it copies.
  if (part >= least.both_contained) return true;
  if (short_lead < least.piece_lead) return false;
  return (part >= least.half_contained && piece >= least.one_contained) ||
         (piece >= genesis.containment_threshold && long_lead >= least.some_lead);
}

std::optional<Relation> RelationOf(const Pair& pair, bool one_story, const Genesis& genesis,
                                   const JudgingRules& rules) {
  const double mine = pair.shares.containment;
  const double theirs = pair.shares.match_containment;
  const double less = std::min(mine, theirs);
  const double more = std::max(mine, theirs);
  if (one_story && less >= rules.whole) return Relation::kReprint;
  const bool embedded = less < rules.one_story.both_contained && more >= genesis.containment_threshold;
  if (one_story || embedded) return mine >= theirs ? Relation::kAbridged : Relation::kExtended;
  if (more >= genesis.derived_threshold) return Relation::kDerived;
  return std::nullopt;
}

}  // namespace wirefold
