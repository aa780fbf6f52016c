// Claim in, verdict out: the values of the fold index. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/shingle/sketch.h"

namespace wirefold {

// "Raw record R carries this sketch."
struct Claim {
  RecordCoordinates raw;
  uint64_t content_hash = 0;
  std::string article_id;
  std::string publisher;
  uint64_t uri_hash = 0;         // 0: the producer gave no uri
  int64_t raw_timestamp_ms = 0;  // 0: unknown
  uint32_t parameters_hash = 0;
  Sketch sketch;
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
  StoryId story_id{};
  Relation relation = Relation::kOriginal;
  Role role = Role::kSource;
  std::vector<Match> matches;  // best first, at most 8
  double novelty = 1;          // share of the sketch that no earlier article it shares text with has
  uint32_t copy_number = 1;
  std::string first_seen_article_id;
  std::optional<bool> changed;  // VERSION only
  bool operator==(const Verdict&) const = default;
};

}  // namespace wirefold
