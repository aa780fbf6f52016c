// Seeded draws. Each purpose has a stream of its own, so that an event taken out of a schedule changes no draw of
// another purpose.
//
//   Random random(seed, "acks", slot);
//   int64_t delay_ms = random.Between(1, 20);
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/mix.h"

namespace wirefold::sim {

class Random {
 public:
  Random(uint64_t seed, std::string_view purpose, uint64_t number = 0) : state_(Mix64(seed * 0x9e3779b97f4a7c15 + 1)) {
    for (char c : purpose) state_ = Mix64(state_ ^ (static_cast<unsigned char>(c) + 0x100));
    state_ = Mix64(state_ + number * 0xd1342543de82ef95);
  }

  uint64_t Next() { return Mix64(state_ += 0x9e3779b97f4a7c15); }
  // Both ends may come.
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(Next() % (static_cast<uint64_t>(high - low) + 1));
  }
  bool OneIn(uint64_t n) { return Next() % n == 0; }

 private:
  uint64_t state_;
};

}  // namespace wirefold::sim
