// ClaimWindow: what the fold index remembers of each claim, for as long as the claim is in the window. Claims come in
// log order and leave in log order; a claim is named by its number, counted from 0 over the life of the window.
//
//   kept.lane = window.LaneOf(raw);
//   uint64_t claim = window.Append(kept, publisher, article_id, coarse_sketch);
//   window.SketchOf(claim, sketch);
//   window.EvictOldest();
//
// Judges nothing: no threshold and no relation is known here.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/ids.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {

// The fixed part of a claim.
struct KeptClaim {
  int64_t claim_offset = 0;
  int64_t log_time_ms = 0;
  int64_t raw_offset = 0;
  uint32_t lane = 0;           // of the raw record's partition
  uint32_t content_hash = 0;   // low bits: with the coordinates they tell a re-claim from a re-created topic's record
  uint32_t text_hash = 0;      // low bits: equal for equal texts
  uint32_t version_check = 0;  // bits of the hash of publisher and uri; 0: no uri
  bool insufficient = false;   // too few shingles to compare
  // Set by Append:
  uint32_t publisher = 0;
  uint64_t bytes_begin = 0;
};
static_assert(sizeof(KeptClaim) == 56);

// Bytes that are appended at the end and given back from the front. What is appended at once lies in one piece.
class ByteQueue {
 public:
  // Room for `most` bytes, at most kMaxPiece, at the end.
  char* Reserve(size_t most);
  // Appends what was written to the first `size` bytes of the room that was reserved last. Returns where they are.
  uint64_t Append(size_t size);
  // From `position` to the end of its chunk.
  std::string_view At(uint64_t position) const;
  // Bytes below `position` are not asked for any more.
  void ReleaseBelow(uint64_t position);
  uint64_t bytes() const { return chunks_.size() * kChunk; }

  static constexpr size_t kMaxPiece = size_t{1} << 16;

 private:
  static constexpr uint64_t kChunk = uint64_t{1} << 18;
  std::deque<std::unique_ptr<char[]>> chunks_;
  uint64_t first_chunk_ = 0;
  uint64_t end_ = 0;
};

// Names that are in use, by small numbers; a number is free again when the last claim that uses its name has left.
class NameTable {
 public:
  uint32_t Acquire(const std::string& name);
  void Release(uint32_t number);
  const std::string& operator[](uint32_t number) const { return entries_[number].name; }
  size_t size() const { return numbers_.size(); }

 private:
  struct Entry {
    std::string name;
    uint64_t uses = 0;
  };
  absl::flat_hash_map<std::string, uint32_t> numbers_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> free_;
};

class ClaimWindow {
 public:
  uint64_t first() const { return first_; }
  uint64_t next() const { return first_ + claims_.size(); }
  uint64_t size() const { return claims_.size(); }
  bool Holds(uint64_t claim) const { return claim >= first_ && claim < next(); }
  const KeptClaim& operator[](uint64_t claim) const { return claims_[claim - first_]; }

  // The lane of a raw partition: a number of ours, for Find and Append.
  uint32_t LaneOf(const RecordCoordinates& raw);

  // `article_id` is cut to kMaxArticleIdBytes. Returns the claim's number.
  uint64_t Append(KeptClaim kept, const std::string& publisher, std::string_view article_id,
                  const CoarseSketch& sketch);
  // Requires a claim.
  void EvictOldest();

  // The claim of a raw record; nullopt: none in the window.
  std::optional<uint64_t> Find(const RecordCoordinates& raw, uint32_t content_hash) const;
  std::optional<uint64_t> Find(uint32_t lane, int64_t raw_offset, uint32_t content_hash) const;
  // The claim at an offset of the log.
  std::optional<uint64_t> Find(ClaimOffset offset) const;

  std::string ArticleId(uint64_t claim) const { return std::string(ArticleIdView(claim)); }
  const std::string& Publisher(uint64_t claim) const { return publishers_[(*this)[claim].publisher]; }
  void SketchOf(uint64_t claim, CoarseSketch& sketch) const;

  uint64_t bytes() const;

  static constexpr size_t kMaxArticleIdBytes = 4096;

 private:
  // The claims of one raw partition, by raw offset and then by number; the low 32 bits of each.
  using Lane = std::deque<uint32_t>;

  std::string_view ArticleIdView(uint64_t claim) const;
  uint64_t Number(uint32_t low) const { return first_ + static_cast<uint32_t>(low - static_cast<uint32_t>(first_)); }
  // Of the first element that is not below `raw_offset`.
  Lane::const_iterator LowerBound(const Lane& lane, int64_t raw_offset) const;

  std::deque<KeptClaim> claims_;
  uint64_t first_ = 0;
  ByteQueue bytes_;  // of each claim: length of the article id (2 bytes), article id, packed sketch
  NameTable publishers_;
  absl::flat_hash_map<std::string, absl::flat_hash_map<int32_t, uint32_t>> lane_numbers_;  // by topic and partition
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace wirefold
