// Query: a claim as the index looks it up and compares it. A claim posts only its lowest fingerprints, an article looks
// up some more, and whole sketches judge what was found: posting all would cost four times the memory and finds hardly
// more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/fold/genesis.h"
#include "common/fold/rules/judging_rules.h"
#include "common/fold/verdict.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {

struct Query {
  bool insufficient = false;     // too few shingles: only equal texts are compared
  bool has_text = false;         // and it says something: equal texts may be one
  uint32_t content_hash = 0;     // low bits, as KeptClaim has them
  uint32_t text_hash = 0;        // low bits
  uint32_t version_check = 0;    // 0: no uri
  uint32_t context = 0;          // of a short text: 16 bits of its headline, 16 of its place; of others: the headline
  uint64_t text_key = 0;         // under which equal texts are found
  uint64_t placed_text_key = 0;  // of a short text with a dateline: under which equal ones of that place are; else 0
  uint64_t version_key = 0;      // under which the same publisher's article of the same uri is found
  uint64_t page_key = 0;         // under which other pages of the same article are found; 0: none
  bool paged = false;            // its address says which page it is
  CoarseSketch sketch;           // empty when insufficient
  std::vector<uint64_t> keys;    // of the fingerprints to look up, those to post first
  size_t posted = 0;             // keys to post
  bool posts_text = false;       // text_key, and placed_text_key
  std::optional<ClaimOffset> before{};  // only raw records that were claimed first before that are looked at
  std::vector<uint64_t> ordered;        // room for a claim whose fingerprints are not in order
};

// The parts of a short text's context.
constexpr uint32_t PlaceIn(uint32_t context) { return context & 0xffff; }
constexpr uint32_t HeadlineIn(uint32_t context) { return context >> 16; }
// A headline's 32 bits in 16.
constexpr uint32_t ShortHeadline(uint32_t words) { return (words | words >> 16) & 0xffff; }

// Whatever the claim holds: fingerprints out of order, repeated, or above the cover threshold are brought in order or
// left out. Fills `query`, whose memory is used again. `sought` false: it has only the keys to post.
void FillQuery(const Claim& claim, const Genesis& genesis, const JudgingRules& rules, bool sought, Query& query);

// The keys under which the claim is found from now on.
void AppendPosts(const Query& query, std::vector<uint64_t>& posts);

}  // namespace wirefold
