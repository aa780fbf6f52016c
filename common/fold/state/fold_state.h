// FoldState: all that the fold index remembers, and the updates that change it. A function of the claims in the window,
// in log order, and of the carried part of each (verdict.h): nothing older reaches it. A claim of a raw record that was
// claimed before renews the earlier claim: it stands for it at its own place in the log, so that a replica that never
// read the earlier one holds the same state.
//
//   window    the claims (claim_window.h)
//   newest    fingerprint, text, or publisher and uri → newest claim that posted it (newest_claims.h)
//   parts     of the claims that carry more than they began with (carried_parts.h)
//   stories   the stories with several members, and these by copy number (stories.h)
//   texts     ids of first seen articles
//   origins   of stories: agency, evidence, and the article whose credit it is (kept_origin.h)
//   first claims   of raw records that were claimed again
//
// Invariants, checked by Verify:
//   1. `newest` names claims in the window only; a claim that left is reached by no look-up.
//   2. A claim of whose part the story number is 0 opened its story and is its only member; no story of that id is in
//      `stories`.
//   3. Every other claim in the window is a member of its story under its copy number, and `stories` has no others.
//   4. A renewed claim is in no story, and no look-up of a raw record, an offset or a digest meets it.
//   5. A part is kept for each claim whose part is not that of all others, and for no one else.
//   6. A first seen id is kept once for each claim that names another's article, an origin for each that has one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/fold/genesis.h"
#include "common/fold/state/carried_parts.h"
#include "common/fold/state/claim_window.h"
#include "common/fold/state/kept_judgement.h"
#include "common/fold/state/kept_origin.h"
#include "common/fold/state/newest_claims.h"
#include "common/fold/state/stories.h"
#include "common/fold/verdict.h"

namespace wirefold {

// A claim as it enters the state.
struct NewClaim {
  KeptClaim kept;  // without what Append sets
  const RecordCoordinates& raw;
  std::string_view publisher;
  std::string_view article_id;
  const CoarseSketch& sketch;
  const KeptJudgement* judgement = nullptr;  // null: an original, or nothing to say
  const Settlement* settlement = nullptr;    // its own, when it is known already: what it carries, unless it renews one
  std::optional<uint64_t> joins;             // the claim whose story it enters; nullopt: it opens one
  std::optional<uint64_t> renews;            // the claim of the same raw record, whose carried part it keeps
  const StoryOrigin& origin;                 // of that story, with what this claim says of it
  std::span<const uint64_t> posts;           // keys under which it will be found
  bool posts_later = false;                  // by the next PostAll
};

enum class SettleResult : uint8_t {
  kUnknown,    // the claim is not in the window
  kRepeated,   // the claim was settled before: the first settlement counts
  kAgrees,     // it says what this state says
  kTakenOver,  // it says otherwise, and counts
};

class FoldState {
 public:
  // `window_claims`: of the log's first Genesis; the index's keys depend on its class (genesis.h).
  FoldState(uint64_t log_id, uint64_t window_claims);

  const ClaimWindow& window() const { return window_; }
  const NewestClaims& newest() const { return newest_; }
  uint64_t log_id() const { return log_id_; }

  // ---- the carried part of a claim in the window ----
  StoryId StoryOf(uint64_t claim) const;
  Carried CarriedOf(uint64_t claim) const;
  std::string_view FirstSeenOf(uint64_t claim) const;
  ClaimOffset FirstClaimOf(uint64_t claim) const;  // of the same raw record
  StoryOrigin OriginOf(uint64_t claim) const;
  // Members of its story in the window with the lowest and the greatest copy number; itself when it is alone.
  std::pair<uint64_t, uint64_t> EndsOfStory(uint64_t claim) const;

  // Calls visit(claim) for the `most` members of its story in the window with the greatest copy numbers, these first;
  // for itself alone when it is alone.
  template <typename Visit>
  void VisitNewestOfStory(uint64_t claim, size_t most, Visit visit) const {
    const uint32_t story = PartOf(claim).story;
    if (story == 0) return visit(claim);
    stories_.VisitLast(story, most, [&](const Stories::Member& member) { visit(member.claim); });
  }

  // ---- updates ----
  // Claims leave that are older than `log_time_ms - window_ms`, and the oldest until there are at most `most`. Returns
  // how many left.
  uint64_t Evict(int64_t log_time_ms, int64_t window_ms, uint64_t most);
  // Returns the number of the claim.
  uint64_t Add(const NewClaim& fresh);
  // Claims that post later are found from now on.
  void PostAll() { newest_.PutAll(); }
  void ReleaseRoom() { newest_.ReleaseRoom(); }
  SettleResult Settle(const Settlement& settlement);

  // ---- looking inside ----
  // Hash of everything that the verdict of a later claim can depend on; equal for equal claims and carried parts,
  // whatever came before them. Takes as long as a pass over the whole state.
  uint64_t Digest() const;
  // Internal: the first invariant that is broken. Takes as long as Digest.
  absl::Status Verify() const;
  uint64_t bytes() const;

 private:
  // A carried part as it is read: the id is a view, of `texts_`, `window_` or the caller's. Leave may end it.
  struct CarriedView {
    StoryId story_id{};
    uint32_t copy_number = 1;
    std::string_view first_seen_article_id;
    ClaimOffset first_claim{};
    OriginView origin;
    bool operator==(const CarriedView&) const = default;
  };
  const CarriedPart& PartOf(uint64_t claim) const { return parts_[window_[claim].part]; }
  CarriedView ViewOf(uint64_t claim) const;
  static CarriedView ViewOf(const Settlement& settlement, std::string_view article_id);
  bool IsOwn(uint64_t claim, const CarriedView& carried) const;
  void Enter(uint64_t claim, const CarriedView& carried);
  void Leave(uint64_t claim);
  void KeepPart(uint64_t claim, const CarriedPart& part);
  uint32_t OpenWithItsOpener(StoryId id, uint64_t claim);
  uint32_t KeepFirstSeen(uint64_t claim, uint32_t story, std::string_view id);
  uint32_t KeepOrigin(const CarriedView& carried);
  OriginView OriginViewOf(uint64_t claim) const;
  uint64_t DigestOf(uint64_t claim) const;
  absl::Status VerifyClaim(uint64_t claim) const;

  const uint64_t log_id_;
  ClaimWindow window_;
  NewestClaims newest_;
  CarriedParts parts_;
  Stories stories_;
  TextTable texts_;
  NameTable origins_;
  absl::flat_hash_map<uint64_t, ClaimOffset> first_claims_;  // of claims whose raw record was claimed before
  // Room; hold nothing between calls.
  std::string packed_;      // for a judgement's bytes
  std::string first_seen_;  // for the id that a claim takes over from one that leaves
  StoryOrigin origin_;      // and the origin
};

}  // namespace wirefold
