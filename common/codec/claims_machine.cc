#include "common/codec/claims_machine.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/mix.h"
#include "common/base/planted.h"
#include "common/fold/rules/judging_rules.h"

namespace wirefold {
namespace {

// A claim of the first window may be settled so much later than it was applied.
constexpr int64_t kSettlementMarginMs = 3'600'000;

absl::Status NeedsAnotherProgram(ClaimOffset offset, std::string_view what) {
  return absl::UnimplementedError(absl::StrFormat("claims log offset %d: %s; run the program version that wrote it",
                                                  static_cast<int64_t>(offset), std::string(what)));
}

}  // namespace

std::string_view NoOpName(NoOp no_op) {
  switch (no_op) {
    case NoOp::kNone:
      return "NONE";
    case NoOp::kNotARecord:
      return "NOT_A_RECORD";
    case NoOp::kBeforeGenesis:
      return "BEFORE_GENESIS";
    case NoOp::kOtherGenesis:
      return "OTHER_GENESIS";
    case NoOp::kOtherSketch:
      return "OTHER_SKETCH";
  }
  return "";
}

absl::StatusOr<Applied> ClaimsMachine::Apply(ClaimOffset offset, int64_t append_time_ms, bool log_append_time,
                                             std::string_view bytes, bool with_verdict) {
  if (with_verdict && has_replay_room_) ReleaseReplayRoom();
  Applied applied;
  if (log_append_time) {
    time_.Observe(append_time_ms);
    applied.time_jumped = time_.jumped();
  } else {
    applied.stamp_ignored = true;
  }
  const absl::Status decoded = DecodeClaimLogRecord(bytes, genesis_ ? genesis_->log_id : 0, record_);
  if (absl::IsUnimplemented(decoded)) return NeedsAnotherProgram(offset, std::string(decoded.message()));
  if (!decoded.ok()) {
    applied.no_op = NoOp::kNotARecord;
    return applied;
  }
  if (const auto* genesis = std::get_if<Genesis>(&record_.entry)) {
    WF_RETURN_IF_ERROR(ApplyGenesis(offset, *genesis, record_.restated, applied));
  }
  if (!genesis_) {
    if (applied.no_op == NoOp::kNone) applied.no_op = NoOp::kBeforeGenesis;
    if (const auto* claim = std::get_if<Claim>(&record_.entry)) applied.raw = &claim->raw;
    return applied;
  }
  Settle(record_.settlements, with_verdict, applied);  // first: they speak of earlier claims
  if (const auto* claim = std::get_if<Claim>(&record_.entry)) ApplyClaim(offset, *claim, with_verdict, applied);
  NoticeFirstWindow();
  return applied;
}

void ClaimsMachine::ReadAhead(ClaimOffset offset, std::string_view bytes) {
  if (!genesis_ || committed_.below.empty()) return;
  ahead_.Read(offset, bytes, genesis_->log_id);
  has_replay_room_ = true;
}

void ClaimsMachine::Replayed() {
  ahead_.Clear();
  if (index_) index_->PostAll();
}

void ClaimsMachine::ReleaseReplayRoom() {
  has_replay_room_ = false;
  ahead_ = SettledAhead();
  if (index_) index_->ReleaseRoom();
}

absl::Status ClaimsMachine::ApplyGenesis(ClaimOffset offset, const Genesis& genesis, bool restated, Applied& applied) {
  if (genesis_ && genesis == *genesis_) {
    if (restated) genesis_time_ms_ = time_.now_ms();
    return absl::OkStatus();
  }
  const absl::Status sound = genesis_ ? CheckSuccessor(*genesis_, genesis) : CheckGenesis(genesis);
  const bool begins = genesis_ || restated || from_start_;
  if (!sound.ok() || !begins) {
    applied.no_op = NoOp::kOtherGenesis;
    return absl::OkStatus();
  }
  if (genesis.sketch_version != kSketchVersion) {
    return NeedsAnotherProgram(
        offset, absl::StrFormat("sketch version %d, this program has %d", genesis.sketch_version, kSketchVersion));
  }
  if (RulesOf(genesis.judging_version) == nullptr) {
    return NeedsAnotherProgram(
        offset, absl::StrFormat("judging version %d, this program runs %d and %d", genesis.judging_version,
                                kOldestJudgingVersion, kJudgingVersion));
  }
  if (genesis_) {
    if (!Planted(Bug::kIgnoreEpochs)) index_->Change(genesis);
  } else {
    index_.emplace(genesis);
    joined_ms_ = time_.now_ms();
  }
  genesis_ = genesis;
  genesis_time_ms_ = restated ? time_.now_ms() : 0;
  sketch_hash_ = SketchHash(genesis);
  applied.genesis_changed = true;
  return absl::OkStatus();
}

void ClaimsMachine::Settle(const std::vector<Settlement>& settlements, bool with_carried, Applied& applied) {
  for (const Settlement& settlement : settlements) {
    if (ahead_.IsApplied(settlement.claim)) continue;
    const SettleResult result = index_->Settle(settlement);
    if (result == SettleResult::kRepeated) ++applied.settlements_repeated;
    if (result == SettleResult::kUnknown) ++applied.settlements_unknown;
    if (result == SettleResult::kTakenOver) ++applied.settlements_differed;
    if (with_carried && (result == SettleResult::kAgrees || result == SettleResult::kTakenOver)) {
      applied.settled_claims.push_back({settlement.claim, *index_->CarriedOf(settlement.claim)});
    }
  }
}

const Settlement* ClaimsMachine::KnownSettlement(ClaimOffset offset, const Claim& claim) const {
  return committed_.Holds(claim.raw) ? ahead_.Of(offset) : nullptr;
}

void ClaimsMachine::ApplyClaim(ClaimOffset offset, const Claim& claim, bool with_verdict, Applied& applied) {
  if (claim.sketch_hash != sketch_hash_) {
    applied.no_op = NoOp::kOtherSketch;
    applied.refused = true;
  } else {
    const Settlement* settlement = with_verdict ? nullptr : KnownSettlement(offset, claim);
    ApplyResult result = settlement != nullptr ? index_->ApplySettled(claim, offset, time_.now_ms(), *settlement)
                                               : index_->Apply(claim, offset, time_.now_ms(), with_verdict);
    if (with_verdict) applied.verdict = std::move(result.verdict);
    applied.reclaim = result.reclaim;
    if (settlement != nullptr && !result.reclaim) ahead_.SetApplied(offset);
  }
  applied.content_hash = claim.content_hash;
  applied.raw = &claim.raw;
}

// A replica that joined late has its first window behind it when nothing that it did not read could be in the window.
void ClaimsMachine::NoticeFirstWindow() {
  if (first_window_ms_ || from_start_) return;
  const int64_t window_ms = static_cast<int64_t>(genesis_->window_seconds) * 1000;
  if (index_->evictions() > 0 || time_.now_ms() - joined_ms_ > window_ms) first_window_ms_ = time_.now_ms();
}

bool ClaimsMachine::complete() const {
  return from_start_ || (first_window_ms_ && time_.now_ms() - *first_window_ms_ > kSettlementMarginMs);
}

uint64_t ClaimsMachine::Digest() const {
  if (!genesis_) return 0;
  return Mix64(index_->Digest() + Mix64(genesis_->epoch) + static_cast<uint64_t>(time_.now_ms()));
}

}  // namespace wirefold
