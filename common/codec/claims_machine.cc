#include "common/codec/claims_machine.h"

#include "absl/strings/str_format.h"

namespace wirefold {

absl::StatusOr<Applied> ClaimsMachine::Apply(ClaimOffset offset, int64_t append_time_ms, std::string_view bytes) {
  Applied applied;
  absl::StatusOr<ClaimLogRecord> record = DecodeClaimLogRecord(bytes);
  if (absl::IsUnimplemented(record.status())) {
    return absl::UnimplementedError(absl::StrFormat("claims log offset %d: %s; run the program version that wrote it",
                                                    static_cast<int64_t>(offset),
                                                    std::string(record.status().message())));
  }
  if (!record.ok()) {
    applied.no_op = true;
    return applied;
  }
  if (const auto* genesis = std::get_if<Genesis>(&record->entry)) {
    if (genesis->algorithm_version != kAlgorithmVersion) {
      return absl::UnimplementedError(absl::StrFormat("claims log offset %d: algorithm version %d, this program has %d",
                                                      static_cast<int64_t>(offset), genesis->algorithm_version,
                                                      kAlgorithmVersion));
    }
    if (!genesis_) {
      genesis_ = *genesis;
      parameters_hash_ = ParametersHash(*genesis);
      index_.emplace(*genesis);
    }
    if (*genesis == *genesis_) genesis_time_ms_ = append_time_ms;
  }
  if (!genesis_) {
    applied.no_op = true;
    return applied;
  }
  // Settlements first: they speak of earlier claims.
  for (const Settlement& settlement : record->settlements) {
    switch (index_->Settle(settlement.claim, settlement.story, complete_)) {
      case SettleResult::kMismatch:
        return absl::DataLossError(
            absl::StrFormat("claims log offset %d: writer %016x published story %016x for the claim at offset %d, this "
                            "replica says otherwise",
                            static_cast<int64_t>(offset), record->writer_id, static_cast<uint64_t>(settlement.story),
                            static_cast<int64_t>(settlement.claim)));
      case SettleResult::kTrusted:
        ++applied.settlements_trusted;
        break;
      case SettleResult::kAgrees:
      case SettleResult::kUnknown:
        break;
    }
  }
  if (const auto* claim = std::get_if<Claim>(&record->entry)) {
    if (claim->parameters_hash != parameters_hash_) {
      return absl::FailedPreconditionError(
          absl::StrFormat("claims log offset %d: the claim was made under parameters %08x, the log's Genesis says %08x",
                          static_cast<int64_t>(offset), claim->parameters_hash, parameters_hash_));
    }
    ApplyResult result = index_->Apply(*claim, offset, append_time_ms);
    applied.raw = claim->raw;
    applied.content_hash = claim->content_hash;
    applied.verdict = std::move(result.verdict);
    applied.reclaim = result.reclaim;
  }
  return applied;
}

}  // namespace wirefold
