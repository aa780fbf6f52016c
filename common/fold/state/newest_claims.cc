#include "common/fold/state/newest_claims.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/check.h"
#include "common/base/prefetch.h"
#include "common/fold/genesis.h"
#include "common/fold/state/heap.h"

namespace wirefold {
namespace {

static_assert(std::endian::native == std::endian::little);  // slots are copied by their low bytes

constexpr int kPartitionBits = 12;
constexpr size_t kPartitions = size_t{1} << kPartitionBits;
constexpr int kSlotBits = 48;
constexpr size_t kSlotBytes = kSlotBits / 8;
constexpr int kMinClaimBits = 24;
constexpr uint64_t kFree = (uint64_t{1} << kSlotBits) - 1;   // above every used slot
constexpr size_t kAtOnce = 4;                                // slots are read four at once
constexpr size_t kPadding = 2 + (kAtOnce - 1) * kSlotBytes;  // and eight bytes each
constexpr size_t kSeekBytes = kAtOnce * kSlotBytes;
constexpr size_t kLine = 64;        // of a cache
constexpr uint32_t kOverflow = 24;  // slots behind the last home: a run at the end is hardly ever longer
constexpr size_t kPutAhead = 16;
constexpr int kUnusedBits = 64 - kPartitionBits - kSlotBits;
constexpr uint64_t kClaimsPerClean = 2048;
// Upper bound, in claims, on how long a slot survives the expiry of its claim: one full cleaning round and one
// interval.
constexpr uint64_t kMaxAge = kClaimsPerClean * (kPartitions + 1);
static_assert(8'000'000 + kMaxAge < uint64_t{1} << kMinClaimBits);
static_assert(25'000'000 + kMaxAge < uint64_t{1} << (kMinClaimBits + 1));
static_assert(kMaxWindowClaims + kMaxAge < uint64_t{1} << (kMinClaimBits + 2));

// Load factor: a partition grows above 7/8, to 3/4.
constexpr bool Full(uint64_t used, uint64_t homes) { return used * 8 > homes * 7; }
constexpr uint32_t Grown(uint64_t used) { return static_cast<uint32_t>(used * 4 / 3); }

// At the beginning. Partitions begin with different sizes, so that they do not all grow at the same time: the whole
// table is always about 13/16 full.
constexpr uint32_t FirstHomes(size_t partition) { return static_cast<uint32_t>(256 + 43 * partition / kPartitions); }

size_t PartitionOf(uint64_t key) { return static_cast<size_t>(key >> (64 - kPartitionBits)); }

uint64_t Load(const uint8_t* slots, size_t i) {
  uint64_t slot;
  std::memcpy(&slot, slots + i * kSlotBytes, sizeof(slot));
  return slot & kFree;
}

void Store(uint8_t* slots, size_t i, uint64_t slot) { std::memcpy(slots + i * kSlotBytes, &slot, kSlotBytes); }

size_t BytesOf(uint32_t homes, uint32_t overflow) {
  return homes == 0 ? 0 : (size_t{homes} + overflow) * kSlotBytes + kPadding;
}

// The address need not be of anything.
void PrefetchLine(uintptr_t address) {
  __builtin_prefetch(reinterpret_cast<const void*>(address));  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace

// Asks memory for a whole partition, in as many steps as there are postings to put before it is met; for none of it
// when these steps would be too large.
class NewestClaims::WholePrefetch {
 public:
  WholePrefetch(const Partition& partition, size_t steps)
      : left_(reinterpret_cast<const char*>(partition.slots.get()), BytesOf(partition.homes, partition.overflow)),
        whole_(left_.size() <= steps * kMostAtOnce) {
    if (whole_ && steps > 0) step_ = (left_.size() / steps / kLine + 1) * kLine;
  }
  // False when the partition is not asked for whole.
  bool Step() {
    wirefold::Prefetch(left_.substr(0, step_));
    left_.remove_prefix(std::min(left_.size(), step_));
    return whole_;
  }

 private:
  static constexpr size_t kMostAtOnce = 4 * kLine;
  std::string_view left_;
  bool whole_;
  size_t step_ = 0;
};

uint64_t NewestClaims::SlotAt(const Partition& partition, size_t i) {
  const uint64_t slot = Load(partition.slots.get(), i);
  return slot == kFree ? kNone : slot;
}

NewestClaims::NewestClaims(uint64_t window_claims)
    : claim_bits_(kMinClaimBits + WindowClass(window_claims)),
      partitions_(kPartitions),
      bytes_(kPartitions * sizeof(Partition)) {}

uint64_t NewestClaims::SlotKey(uint64_t key) const {
  // All ones would make a free slot.
  return std::min(key << kPartitionBits >> (64 - kSlotBits + claim_bits_), (kFree >> claim_bits_) - 1);
}

size_t NewestClaims::Home(uint64_t slot_key, uint32_t homes) const {
  return static_cast<size_t>(slot_key * homes >> (kSlotBits - claim_bits_));
}

size_t NewestClaims::Seek(const Partition& partition, uint64_t slot_key) const {
  const uint8_t* slots = partition.slots.get();
  const uint64_t least = slot_key << claim_bits_;
  for (size_t i = Home(slot_key, partition.homes);; i += kAtOnce) {
    // Slots ascend up to the first free one, which is above all. Those below are counted without a branch: of
    // numbers of 48 bits, the sign of the difference tells.
    size_t below = 0;
    for (size_t j = 0; j < kAtOnce; ++j) below += (Load(slots, i + j) - least) >> 63;
    if (below < kAtOnce) return i + below;
  }
}

uintptr_t NewestClaims::AddressOfHome(const Partition& partition, uint64_t key) const {
  return reinterpret_cast<uintptr_t>(partition.slots.get()) + Home(SlotKey(key), partition.homes) * kSlotBytes;
}

uint64_t NewestClaims::ClaimOf(uint64_t slot) const {
  // The newest number below next_claim_ with these low bits.
  const uint64_t newest = next_claim_ - 1;
  return newest - LowBits(newest - slot);
}

uint64_t NewestClaims::CarrierOf(uint64_t key) const {
  const Partition& partition = partitions_[PartitionOf(key)];
  if (partition.homes == 0) return kNone;
  const uint64_t slot_key = SlotKey(key);
  const uint64_t slot = Load(partition.slots.get(), Seek(partition, slot_key));
  if (slot >> claim_bits_ != slot_key) return kNone;
  const uint64_t claim = ClaimOf(slot);
  return claim < first_live_ ? kNone : claim;
}

std::optional<uint64_t> NewestClaims::Find(uint64_t key) const {
  const uint64_t claim = CarrierOf(key);
  return claim == kNone ? std::nullopt : std::optional(claim);
}

void NewestClaims::FindEach(std::span<const uint64_t> keys, std::vector<uint64_t>& claims) const {
  for (uint64_t key : keys) {
    if (const uint64_t claim = CarrierOf(key); claim != kNone) [[unlikely]]
      claims.push_back(claim);
  }
}

void NewestClaims::Prefetch(uint64_t key) const {
  const Partition& partition = partitions_[PartitionOf(key)];
  const uintptr_t home = AddressOfHome(partition, key);
  PrefetchLine(home);
  PrefetchLine(home + kSeekBytes);  // most searches end before
}

void NewestClaims::PrefetchToPut(uint64_t key) const {
  const Partition& partition = partitions_[PartitionOf(key)];
  const uintptr_t home = AddressOfHome(partition, key);
  // Up to where most insertions find a free slot: the farther the fuller. Told by arithmetic: a branch would be
  // mispredicted.
  const uint64_t half_full = uint64_t{partition.used} * 2 > partition.homes ? 1 : 0;
  const uint64_t fuller = uint64_t{partition.used} * 4 > uint64_t{partition.homes} * 3 ? 1 : 0;
  const uint64_t first = kSeekBytes + half_full * (kLine - kSeekBytes);
  PrefetchLine(home);
  PrefetchLine(home + first);
  PrefetchLine(home + first + fuller * kLine);
}

void NewestClaims::Put(uint64_t key, uint64_t claim) {
  WF_CHECK(claim < next_claim_);
  PutSlot(partitions_[PartitionOf(key)], SlotOf(key, claim));
}

void NewestClaims::PutSlot(Partition& partition, uint64_t slot) {
  if (Full(partition.used + 1, partition.homes)) Rebuild(partition, std::max(kOverflow, partition.overflow));
  const uint64_t slot_key = slot >> claim_bits_;
  uint8_t* slots = partition.slots.get();
  size_t at = Seek(partition, slot_key);
  uint64_t next = Load(slots, at);
  if (next >> claim_bits_ == slot_key) return Store(slots, at, slot);
  // Larger ones move one further, up to the next free slot.
  for (; next != kFree; next = Load(slots, ++at)) {
    Store(slots, at, slot);
    slot = next;
  }
  Store(slots, at, slot);
  ++partition.used;
  ++used_;
  // The last slot must be free again.
  if (at + 1 == size_t{partition.homes} + partition.overflow) Rebuild(partition, 2 * partition.overflow);
}

void NewestClaims::PutLater(uint64_t key, uint64_t claim) {
  WF_CHECK(claim < next_claim_);
  later_.push_back(uint64_t{PartitionOf(key)} << (64 - kPartitionBits) | SlotOf(key, claim) << kUnusedBits);
}

void NewestClaims::PutAll() {
  if (later_.empty()) return;
  std::array<uint32_t, kPartitions> end{};
  for (uint64_t posting : later_) ++end[PartitionOf(posting)];
  uint32_t begin = 0;
  for (uint32_t& place : end) begin += std::exchange(place, begin);
  sorted_.resize(later_.size());
  for (uint64_t posting : later_) sorted_[end[PartitionOf(posting)]++] = posting;
  size_t i = 0;
  for (size_t p = 0; p < kPartitions; ++p) {
    // The next partition is asked for whole when most of its lines will be met, else home by home.
    WholePrefetch next(partitions_[(p + 1) % kPartitions], end[p] - i);
    for (; i < end[p]; ++i) {
      if (!next.Step() && i + kPutAhead < sorted_.size()) PrefetchToPut(sorted_[i + kPutAhead]);
      PutSlot(partitions_[p], sorted_[i] >> kUnusedBits & kFree);
    }
  }
  later_.clear();
  sorted_.clear();
}

void NewestClaims::ReleaseRoom() {
  WF_CHECK(later_.empty());
  later_ = std::vector<uint64_t>();
  sorted_ = std::vector<uint64_t>();
}

// Lays the slots of live claims out again, over more homes when these would be full.
void NewestClaims::Rebuild(Partition& partition, uint32_t overflow) {
  const uint32_t live = CountLive(partition);
  uint32_t homes = partition.homes;
  if (homes == 0) homes = FirstHomes(static_cast<size_t>(&partition - partitions_.data()));
  if (Full(live + 1, homes)) homes = Grown(live + 1);
  Partition laid = Empty(homes, overflow);
  for (; !Lay(partition, laid); laid = Empty(homes, overflow)) overflow *= 2;
  laid.used = live;
  used_ -= partition.used - live;
  bytes_ += BytesOf(homes, overflow) - BytesOf(partition.homes, partition.overflow);
  partition = std::move(laid);
}

bool NewestClaims::IsLive(uint64_t slot) const { return slot != kFree && ClaimOf(slot) >= first_live_; }

uint32_t NewestClaims::CountLive(const Partition& partition) const {
  if (first_live_ == 0) return partition.used;
  const size_t all = size_t{partition.homes} + partition.overflow;
  uint32_t live = 0;
  for (size_t i = 0; i < all; ++i) live += IsLive(Load(partition.slots.get(), i)) ? 1 : 0;
  return live;
}

NewestClaims::Partition NewestClaims::Empty(uint32_t homes, uint32_t overflow) {
  const size_t bytes = BytesOf(homes, overflow);
  Partition empty{std::make_unique_for_overwrite<uint8_t[]>(bytes), homes, overflow, 0};
  std::memset(empty.slots.get(), 0xff, bytes);
  return empty;
}

// False when too many crowd at the end of `to`, which is empty.
bool NewestClaims::Lay(const Partition& from, Partition& to) const {
  const size_t all = size_t{from.homes} + from.overflow;
  const size_t end = size_t{to.homes} + to.overflow - 1;
  size_t next = 0;
  for (size_t i = 0; i < all; ++i) {
    // No branch to mispredict: for a slot that is free or of a claim that left, a free one is stored, behind all
    // others.
    const uint64_t slot = Load(from.slots.get(), i);
    const bool live = IsLive(slot);
    const uint64_t kept = live ? slot : kFree;
    const size_t at = std::max(next, Home(kept >> claim_bits_, to.homes));
    if (at >= end) return false;
    Store(to.slots.get(), at, kept);
    next = live ? at + 1 : next;
  }
  return true;
}

uint64_t NewestClaims::bytes() const { return bytes_ + heap::OfVector(later_) + heap::OfVector(sorted_); }

void NewestClaims::Advance(uint64_t first_live, uint64_t next_claim) {
  WF_CHECK(first_live >= first_live_ && next_claim >= next_claim_);
  first_live_ = first_live;
  next_claim_ = next_claim;
  while (next_clean_claim_ < next_claim) {
    Partition& partition = partitions_[next_clean_];
    if (partition.used > 0) Rebuild(partition, partition.overflow);
    next_clean_ = (next_clean_ + 1) % kPartitions;
    next_clean_claim_ += kClaimsPerClean;
  }
}

}  // namespace wirefold
