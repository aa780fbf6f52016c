// ExplainedPair: why two articles are one story or two, by the functions that judge claims: their sketches, what these
// share, each threshold and by how much it was passed or missed. Pure.
//
//   ExplainedPair pair = ExplainPair(first, second, genesis);
//   for (const Threshold& threshold : pair.thresholds) Show(threshold.what, threshold.By());
#pragma once

#include <string>
#include <vector>

#include "common/explain/explained_article.h"
#include "common/explain/shared_passages.h"
#include "common/fold/genesis.h"
#include "common/pipeline/prepare.h"

namespace wirefold {

// An article as it was read: both stages of one raw record.
struct ReadArticle {
  Dossier dossier;
  Claim claim;
};

struct Threshold {
  std::string what;   // "resemblance"
  std::string means;  // what passing it alone or with others says
  double value = 0;
  double bound = 0;
  bool Passed() const { return value >= bound; }
  double By() const { return value - bound; }  // below 0: missed
};

struct ExplainedPair {
  ExplainedArticle first;   // came first
  ExplainedArticle second;  // is judged
  bool one_story = false;
  std::string relation;  // of the second to the first: "REPRINT"
  bool same_publisher = false;
  bool compared = false;         // else one of them is too short, and only equal words would be the same text
  double resemblance = 0;        // |A∩B| / |A∪B|, A being the second
  double containment = 0;        // share of the second in the first
  double match_containment = 0;  // share of the first in the second
  uint32_t fingerprints = 0;     // of the second that were compared,
  uint32_t shared = 0;           // and those that the first has too
  std::vector<Threshold> thresholds;
  std::vector<SharedPassage> passages;  // word for word; empty when nothing is
};

ExplainedPair ExplainPair(const ReadArticle& first, const ReadArticle& second, const Genesis& genesis);

// The passages as marks of one of the two texts, in the order in which they stand there. `order`: which passage each
// is.
std::vector<TextMark> MarksOfPassages(const std::vector<SharedPassage>& passages, ByteSpan SharedPassage::*side,
                                      std::vector<size_t>& order);

}  // namespace wirefold
