// ClaimWindow: what the fold index remembers of each claim, for as long as the claim is in the window. Claims come in
// log order and leave in log order; a claim is named by its number, counted from 0 over the life of the window.
//
//   uint64_t claim = window.Append({.claim_offset = …}, raw, publisher, article_id, coarse_sketch, judgement);
//   window.SketchOf(claim, sketch);
//   window.EvictOldest();
//
// Judges nothing: no threshold and no relation is known here.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/ids.h"
#include "common/fold/genesis.h"
#include "common/fold/state/block_queue.h"
#include "common/fold/state/byte_queue.h"
#include "common/fold/state/lanes.h"
#include "common/fold/state/names.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {

// A number below 2^48 in six bytes.
class Packed48 {
 public:
  Packed48() = default;
  // Both ways by itself: it stands for a number. NOLINTBEGIN(google-explicit-constructor)
  explicit(false) Packed48(int64_t value) { std::memcpy(bytes_, &value, sizeof(bytes_)); }  // little-endian
  explicit(false) operator int64_t() const {
    int64_t value = 0;
    std::memcpy(&value, bytes_, sizeof(bytes_));
    return value;
  }
  // NOLINTEND(google-explicit-constructor)
  static constexpr int64_t kLimit = int64_t{1} << 48;

 private:
  char bytes_[6] = {};
};

// The fixed part of a claim. Every number is below 2^48: the codec refuses larger ones (claim_codec.h).
struct KeptClaim {
  static constexpr int kNumberBits = 26;
  static constexpr uint32_t kNumbers = (uint32_t{1} << kNumberBits) - 1;

  Packed48 claim_offset;
  Packed48 log_time_ms;
  Packed48 raw_offset;
  Packed48 bytes_begin;        // set by Append
  uint32_t content_hash = 0;   // low bits: with the coordinates they tell a re-claim from a re-created topic's record
  uint32_t text_hash = 0;      // low bits: equal for equal texts
  uint32_t version_check = 0;  // bits of the hash of publisher and uri; 0: no uri
  uint32_t context = 0;        // what tells equal texts apart (rules/query.h)
  // Numbers of what there is no more of than claims in the window: 26 bits. Bits that tell one thing each stand beside.
  uint32_t lane : kNumberBits = 0;       // of the raw record's partition; set by Append
  uint32_t unsaid : 1 = 0;               // the text says nothing of its headline
  uint32_t insufficient : 1 = 0;         // too few shingles to compare
  uint32_t judged : 1 = 0;               // a judgement is kept with it (kept_judgement.h)
  uint32_t unjudged : 1 = 0;             // it was taken from its settlement
  uint32_t publisher : kNumberBits = 0;  // set by Append
  uint32_t settled : 1 = 0;              // a settlement of it was met
  uint32_t renewed : 1 = 0;              // the raw record was claimed again: a newer claim stands for it
  uint32_t paged : 1 = 0;                // its address says which page of an article it is
  uint32_t part : kNumberBits = 0;       // of what it carries; kept by FoldState (carried_parts.h)
};
static_assert(sizeof(KeptClaim) == 52);
static_assert(kMaxWindowClaims + 1 <= KeptClaim::kNumbers);

class ClaimWindow {
 public:
  uint64_t first() const { return first_; }
  uint64_t next() const { return first_ + claims_.size(); }
  uint64_t size() const { return claims_.size(); }  // the renewed ones included
  uint64_t renewed() const { return renewed_; }
  bool Holds(uint64_t claim) const { return claim >= first_ && claim < next(); }
  const KeptClaim& operator[](uint64_t claim) const { return claims_[claim - first_]; }
  // For the carried part and `settled` only.
  KeptClaim& At(uint64_t claim) { return claims_[claim - first_]; }

  // `article_id` is cut to kMaxArticleIdBytes. Returns the claim's number. `judgement` is kept as it is, when
  // kept.judged. `renews`: the claim of the same raw record that is here already (Find); the new one stands for it.
  uint64_t Append(KeptClaim kept, const RecordCoordinates& raw, std::string_view publisher, std::string_view article_id,
                  const CoarseSketch& sketch, std::string_view judgement, std::optional<uint64_t> renews);
  // Requires a claim.
  void EvictOldest();

  // The present claim of a raw record; nullopt: none in the window.
  std::optional<uint64_t> Find(const RecordCoordinates& raw, uint32_t content_hash) const;
  // The claim at an offset of the log; nullopt: none in the window, or it was renewed.
  std::optional<uint64_t> Find(ClaimOffset offset) const;

  std::string_view ArticleId(uint64_t claim) const;
  const std::string& Publisher(uint64_t claim) const { return publishers_[(*this)[claim].publisher]; }
  RecordCoordinates RawOf(uint64_t claim) const;
  // Returns what is kept behind the sketch, for kept_judgement.h.
  std::string_view SketchOf(uint64_t claim, CoarseSketch& sketch) const;

  uint64_t bytes() const;

  static constexpr size_t kMaxArticleIdBytes = 4096;

 private:
  BlockQueue<KeptClaim> claims_;
  uint64_t first_ = 0;
  ByteQueue bytes_;  // of each claim: length of the article id (2 bytes), article id, packed sketch, judgement
  NameTable publishers_;
  Lanes lanes_;
  uint64_t renewed_ = 0;
};

}  // namespace wirefold
