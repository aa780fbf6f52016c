#include "common/html/tags.h"

#include <algorithm>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

constexpr size_t kMaxNameBytes = 10;
constexpr size_t kSlots = 512;
constexpr TagRow kOtherRow = {"", Tag::kOther, Kind::kBlock, Flow::kInline};

constexpr size_t SlotOf(std::string_view name) {
  uint64_t hash = name.size();
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(ToLower(c))) * 0x9E3779B97F4A7C15u;
  return hash >> 55;
}

constexpr std::array<uint8_t, kSlots> MakeSlots() {
  std::array<uint8_t, kSlots> slots{};  // the row's number, from one
  for (size_t row = 0; row < kTagRows.size(); ++row) {
    size_t slot = SlotOf(kTagRows[row].name);
    while (slots[slot] != 0) slot = (slot + 1) % kSlots;
    slots[slot] = static_cast<uint8_t>(row + 1);
  }
  return slots;
}

constexpr std::array<uint8_t, kSlots> kSlotRows = MakeSlots();

}  // namespace

const TagRow& RowOf(std::string_view name) {
  if (name.size() > kMaxNameBytes) return kOtherRow;
  for (size_t slot = SlotOf(name); kSlotRows[slot] != 0; slot = (slot + 1) % kSlots) {
    const TagRow& row = kTagRows[kSlotRows[slot] - 1];
    if (EqualsIgnoringCase(row.name, name)) return row;
  }
  return kOtherRow;
}

}  // namespace wirefold
