// Claim in, verdict out: the values of the fold index. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/shingle/sketch.h"

namespace wirefold {

// An article's credit that says whose text it is.
struct OriginCredit {
  std::string agency_id;  // empty: none
  uint8_t evidence = 0;   // as CreditEvidence (news/article.h) numbers it, the surest first; 0: not known
  bool operator==(const OriginCredit&) const = default;
};

// Of a longer one nothing is claimed: two bytes and the id are what a state keeps (state/kept_origin.h).
inline constexpr size_t kMaxAgencyIdBytes = 64;

// The agency that a story came from, and the member of the story that says so.
struct StoryOrigin {
  OriginCredit credit;
  std::string article_id;
  bool operator==(const StoryOrigin&) const = default;
};

// "Raw record R carries this sketch."
struct Claim {
  RecordCoordinates raw;
  uint64_t content_hash = 0;
  std::string article_id;
  std::string publisher;
  uint64_t uri_hash = 0;         // 0: the producer gave no uri
  int64_t raw_timestamp_ms = 0;  // 0: unknown
  uint32_t sketch_hash = 0;      // SketchHash (genesis.h): how the sketch was made
  Sketch sketch;
  HeadlineTraits headline;  // of the headline beside the text
  uint32_t place = 0;       // hash of the dateline's places; 0: none
  bool stub = false;        // what there is of the text is a stub: cut by the producer
  OriginCredit origin;      // the surest of its own
  uint64_t pages_hash = 0;  // of address and headline without what tells one page from another; 0: none
  bool paged = false;       // the address says which page it is, or that it has them all
  bool operator==(const Claim&) const = default;
};

// Numbers are permanent: they are those of the wire.
enum class Relation : uint8_t {
  kOriginal = 1,
  kReprint = 2,
  kAbridged = 3,
  kExtended = 4,
  kDerived = 5,
  kVersion = 6,
  kInsufficientText = 7,
};
std::string_view RelationName(Relation relation);  // "REPRINT"

enum class Role : uint8_t { kSource = 1, kCopy = 2 };

struct Match {
  std::string article_id;
  std::string publisher;
  Relation relation = Relation::kDerived;
  double resemblance = 0;        // |A∩B| / |A∪B|
  double containment = 0;        // share of this article in the match
  double match_containment = 0;  // share of the match in this article
  int64_t interval_seconds = 0;  // log-append time of this claim minus the match's
  ClaimOffset claim_offset{};
  bool operator==(const Match&) const = default;
};

struct Verdict {
  ClaimOffset claim_offset{};
  ClaimOffset first_claim{};  // of the same raw record: below claim_offset when the record was claimed again
  StoryId story_id{};
  Relation relation = Relation::kOriginal;
  Role role = Role::kSource;
  std::vector<Match> matches;  // best first, at most 16
  double novelty = 1;          // share of the sketch that no earlier article it shares text with has
  uint32_t copy_number = 1;
  std::string first_seen_article_id;
  std::optional<bool> changed;  // VERSION only
  StoryOrigin origin{};         // of the story, as far as its members up to this claim say
  bool operator==(const Verdict&) const = default;
};

// The part of a verdict that later verdicts depend on.
struct Carried {
  StoryId story_id{};
  uint32_t copy_number = 1;
  std::string first_seen_article_id;
  ClaimOffset first_claim{};  // of the same raw record: the claim's own, unless the record was claimed again
  StoryOrigin origin{};
  bool operator==(const Carried&) const = default;
};

// The carried part of a claim, said in the log by whoever published it, or is about to.
struct Settlement {
  ClaimOffset claim{};
  StoryId story_id{};
  uint32_t copy_number = 1;
  std::string first_seen_article_id;         // empty: the claim's own article
  std::optional<ClaimOffset> first_claim{};  // nullopt: the claim's own offset
  StoryOrigin origin{};                      // its article id empty: the first seen one
  bool operator==(const Settlement&) const = default;
};

// The story that the claim at `offset` of the log opens. Its inverse: the claim that opened a story.
StoryId OpenStory(uint64_t log_id, ClaimOffset offset);
ClaimOffset OpenerOf(uint64_t log_id, StoryId story);

Settlement SettlementOf(const Verdict& verdict, std::string_view own_article_id);

// Puts another carried part in place of a verdict's own.
void TakeOver(const Carried& carried, Verdict& verdict);

}  // namespace wirefold
