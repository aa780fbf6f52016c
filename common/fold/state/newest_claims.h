// NewestClaims: key → the newest claim that carries it, for the claims of the window. Holds millions of keys at about
// eight bytes each.
//
//   NewestClaims newest(/*window_claims=*/1'000'000);
//   newest.Put(key, claim);                   // claims ascend from call to call
//   newest.Find(key)                          // → claim, or nullopt when none in the window carries it
//   newest.Advance(first_live, next_claim);   // the window moved: claims below first_live are gone
//
// A key is known by its 36 leading bits (35 and 34 in windows of more than 8 and 25 million claims), whatever else the
// table holds: two keys that agree in these are one key, at any size and after any history. That keeps answers a pure
// function of the window's claims.
//
// Layout: 2^12 partitions by a key's first 12 bits, few enough for a core's own cache to hold where each of them is. A
// partition is an array of 6-byte slots in ascending order with free ones between them: the next 22 to 24 bits of the
// key above the low bits of the claim's number. A key's home is proportional to its bits; it stands there or behind,
// and no free slot lies between (linear probing, Knuth 6.4, in order, so that a search for an absent key ends early and
// a rebuild is one pass). Partitions grow one by one: no long pause.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "common/base/check.h"

namespace wirefold {

class NewestClaims {
 public:
  // For a window of so many claims at most, kMaxWindowClaims (common/fold/genesis.h) or fewer.
  explicit NewestClaims(uint64_t window_claims);

  // `key` is a hash: all its bits are as good as random. `claim` is below the next_claim of the last Advance.
  void Put(uint64_t key, uint64_t claim);
  // The same by the next PutAll, which must come before the next look-up or Put. Many at once are put partition by
  // partition, in half of the time.
  void PutLater(uint64_t key, uint64_t claim);
  void PutAll();
  // Gives back the memory that PutAll keeps for the next ones.
  void ReleaseRoom();

  std::optional<uint64_t> Find(uint64_t key) const;
  // Appends the claims of those of the keys that are found, in their order.
  void FindEach(std::span<const uint64_t> keys, std::vector<uint64_t>& claims) const;

  // Asks memory for what Find looks at, and for what Put does.
  void Prefetch(uint64_t key) const;
  void PrefetchToPut(uint64_t key) const;

  // Claims [first_live, next_claim) are the window; neither ever falls. Also clears a part of the slots of claims that
  // left: all of them at the latest every 2^23 claims.
  void Advance(uint64_t first_live, uint64_t next_claim);

  // Calls visit(key bits, claim) for each slot of a claim in the window, in the order of the keys.
  template <typename Visit>
  void ForEach(Visit visit) const;

  uint64_t size() const { return used_; }  // slots in use, those of claims that left included
  uint64_t bytes() const;

 private:
  // Invariants:
  //   1. Used slots ascend (by the whole 48 bits), and there is one for each key at most.
  //   2. No free slot lies between a key's home and its slot; homes lie in [0, homes).
  //   3. A used slot's claim is at most window_claims + 2^23 claims old: hence known by its low claim_bits_ bits.
  struct Partition {
    std::unique_ptr<uint8_t[]> slots;  // `homes` and `overflow` of them
    uint32_t homes = 0;
    uint32_t overflow = 0;  // slots behind the homes, the last of them always free: it ends every search
    uint32_t used = 0;
  };

  class WholePrefetch;

  static constexpr uint64_t kNone = ~uint64_t{0};

  // The bits of `key` that its slot has.
  uint64_t SlotKey(uint64_t key) const;
  uint64_t SlotOf(uint64_t key, uint64_t claim) const { return SlotKey(key) << claim_bits_ | LowBits(claim); }
  // The low claim_bits_ bits.
  uint64_t LowBits(uint64_t number) const { return number & ((uint64_t{1} << claim_bits_) - 1); }
  size_t Home(uint64_t slot_key, uint32_t homes) const;
  // The first slot at or behind the home that is not below `slot_key`.
  size_t Seek(const Partition& partition, uint64_t slot_key) const;
  // Find with kNone for nullopt: GCC 12 returns an optional through memory, and waits for it.
  uint64_t CarrierOf(uint64_t key) const;
  uintptr_t AddressOfHome(const Partition& partition, uint64_t key) const;
  uint64_t ClaimOf(uint64_t slot) const;
  static uint64_t SlotAt(const Partition& partition, size_t i);  // kNone: free
  void PutSlot(Partition& partition, uint64_t slot);
  void Rebuild(Partition& partition, uint32_t overflow);
  bool IsLive(uint64_t slot) const;
  uint32_t CountLive(const Partition& partition) const;
  static Partition Empty(uint32_t homes, uint32_t overflow);
  bool Lay(const Partition& from, Partition& to) const;

  const int claim_bits_;  // of a slot; the others are the key's
  std::vector<Partition> partitions_;
  uint64_t first_live_ = 0;
  uint64_t next_claim_ = 0;
  uint64_t next_clean_claim_ = 0;  // when reached, the next partition is cleaned
  size_t next_clean_ = 0;
  uint64_t used_ = 0;
  uint64_t bytes_ = 0;            // of the partitions
  std::vector<uint64_t> later_;   // slots that are to be put, below their partition's number; in the order of claims
  std::vector<uint64_t> sorted_;  // PutAll's
};

template <typename Visit>
void NewestClaims::ForEach(Visit visit) const {
  WF_CHECK(later_.empty());
  for (size_t p = 0; p < partitions_.size(); ++p) {
    const size_t all = size_t{partitions_[p].homes} + partitions_[p].overflow;
    for (size_t i = 0; i < all; ++i) {
      const uint64_t slot = SlotAt(partitions_[p], i);
      if (slot == kNone || ClaimOf(slot) < first_live_) continue;
      visit(static_cast<uint64_t>(p) << 48 | slot >> claim_bits_, ClaimOf(slot));
    }
  }
}

}  // namespace wirefold
