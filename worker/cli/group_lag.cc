#include "worker/cli/group_lag.h"

#include <algorithm>

namespace wirefold {
namespace {

Standing StandingOf(const PartitionLook& look) {
  if (!look.trouble.ok()) return Standing::kUnknown;
  if (!look.committed) return Standing::kNoCommit;
  if (*look.committed < look.offsets.first) return Standing::kTrimmed;
  // An offset between both ends is of an open transaction's producer that commits as it goes: odd, but within the log.
  return *look.committed > look.offsets.end ? Standing::kBeyondEnd : Standing::kWithin;
}

// From the next record on, or from where the group stands when that record is not known.
int64_t RecordsOf(const PartitionLook& look) {
  int64_t from = PositionOf(look);
  if (look.next) from = *look.next ? std::max(from, (*look.next)->offset) : look.offsets.stable_end;
  return std::max<int64_t>(0, look.offsets.stable_end - from);
}

std::optional<double> SecondsOf(const PartitionLook& look, int64_t records, int64_t wall_ms) {
  if (records == 0) return 0;
  if (!look.next || !*look.next || !(*look.next)->timestamp_ms) return std::nullopt;
  // A producer's clock may be ahead.
  return std::max(0.0, static_cast<double>(wall_ms - *(*look.next)->timestamp_ms) / 1000);
}

std::optional<double> SecondsToZero(int64_t records, double consumed, double produced) {
  if (records == 0) return 0;
  if (consumed <= produced) return std::nullopt;
  return static_cast<double>(records) / (consumed - produced);
}

std::optional<Rates> RatesOf(const PartitionLook& now, const PartitionLook& earlier, double seconds, int64_t records) {
  if (!now.trouble.ok() || !earlier.trouble.ok() || seconds <= 0) return std::nullopt;
  const int64_t consumed = PositionOf(now) - PositionOf(earlier);
  const int64_t produced = now.offsets.stable_end - earlier.offsets.stable_end;
  if (consumed < 0 || produced < 0) return std::nullopt;  // offsets were set back, or the log was made anew
  Rates rates;
  rates.consumed_per_second = static_cast<double>(consumed) / seconds;
  rates.produced_per_second = static_cast<double>(produced) / seconds;
  rates.seconds_to_zero = SecondsToZero(records, rates.consumed_per_second, rates.produced_per_second);
  return rates;
}

LagRow RowOf(int32_t partition, const PartitionLook& look, int64_t wall_ms) {
  LagRow lag;
  lag.partition = partition;
  lag.standing = StandingOf(look);
  lag.trouble = look.trouble;
  if (lag.standing == Standing::kUnknown) return lag;
  lag.committed = look.committed;
  lag.offsets = look.offsets;
  lag.records = RecordsOf(look);
  lag.seconds = SecondsOf(look, lag.records, wall_ms);
  return lag;
}

std::optional<Rates> SumOfRates(const GroupLag& lag) {
  Rates sum;
  size_t known = 0;
  for (const LagRow& partition : lag.partitions) {
    if (partition.standing == Standing::kUnknown) continue;
    if (!partition.rates) return std::nullopt;
    ++known;
    sum.consumed_per_second += partition.rates->consumed_per_second;
    sum.produced_per_second += partition.rates->produced_per_second;
  }
  if (known == 0) return std::nullopt;
  sum.seconds_to_zero = SecondsToZero(lag.records, sum.consumed_per_second, sum.produced_per_second);
  return sum;
}

}  // namespace

const char* StandingName(Standing standing) {
  static constexpr const char* kNames[] = {"within", "no_commit", "trimmed", "beyond_end", "unknown"};
  return kNames[static_cast<size_t>(standing)];
}

int64_t PositionOf(const PartitionLook& look) {
  return std::max(look.committed.value_or(look.offsets.first), look.offsets.first);
}

GroupLag LagOfGroup(const GroupLook& look, const GroupLook* earlier) {
  GroupLag lag;
  lag.wall_ms = look.wall_ms;
  for (const auto& [partition, seen] : look.partitions) {
    LagRow one = RowOf(partition, seen, look.wall_ms);
    if (earlier != nullptr && earlier->partitions.contains(partition)) {
      const double seconds = static_cast<double>(look.steady_ms - earlier->steady_ms) / 1000;
      one.rates = RatesOf(seen, earlier->partitions.at(partition), seconds, one.records);
    }
    const bool unknown = one.standing == Standing::kUnknown;
    lag.unknown_partitions += unknown ? 1 : 0;
    lag.unknown_seconds += !unknown && !one.seconds ? 1 : 0;
    lag.records += one.records;
    lag.seconds = std::max(lag.seconds, one.seconds.value_or(0));
    lag.partitions.push_back(std::move(one));
  }
  lag.rates = SumOfRates(lag);
  return lag;
}

}  // namespace wirefold
