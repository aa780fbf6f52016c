// JudgingRules: every constant that decides a verdict and is not a parameter of the log (genesis.h), by judging
// version. Who changes one of a version that was released changes the verdicts of running logs: raise kJudgingVersion
// and add a row instead. A golden file of verdicts holds each version (tests/golden/verdicts-N.golden).
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirefold {

// When two texts that share some are one story (one_story.h). Shares are of fingerprints, 0 to 1.
struct OneStoryRules {
  double alike;             // resemblance of one story, whatever else differs
  double rather_alike;      // with the longer one's lead in part,
  double some_lead;         // so much of it
  double most_lead;         // of both: with `containment_threshold` or `resemblance_threshold`,
  double agreed_alike;      // or this resemblance when headlines are alike, too
  double headed_alike;      // resemblance of two texts with headlines,
  double trace_of_lead;     // with so much of either lead
  double headlines;         // resemblance of two headlines that are alike,
  bool deducts_chance;      // without the words that fall together by chance
  double words_alone;       // numbers and names shared by two texts around one quotation, less than this,
  uint32_t some_telling;    // of so many fingerprints of each
  double both_contained;    // of other publishers: each in the other,
  double told_contained;    // or this,
  double told;              // when numbers and names are shared so far: a quotation has few
  double one_contained;     // or this of one of them,
  double half_contained;    // this of the other,
  double piece_lead;        // with this of the shorter one's lead
  bool discounts_tails;     // what a shared tail alone would give a lead is taken off: short texts are all lead
  double short_alike;       // resemblance of texts too short for a lead of their own,
  double short_told;        // when numbers and names are shared so far
  double embedded;          // of a piece that stands whole in a longer one,
  double no_lead;           // whose lead it has less of than this
  double off_topic_alike;   // of two texts when one says nothing of its headline
  int fewest_words;         // of a headline that could tell whether the text speaks of it
  bool knows_short_heads;   // texts may say nothing of headlines with fewer words, too
  double template_telling;  // numbers and names shared by two fillings of one form, at most,
  double template_gap;      // and so much more of the other words
  double form_words;        // or: so much of the other words at least,
  double form_telling;      // numbers and names shared at most,
  double form_gap;          // and so much less than the other words
  uint32_t fewest_telling;  // fingerprints of each that hold a number or a name, to say so
  uint32_t fewest_lead;     // fingerprints in a lead, to say anything of it
  double same_id;           // contained in an earlier article of the same id, to be its version
  double composite;         // a digest: its pieces together have so many times what the largest has
  size_t members;           // of the story, the newest, among whom the publisher's own copy is looked for
  bool moves;               // with other thresholds of the log than the usual ones shares move in proportion
};

struct JudgingRules {
  int bits_below_cover;   // that are kept of a fingerprint (shingle/coarse_sketch.h)
  uint32_t min_shingles;  // fewer cannot be judged by overlap
  uint64_t posted_share;  // one in so many of a sketch's fingerprints is posted
  size_t min_posted;      // but at least so many
  uint64_t sought_share;  // one in so many is looked up; never fewer than are posted
  size_t min_sought;
  size_t max_owners;  // newest carriers that become candidates, those of most fingerprints first
  size_t max_matches;
  uint32_t min_shared;      // fingerprints in common that say anything,
  double times_chance;      // on top of so many times what chance gives
  double whole;             // both contained this far: a reprint; less: one of them is the longer
  size_t max_fingerprints;  // of one claim; more can only come from a broken writer
  double few_contained;     // when fewer than min_shared are in common: two, and this share of one text
  uint32_t fewest_equal;    // shingles of a text that says anything
  uint32_t stub_shingles;   // a text of fewer is a stub when it was cut, or when nothing in it is of its headline
  bool joins_pages;         // pages of one article are one story
  bool tells_origins;       // a story has the agency that its members credit
  OneStoryRules one_story;
};

// Null: not a version that this program runs.
const JudgingRules* RulesOf(uint32_t judging_version);

}  // namespace wirefold
