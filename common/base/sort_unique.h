// Sorts hash values without a branch on their bits: the branches of a sort by comparisons are mispredicted half of the
// time on random values.
//
//   HashSorter sorter;  // keeps its memory from call to call
//   sorter.SortUnique(values, /*bits=*/62);
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wirefold {

class HashSorter {
 public:
  // Sorts `values`, all below 2^bits (1 to 64), and drops repeats. Fast when they are as good as random; right always.
  void SortUnique(std::vector<uint64_t>& values, int bits);

  // Where each of the values went that were sorted last. Empty when that is not known: some were equal, or not as
  // random.
  std::span<const int16_t> places() const { return {places_.data(), placed_}; }

 private:
  std::vector<int16_t> keys_;
  std::vector<int16_t> ranks_;
  std::vector<uint64_t> ranked_;
  std::vector<int16_t> places_;
  size_t placed_ = 0;
};

}  // namespace wirefold
