#include "common/codec/settled_ahead.h"

#include <variant>

#include "common/codec/claim_reader.h"

namespace wirefold {
namespace {

constexpr size_t kMostOffsets = size_t{1} << 20;  // from the first record on; a log has hardly a gap

}  // namespace

// Only what the whole record is read of: a record that changes nothing settles nothing.
void SettledAhead::Read(ClaimOffset offset, std::string_view bytes, uint64_t log_id) {
  if (places_.empty()) first_offset_ = static_cast<int64_t>(offset);
  const size_t place = PlaceOf(offset);
  if (place >= kMostOffsets || !ReadPlainRecord(bytes, log_id, record_, /*with_sketch=*/false)) return;
  for (const Settlement& settlement : record_.settlements) Note(settlement, record_.writer_id);
  places_.resize(place + 1);
  places_.back().claimed = std::holds_alternative<Claim>(record_.entry);
  places_.back().writer_id = record_.writer_id;
}

void SettledAhead::Note(const Settlement& settlement, uint64_t writer_id) {
  const size_t place = PlaceOf(settlement.claim);
  if (place >= places_.size()) return;
  Place& of = places_[place];
  if (!of.claimed || of.settled) return;
  of.settled = true;  // whoever settles it: the first one counts
  if (of.writer_id != writer_id) return;
  of.settlement = static_cast<uint32_t>(noted_);
  if (noted_ == settlements_.size()) settlements_.emplace_back();
  settlements_[noted_++] = settlement;
}

void SettledAhead::Clear() {
  places_.clear();
  noted_ = 1;
}

const Settlement* SettledAhead::Of(ClaimOffset claim) const {
  const size_t place = PlaceOf(claim);
  if (place >= places_.size() || places_[place].settlement == 0) return nullptr;
  return &settlements_[places_[place].settlement];
}

}  // namespace wirefold
