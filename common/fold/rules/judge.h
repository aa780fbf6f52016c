// Judge: a claim and the state before it → what it is. Pure; the state is not changed.
//
//   Judgement judgement = Judge(state, claim, query, genesis, rules, room);
//   Verdict verdict = VerdictOf(state, number, room.compared);   // once the claim is in the state
//
// Ties go to the older claim. No hash map's order and no table's geometry reaches a verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/fold/genesis.h"
#include "common/fold/rules/candidates.h"
#include "common/fold/rules/judging_rules.h"
#include "common/fold/rules/one_story.h"
#include "common/fold/rules/query.h"
#include "common/fold/rules/relate.h"
#include "common/fold/state/fold_state.h"
#include "common/fold/verdict.h"

namespace wirefold {

struct Judgement {
  KeptJudgement kept;
  std::optional<uint64_t> joins;  // the claim whose story it enters
  StoryOrigin origin;             // of its story

  // An original with nothing to say of, or a text too short to judge: it is not kept.
  bool IsPlain() const {
    return kept.matches.empty() && kept.fresh == kept.covered && !kept.changed &&
           (kept.relation == Relation::kOriginal || kept.relation == Relation::kInsufficientText);
  }
};

// An earlier claim that shares text, while claims are compared.
struct Compared {
  uint64_t claim = 0;
  Relation relation = Relation::kDerived;
  Shares shares;
  bool joins = false;      // the article may enter its story
  uint32_t shared = 0;     // fingerprints
  bool contained = false;  // most of it is in the article
  bool own = false;        // of the article's publisher
};

// Room for one judgement; holds nothing between judgements.
struct JudgeRoom {
  CandidateRoom candidates_room;
  std::vector<uint64_t> candidates;
  std::vector<Compared> compared;
  CoarseSketch other;
  std::vector<size_t> shared;
  std::vector<uint8_t> seen;    // one byte a value: a bit set would serialise on read-modify-write of one word
  std::vector<uint8_t> pieces;  // the same, of matches that stand in the article
};

Judgement Judge(const FoldState& state, const Claim& claim, const Query& query, const Genesis& genesis,
                const JudgingRules& rules, JudgeRoom& room);

// The verdict of a claim in the state, with its matches that are in the window. Their numbers are taken from `known`,
// what the judgement compared, and computed from the sketches where it does not have them.
Verdict VerdictOf(const FoldState& state, uint64_t claim, std::span<const Compared> known = {});

}  // namespace wirefold
