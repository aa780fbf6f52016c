// SettledAhead: what the settlements in records that are about to be applied say of the claims among these records.
//
//   SettledAhead ahead;
//   ahead.Read(offset, bytes, log_id);    // of each record, in order
//   ahead.Of(ClaimOffset{17})             // the first settlement of that claim; null: none among these records
//
// One that somebody else wrote than the claim is left out: until it takes force, the claim may carry something else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/codec/claim_codec.h"

namespace wirefold {

class SettledAhead {
 public:
  void Read(ClaimOffset offset, std::string_view bytes, uint64_t log_id);
  // Forgets all records; keeps the memory for the next ones.
  void Clear();

  const Settlement* Of(ClaimOffset claim) const;
  // The claim was applied as Of says: its settlement, when it comes, changes nothing.
  void SetApplied(ClaimOffset claim) { places_[PlaceOf(claim)].applied = true; }
  bool IsApplied(ClaimOffset claim) const { return PlaceOf(claim) < places_.size() && places_[PlaceOf(claim)].applied; }

 private:
  struct Place {
    uint64_t writer_id = 0;   // of the claim
    uint32_t settlement = 0;  // in settlements_; 0: none that counts
    bool claimed = false;
    bool settled = false;
    bool applied = false;
  };
  size_t PlaceOf(ClaimOffset offset) const {
    return static_cast<size_t>(static_cast<int64_t>(offset)) - static_cast<size_t>(first_offset_);
  }
  void Note(const Settlement& settlement, uint64_t writer_id);

  int64_t first_offset_ = 0;
  std::vector<Place> places_;               // by offset, from first_offset_ on
  std::vector<Settlement> settlements_{1};  // the first one stands for none; those from noted_ on are room
  size_t noted_ = 1;
  ClaimLogRecord record_;  // room
};

}  // namespace wirefold
