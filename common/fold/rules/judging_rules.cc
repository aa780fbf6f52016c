#include "common/fold/rules/judging_rules.h"

#include "common/fold/genesis.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {
namespace {

constexpr size_t kMostFingerprints = 4096;

constexpr JudgingRules kVersion6 = {.bits_below_cover = 16,
                                    .min_shingles = 10,
                                    .posted_share = 5,
                                    .min_posted = 16,
                                    .sought_share = 1,
                                    .min_sought = kMostFingerprints,  // the whole sketch
                                    .max_owners = 16,
                                    .max_matches = 16,
                                    .min_shared = 3,
                                    .times_chance = 4,
                                    .whole = 0.7,
                                    .max_fingerprints = kMostFingerprints,
                                    .few_contained = 0.9,
                                    .fewest_equal = 1,
                                    .stub_shingles = 60,
                                    .joins_pages = false,
                                    .tells_origins = false,
                                    .one_story = {.alike = 0.65,
                                                  .rather_alike = 0.5,
                                                  .some_lead = 0.2,
                                                  .most_lead = 0.45,
                                                  .agreed_alike = 2,  // none
                                                  .headed_alike = 2,  // none
                                                  .trace_of_lead = 0,
                                                  .headlines = 0.4,
                                                  .deducts_chance = false,
                                                  .words_alone = 0,
                                                  .some_telling = 0,
                                                  .both_contained = 0.45,
                                                  .told_contained = 2,  // none
                                                  .told = 0,
                                                  .one_contained = 0.55,
                                                  .half_contained = 0.35,
                                                  .piece_lead = 0.3,
                                                  .discounts_tails = false,
                                                  .short_alike = 2,  // none
                                                  .short_told = 0,
                                                  .embedded = 0.9,
                                                  .no_lead = 0.1,
                                                  .off_topic_alike = 0.9,
                                                  .fewest_words = 4,
                                                  .knows_short_heads = false,
                                                  .template_telling = 0.3,
                                                  .template_gap = 0.4,
                                                  .form_words = 2,  // none
                                                  .form_telling = 0,
                                                  .form_gap = 0,
                                                  .fewest_telling = 8,
                                                  .fewest_lead = 3,
                                                  .same_id = 0.1,
                                                  .composite = 1.5,
                                                  .members = 16,
                                                  .moves = false}};

constexpr JudgingRules Version7() {
  JudgingRules rules = kVersion6;
  rules.bits_below_cover = kBitsBelowCover;
  rules.joins_pages = true;
  rules.tells_origins = true;
  rules.one_story.alike = 0.62;
  rules.one_story.some_lead = 0.15;
  rules.one_story.most_lead = 0.35;
  rules.one_story.agreed_alike = 0.28;
  rules.one_story.headed_alike = 0.32;
  rules.one_story.trace_of_lead = 0.1;
  rules.one_story.headlines = 0.36;
  rules.one_story.deducts_chance = true;
  rules.one_story.words_alone = 0.1;
  rules.one_story.some_telling = 4;
  rules.one_story.both_contained = 0.48;
  rules.one_story.told_contained = 0.4;
  rules.one_story.told = 0.3;
  rules.one_story.one_contained = 0.5;
  rules.one_story.half_contained = 0.28;
  rules.one_story.discounts_tails = true;
  rules.one_story.short_alike = 0.5;
  rules.one_story.short_told = 0.5;
  rules.one_story.embedded = 0.8;
  rules.one_story.knows_short_heads = true;
  rules.one_story.form_words = 0.85;
  rules.one_story.form_telling = 0.55;
  rules.one_story.form_gap = 0.35;
  rules.one_story.moves = true;
  return rules;
}
constexpr JudgingRules kVersion7 = Version7();

}  // namespace

const JudgingRules* RulesOf(uint32_t judging_version) {
  static_assert(kOldestJudgingVersion == 6 && kJudgingVersion == 7);
  switch (judging_version) {
    case 6:
      return &kVersion6;
    case 7:
      return &kVersion7;
    default:
      return nullptr;
  }
}

}  // namespace wirefold
