// The table of newest claims against a plain map.
#include "common/fold/state/newest_claims.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace wirefold {
namespace {

struct Oracle {
  int known_bits;  // keys that agree in so many leading bits are one key (and so are the last two of a partition)
  std::map<uint64_t, uint64_t> newest = {};

  uint64_t Identity(uint64_t key) const {
    const uint64_t identity = key >> (64 - known_bits);
    const uint64_t in_partition = (uint64_t{1} << (known_bits - 12)) - 1;
    return (identity & in_partition) == in_partition ? identity - 1 : identity;
  }
  std::optional<uint64_t> Find(uint64_t key, uint64_t first_live) const {
    auto found = newest.find(Identity(key));
    if (found == newest.end() || found->second < first_live) return std::nullopt;
    return found->second;
  }
};

// Runs `claims` claims of `window` size from number `first` on; keys come from `next_key`. The table is made for a
// window of `room` claims.
template <typename NextKey>
void RunAgainstOracle(uint64_t first, uint64_t claims, uint64_t window, NextKey next_key, uint64_t room = 1'000'000,
                      int known_bits = 36) {
  NewestClaims table(room);
  Oracle oracle{known_bits};
  std::vector<uint64_t> keys;
  std::mt19937_64 random(5);
  uint64_t first_live = first;
  table.Advance(first, first);
  for (uint64_t claim = first; claim < first + claims; ++claim) {
    if (claim - first_live > window) first_live = claim - window;
    table.Advance(first_live, claim + 1);
    for (int i = 0; i < 4; ++i) {
      const uint64_t key = next_key();
      ASSERT_EQ(table.Find(key), oracle.Find(key, first_live));
      table.Put(key, claim);
      oracle.newest[oracle.Identity(key)] = claim;
      keys.push_back(key);
      const uint64_t old = keys[random() % keys.size()];
      ASSERT_EQ(table.Find(old), oracle.Find(old, first_live));
    }
    const std::vector<uint64_t> sought = {keys.back(), random(), keys[random() % keys.size()], keys[0]};
    std::vector<uint64_t> found;
    std::vector<uint64_t> expected;
    table.FindEach(sought, found);
    for (uint64_t key : sought) {
      if (std::optional<uint64_t> carrier = oracle.Find(key, first_live)) expected.push_back(*carrier);
    }
    ASSERT_EQ(found, expected);
  }
}

TEST(NewestClaims, WhatIsPutLaterIsPut) {
  constexpr uint64_t kWindow = 5'000;
  NewestClaims at_once(1'000'000);
  NewestClaims later(1'000'000);
  std::mt19937_64 random(9);
  std::vector<uint64_t> keys;
  for (uint64_t claim = 0; claim < 30'000; ++claim) {
    const uint64_t first_live = claim < kWindow ? 0 : claim - kWindow;
    at_once.Advance(first_live, claim + 1);
    later.Advance(first_live, claim + 1);
    for (int i = 0; i < 4; ++i) {
      keys.push_back(random() % 4 == 0 && !keys.empty() ? keys[random() % keys.size()] : random());
      at_once.Put(keys.back(), claim);
      later.PutLater(keys.back(), claim);
    }
    if (random() % 3'000 == 0) later.PutAll();
  }
  later.PutAll();
  for (uint64_t key : keys) ASSERT_EQ(later.Find(key), at_once.Find(key));
  later.ReleaseRoom();
  EXPECT_EQ(later.bytes(), at_once.bytes());  // nothing is kept of what waited
}

TEST(NewestClaims, EqualsAMapWhenKeysSpreadOut) {
  std::mt19937_64 random(1);
  RunAgainstOracle(0, 30'000, 5'000, [&] { return random(); });
}

TEST(NewestClaims, EqualsAMapWhenKeysCrowdInAFewPartitionsAndReturn) {
  std::mt19937_64 random(2);
  RunAgainstOracle(0, 30'000, 700, [&] { return random() >> 28 << 28 >> (random() % 3 * 6) & ~uint64_t{0xff0000}; });
}

TEST(NewestClaims, EqualsAMapAtTheEndsOfAPartition) {
  std::mt19937_64 random(3);
  RunAgainstOracle(0, 20'000, 300, [&] {
    const uint64_t low = random() % 2 == 0 ? random() % 600 : 0xffffff - random() % 600;  // the slot's bits of the key
    return (random() % 3) << 52 | low << 28 | random() % (1 << 28);
  });
}

TEST(NewestClaims, ClaimNumbersMayPassTheSlotsWidth) {
  std::mt19937_64 random(4);
  RunAgainstOracle((uint64_t{1} << 24) - 3000, 9'000, 2'000, [&] { return random() << 40; });
}

TEST(NewestClaims, WideWindowsKnowFewerBitsOfAKey) {
  std::mt19937_64 random(7);
  // Few keys, told apart by their last bits that may count.
  const auto next_key = [&] { return (random() % 3) << 52 | (random() % 64) << 28 | random() % (1 << 28); };
  RunAgainstOracle(0, 5'000, 400, next_key, 8'000'000, 36);
  RunAgainstOracle((uint64_t{1} << 25) - 3000, 9'000, 2'000, next_key, 20'000'000, 35);
  RunAgainstOracle((uint64_t{1} << 26) - 3000, 9'000, 2'000, next_key, 50'000'000, 34);
}

TEST(NewestClaims, SlotsOfClaimsThatLeftAreClearedInTime) {
  NewestClaims table(1'000'000);
  std::mt19937_64 random(6);
  table.Advance(0, 1);
  for (int i = 0; i < 100'000; ++i) table.Put(random(), 0);
  table.Advance(1, 2);  // the window moved on
  const uint64_t bytes = table.bytes();
  for (uint64_t claim = 2; claim < (uint64_t{1} << 23) + 4096; claim += 4096) table.Advance(1, claim);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.bytes(), bytes);
}

}  // namespace
}  // namespace wirefold
