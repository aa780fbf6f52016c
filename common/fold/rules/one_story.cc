#include "common/fold/rules/one_story.h"

#include <algorithm>
#include <bit>

namespace wirefold {
namespace {

// A constant of the usual threshold at another one: 0 stays 0, 1 stays 1.
double Moved(double constant, double threshold, double usual) {
  if (threshold == usual) return constant;
  return threshold < usual ? constant * threshold / usual : 1 - (1 - constant) * (1 - threshold) / (1 - usual);
}

double AtContainment(double constant, const Genesis& genesis, const JudgingRules& rules) {
  return rules.one_story.moves ? Moved(constant, genesis.containment_threshold, Genesis{}.containment_threshold)
                               : constant;
}

double AtResemblance(double constant, const Genesis& genesis, const JudgingRules& rules) {
  return rules.one_story.moves ? Moved(constant, genesis.resemblance_threshold, Genesis{}.resemblance_threshold)
                               : constant;
}

// Furniture under other headlines: texts that say nothing of what they are headed by.
bool OffTopic(const Pair& pair, const JudgingRules& rules) {
  if (!HeadlinesDiffer(pair.headline.words, pair.other_headline.words, kHeadlineBits, rules)) return false;
  if (pair.headline.unsaid && pair.other_headline.unsaid) {
    // Another publisher may head the same text by other words, if by few.
    return !rules.one_story.knows_short_heads || pair.same_publisher ||
           (IsLong(pair.headline, rules) && IsLong(pair.other_headline, rules));
  }
  if (!pair.headline.unsaid && !pair.other_headline.unsaid) return false;
  // An article may stand under a wrong headline once, and under its own, whose words it has, another time.
  const HeadlineSeen& other = pair.headline.unsaid ? pair.other_headline : pair.headline;
  if (pair.same_publisher && !IsLong(other, rules)) return true;
  return pair.shares.resemblance < rules.one_story.off_topic_alike &&
         std::min(pair.lead.ShareA(), pair.lead.ShareB()) < rules.one_story.most_lead;
}

// The share of a text's lead that it would have in common if all that it shares stood at its end: a disclaimer below
// some short text reaches into the lead. `compared` fingerprints, `in_lead` of them in the lead.
double LeadOfTail(uint32_t compared, uint32_t in_lead, double containment, const JudgingRules& rules) {
  if (!rules.one_story.discounts_tails || in_lead == 0) return 0;
  return std::max(0.0, 1 - compared * (1 - containment) / in_lead);
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
  const double words = std::min(plain.ShareA(), plain.ShareB());
  if (told < rules.one_story.template_telling && words - told >= rules.one_story.template_gap) return true;
  // A form has names and numbers of its own: where nearly all other words agree, more of those may.
  return words >= rules.one_story.form_words && told < rules.one_story.form_telling &&
         words - told >= rules.one_story.form_gap;
}

}  // namespace

bool IsLong(const HeadlineSeen& headline, const JudgingRules& rules) {
  return std::popcount(headline.words) >= rules.one_story.fewest_words;
}

bool HeadlinesAlike(uint32_t a, uint32_t b, int bits, const JudgingRules& rules) {
  if (a == 0 || b == 0) return false;
  const bool deducts = rules.one_story.deducts_chance;
  const double by_chance = deducts ? std::popcount(a) * std::popcount(b) / static_cast<double>(bits) : 0;
  return std::popcount(a & b) - by_chance >= rules.one_story.headlines * (std::popcount(a | b) - by_chance);
}

bool HeadlinesDiffer(uint32_t a, uint32_t b, int bits, const JudgingRules& rules) {
  return a != 0 && b != 0 && !HeadlinesAlike(a, b, bits, rules);
}

bool AreOneStory(const Pair& pair, const Genesis& genesis, const JudgingRules& rules) {
  const OneStoryRules& least = rules.one_story;
  const auto alike_at = [&](double constant) { return AtResemblance(constant, genesis, rules); };
  const auto contained_at = [&](double constant) { return AtContainment(constant, genesis, rules); };
  if (OffTopic(pair, rules) || AreOneForm(pair, rules)) return false;
  const double alike = pair.shares.resemblance;
  if (alike >= alike_at(least.alike)) return true;
  const bool headlines_alike = HeadlinesAlike(pair.headline.words, pair.other_headline.words, kHeadlineBits, rules);
  if (headlines_alike && alike >= genesis.resemblance_threshold) return true;
  const bool a_is_longer = pair.overlap.a > pair.overlap.b;
  const double part = a_is_longer ? pair.shares.containment : pair.shares.match_containment;   // of the longer
  const double piece = a_is_longer ? pair.shares.match_containment : pair.shares.containment;  // of the shorter
  // Without traits, or with too few fingerprints in a lead, only what is shared can tell.
  if (std::min(pair.lead.a, pair.lead.b) < least.fewest_lead) return alike >= alike_at(least.rather_alike);
  const double long_lead = a_is_longer ? pair.lead.ShareA() : pair.lead.ShareB();
  const double short_lead = a_is_longer ? pair.lead.ShareB() : pair.lead.ShareA();
  // A piece within a digest: the digest begins with something else.
  if (piece >= least.embedded && long_lead < least.no_lead) return false;
  const double a_tail = LeadOfTail(pair.overlap.a, pair.lead.a, pair.shares.containment, rules);
  const double b_tail = LeadOfTail(pair.overlap.b, pair.lead.b, pair.shares.match_containment, rules);
  const double a_lead = pair.lead.ShareA() - a_tail;
  const double b_lead = pair.lead.ShareB() - b_tail;
  const double own_lead = a_is_longer ? a_lead : b_lead;
  const double told = std::min(pair.telling.ShareA(), pair.telling.ShareB());
  if ((a_is_longer ? a_tail : b_tail) > 0 && alike >= alike_at(least.short_alike) && told >= least.short_told)
    return true;
  if (alike >= alike_at(least.rather_alike) && own_lead >= least.some_lead) return true;
  // What is left are texts of which half is new: a quotation that both have may stand in their leads, too.
  if (std::min(pair.telling.a, pair.telling.b) >= least.some_telling &&
      std::max(pair.telling.ShareA(), pair.telling.ShareB()) < least.words_alone) {
    return false;
  }
  if (std::min(own_lead, short_lead) >= least.most_lead &&
      (piece >= genesis.containment_threshold || alike >= genesis.resemblance_threshold ||
       (headlines_alike && alike >= alike_at(least.agreed_alike)))) {
    return true;
  }
  // With headlines, what is left of either lead is enough: those without one are pages that pile up.
  if (pair.headline.words != 0 && pair.other_headline.words != 0 && alike >= alike_at(least.headed_alike) &&
      std::max(a_lead, b_lead) >= least.trace_of_lead) {
    return true;
  }
  if (pair.same_publisher) return false;
  // Another publisher seldom takes over the story so far under a lead of its own: it copies.
  if (part >= contained_at(least.both_contained)) return true;
  if (part >= contained_at(least.told_contained) && told >= least.told) return true;
  if (short_lead < least.piece_lead) return false;
  return (part >= contained_at(least.half_contained) && piece >= contained_at(least.one_contained)) ||
         (piece >= genesis.containment_threshold && own_lead >= least.some_lead);
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
