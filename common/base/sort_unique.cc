#include "common/base/sort_unique.h"

#include <algorithm>
#include <functional>

// What follows is compiled once for each set of instructions.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/base/sort_unique.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace wirefold::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// Ranks at once, at most.
constexpr size_t kMostLanes = 32;
constexpr size_t kVectors = 3;
[[maybe_unused]] constexpr size_t kRankPadding = kVectors * kMostLanes;

// The rank of a key: how many of the `count` are below it. Reads and writes up to kRankPadding more.
void FindRanks(const int16_t* keys, size_t count, int16_t* ranks) {
  const hn::CappedTag<int16_t, kMostLanes> d;
  const size_t lanes = hn::Lanes(d);
  for (size_t i = 0; i < count; i += kVectors * lanes) {
    const auto first = hn::LoadU(d, keys + i);
    const auto second = hn::LoadU(d, keys + i + lanes);
    const auto third = hn::LoadU(d, keys + i + 2 * lanes);
    auto first_ranks = hn::Zero(d);
    auto second_ranks = hn::Zero(d);
    auto third_ranks = hn::Zero(d);
    for (size_t j = 0; j < count; ++j) {
      const auto key = hn::Set(d, keys[j]);
      first_ranks = hn::Sub(first_ranks, hn::VecFromMask(d, hn::Lt(key, first)));
      second_ranks = hn::Sub(second_ranks, hn::VecFromMask(d, hn::Lt(key, second)));
      third_ranks = hn::Sub(third_ranks, hn::VecFromMask(d, hn::Lt(key, third)));
    }
    hn::StoreU(first_ranks, d, ranks + i);
    hn::StoreU(second_ranks, d, ranks + i + lanes);
    hn::StoreU(third_ranks, d, ranks + i + 2 * lanes);
  }
}

}  // namespace
}  // namespace wirefold::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wirefold {
namespace {
HWY_EXPORT(FindRanks);

constexpr int kKeyBits = 15;
constexpr size_t kMostRanked = 1024;  // ranks take the square of them: more are sorted by comparisons
constexpr uint64_t kFree = ~uint64_t{0};
}  // namespace

// Each value goes to the rank of its leading bits. Values with equal leading bits share a rank: later ones take the
// next free slot, so that they may be out of order. The check below finds that, and std::sort puts it right.
void HashSorter::SortUnique(std::vector<uint64_t>& values, int bits) {
  if (const size_t count = values.size(); count <= kMostRanked) {
    const size_t room = count + HWY_STATIC_DISPATCH(kRankPadding);
    if (keys_.size() < room) {
      keys_.resize(room);
      ranks_.resize(room);
      places_.resize(room);
    }
    const int cut = std::max(0, bits - kKeyBits);
    for (size_t i = 0; i < count; ++i) keys_[i] = static_cast<int16_t>(values[i] >> cut);
    HWY_DYNAMIC_DISPATCH(FindRanks)(keys_.data(), count, ranks_.data());
    // A value equal to kFree may be overwritten by another; the order check below then fails and std::sort is used.
    ranked_.assign(count, kFree);
    for (size_t i = 0; i < count; ++i) {
      auto at = static_cast<size_t>(ranks_[i]);
      while (ranked_[at] != kFree) ++at;
      ranked_[at] = values[i];
      places_[i] = static_cast<int16_t>(at);
    }
    values.swap(ranked_);
    placed_ = count;
    if (std::is_sorted(values.begin(), values.end(), std::less_equal<>())) return;
  }
  placed_ = 0;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace wirefold
#endif
