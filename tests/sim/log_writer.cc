#include "tests/sim/log_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/sim/sim_prepare.h"

namespace wirefold::sim {
namespace {

constexpr uint64_t kStranger = 0xbad;
constexpr size_t kMarginClaims = 6;
constexpr int64_t kOfLate = 6;  // claims that a lie is told of

}  // namespace

void LogWriter::CatchUp() {
  for (; read_ < cluster_.claims.end(); ++read_) {
    const ClaimsEntry& entry = cluster_.claims.at(read_);
    const absl::StatusOr<Applied> applied =
        machine_.Apply(ClaimOffset{read_}, entry.append_time_ms, entry.log_append_time, entry.bytes);
    if (!applied.ok()) continue;
    if (applied->verdict && !applied->reclaim) claims_.push_back(read_);
    for (const SettledClaim& settled : applied->settled_claims) {
      settled_at_.emplace(static_cast<int64_t>(settled.carried.first_claim), read_);
    }
    if (!machine_.genesis()) continue;
    const absl::StatusOr<ClaimLogRecord> record = DecodeClaimLogRecord(entry.bytes, machine_.genesis()->log_id);
    if (!record.ok()) continue;
    const auto* genesis = std::get_if<Genesis>(&record->entry);
    if (genesis != nullptr && record->restated && *genesis == *machine_.genesis()) geneses_.push_back(read_);
  }
}

void LogWriter::Append(std::variant<Heartbeat, Claim, Genesis> entry, std::vector<Settlement> settlements) {
  const uint64_t log_id = machine_.genesis() ? machine_.genesis()->log_id : 1;
  cluster_.AppendClaim(EncodeClaimLogRecord({kStranger, std::move(entry), std::move(settlements)}, log_id));
}

// Of a raw record that there is, with its text or another.
Claim LogWriter::SomeClaim(bool same_text) {
  const auto partition = static_cast<int32_t>(random_.Between(0, cluster_.raw.partitions() - 1));
  const int64_t offset = random_.Between(0, std::max<int64_t>(0, cluster_.raw.end(partition) - 1));
  std::string value = PoolValue({static_cast<uint32_t>(random_.Between(0, kPoolTexts - 1)), 99, 9});
  if (same_text && offset < cluster_.raw.end(partition)) {
    const TopicRecord& record = cluster_.raw.at(partition, offset).record;
    if (record.value && record.value->starts_with('t')) value = *record.value;
  }
  const Genesis genesis = machine_.genesis().value_or(Genesis{});
  return std::get<Prepared>(PrepareSimulated({{kRawTopic, partition, offset}, std::nullopt, value}, genesis)).claim;
}

void LogWriter::Write(Garbage garbage) {
  CatchUp();
  const bool claims = garbage == Garbage::kForeignClaim || garbage == Garbage::kStrangeSketch;
  if (claims && !machine_.genesis()) return;  // claims without Genesis are refused, and rightly so
  switch (garbage) {
    case Garbage::kBytes: {
      std::string bytes;
      for (int64_t i = random_.Between(0, 60); i > 0; --i) bytes.push_back(static_cast<char>(random_.Next()));
      cluster_.AppendClaim(std::move(bytes));
      return;
    }
    case Garbage::kForeignClaim: {
      Claim claim = SomeClaim(/*same_text=*/true);
      claim.raw.topic = "another.topic";
      return Append(std::move(claim), {});
    }
    case Garbage::kStrangeSketch: {
      Claim claim = SomeClaim(/*same_text=*/false);
      ++claim.sketch_hash;
      return Append(std::move(claim), {});
    }
    case Garbage::kForgedGenesis: {
      if (!machine_.genesis()) return;  // the first one would count
      Genesis genesis = *machine_.genesis();
      ++genesis.log_id;
      genesis.epoch += static_cast<uint32_t>(random_.Between(0, 1));
      return Append(genesis, {});
    }
    case Garbage::kLyingSettlement:
      return Lie();
    case Garbage::kUnknownSettlement:
      return Append(Heartbeat{},
                    {{ClaimOffset{cluster_.claims.end() + random_.Between(1, 1'000'000)}, StoryId{5}, 2, "x"}});
    case Garbage::kCreateTime: {
      const uint64_t log_id = machine_.genesis() ? machine_.genesis()->log_id : 1;
      cluster_.AppendClaim(EncodeClaimLogRecord({kStranger, Heartbeat{}, {}}, log_id), /*log_append_time=*/false);
      return;
    }
  }
}

void LogWriter::Lie() {
  if (claims_.empty() || !machine_.genesis()) return;
  const auto last = static_cast<int64_t>(claims_.size()) - 1;
  const auto claim = claims_[static_cast<size_t>(random_.Between(std::max<int64_t>(0, last - kOfLate), last))];
  const auto story = claims_[static_cast<size_t>(random_.Between(std::max<int64_t>(0, last - 3 * kOfLate), last))];
  Settlement settlement{ClaimOffset{claim}, OpenStory(machine_.genesis()->log_id, ClaimOffset{story}),
                        static_cast<uint32_t>(random_.Between(1, 9)), random_.OneIn(2) ? "" : "urn:liar"};
  if (claim % 2 == 0) {
    settlement.origin.credit.agency_id = "agency-of-liars";
    settlement.origin.credit.evidence = 1;
    if (claim % 4 == 0) settlement.origin.article_id = "urn:witness";
  }
  lied_ = true;
  Append(Heartbeat{}, {std::move(settlement)});
}

void LogWriter::ChangeEpoch() {
  CatchUp();
  if (!machine_.genesis()) return;
  Genesis genesis = *machine_.genesis();
  ++genesis.epoch;
  genesis.containment_threshold = 0.45 + 0.05 * static_cast<double>(random_.Between(0, 4));
  genesis.window_claims = cluster_.environment.window_claims + static_cast<uint64_t>(random_.Between(0, 12));
  widest_ = std::max(widest_, genesis.window_claims);
  Append(genesis, {});
}

void LogWriter::Trim() {
  CatchUp();
  const size_t stay = 2 * widest_ + kMarginClaims;
  if (machine_.genesis()) {
    if (claims_.size() > stay) {
      const int64_t oldest = claims_[claims_.size() - stay];
      const auto genesis = std::upper_bound(geneses_.begin(), geneses_.end(), oldest);
      if (genesis != geneses_.begin() && *std::prev(genesis) > cluster_.claims.first()) {
        cluster_.claims.Trim(*std::prev(genesis));
        ++trims_;
      }
    }
    Append(*machine_.genesis(), {});
  }
}

}  // namespace wirefold::sim
