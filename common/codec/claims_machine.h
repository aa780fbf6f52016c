// ClaimsMachine: applies the records of a claims log, in order, to a FoldIndex. Every reader of a log (worker, checker,
// replay) uses it, so that all hold the same state after the same record. Total: whatever stands in the log changes the
// state of all replicas alike, or nothing. The one thing that stops it is a record that only a newer program can read.
//
//   ClaimsMachine machine(/*complete=*/first_offset == 0);
//   absl::StatusOr<Applied> applied = machine.Apply(offset, append_time_ms, /*log_append_time=*/true, value);
//   if (applied.ok() && applied->verdict) ...
//
// proto/claims-log.md says what stands in the log and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/codec/claim_codec.h"
#include "common/codec/settled_ahead.h"
#include "common/fold/machine/fold_index.h"
#include "common/fold/machine/log_time.h"

namespace wirefold {

// Why a record, or its entry, changed nothing.
enum class NoOp : uint8_t {
  kNone,
  kNotARecord,     // bytes that are no claim log record, or hold what no writer writes
  kBeforeGenesis,  // before the first Genesis that was read: older than any window
  kOtherGenesis,   // a Genesis that is neither the present one nor may follow it, or begins nothing
  kOtherSketch,    // a claim whose sketch was made otherwise
};
std::string_view NoOpName(NoOp no_op);  // "NOT_A_RECORD"

// A settlement that took force.
struct SettledClaim {
  ClaimOffset claim{};
  Carried carried;
};

// What one log record did.
struct Applied {
  const RecordCoordinates* raw = nullptr;  // of a claim; until the machine's next Apply
  uint64_t content_hash = 0;
  std::optional<Verdict> verdict;  // of a claim that was not refused
  bool reclaim = false;  // of a claim that stands for an earlier one of its raw record now, and is to be settled anew
  bool refused = false;  // of a claim: NoOp::kOtherSketch
  std::vector<SettledClaim> settled_claims;
  uint32_t settlements_differed = 0;  // that took force and said otherwise than the state did
  uint32_t settlements_repeated = 0;  // of claims that were settled before
  uint32_t settlements_unknown = 0;   // of no claim in the window
  NoOp no_op = NoOp::kNone;
  bool genesis_changed = false;  // a new epoch, or the first Genesis
  bool time_jumped = false;      // the append time was not taken as it is (log_time.h)
  bool stamp_ignored = false;    // the record was not stamped by the broker: log time stands still
};

// Raw records whose outcomes are committed: nobody claims them again.
struct CommittedRaw {
  std::string topic;
  std::vector<int64_t> below;  // by partition: all offsets below this one
  bool Holds(const RecordCoordinates& raw) const {
    return raw.partition >= 0 && static_cast<size_t>(raw.partition) < below.size() &&
           raw.offset < below[static_cast<size_t>(raw.partition)] && raw.topic == topic;
  }
};

class ClaimsMachine {
 public:
  // `complete`: the log is applied from its very beginning, and its first Genesis counts. Otherwise the first restated
  // one does, claims before it are passed over, and the first window is not complete: see `complete()`.
  explicit ClaimsMachine(bool complete) : from_start_(complete) {}

  // Unimplemented, naming the offset: a record format or a judging version that this program does not run.
  // `with_verdict` false: a replay that needs none.
  absl::StatusOr<Applied> Apply(ClaimOffset offset, int64_t append_time_ms, bool log_append_time,
                                std::string_view bytes, bool with_verdict = true);

  // A replay goes twice as fast when it tells which records come next, then applies these without verdicts, then says
  // Replayed: a claim of a committed raw record, whose matches nobody will ask for, is not judged when its settlement
  // is among them. In between the index is not to be looked at.
  void TrustSettlementsOf(CommittedRaw committed) { committed_ = std::move(committed); }
  void ReadAhead(ClaimOffset offset, std::string_view bytes);
  void Replayed();

  // The Genesis in force; nullopt before the first one.
  const std::optional<Genesis>& genesis() const { return genesis_; }
  // Log time of the latest record that restated it; 0: none yet. Milliseconds.
  int64_t genesis_time_ms() const { return genesis_time_ms_; }
  int64_t log_time_ms() const { return time_.now_ms(); }
  // Every claim in the window was judged with its whole window before it, or settled. From then on a settlement that
  // differs is a fault of somebody.
  bool complete() const;
  // Requires a Genesis.
  const FoldIndex& index() const { return *index_; }
  // Of the state and the parameters; 0 before the first Genesis.
  uint64_t Digest() const;

 private:
  absl::Status ApplyGenesis(ClaimOffset offset, const Genesis& genesis, bool restated, Applied& applied);
  void Settle(const std::vector<Settlement>& settlements, bool with_carried, Applied& applied);
  // Of a claim that is not to be judged; null: it is.
  const Settlement* KnownSettlement(ClaimOffset offset, const Claim& claim) const;
  void ApplyClaim(ClaimOffset offset, const Claim& claim, bool with_verdict, Applied& applied);
  void NoticeFirstWindow();
  void ReleaseReplayRoom();

  const bool from_start_;
  LogTime time_;
  std::optional<Genesis> genesis_;
  int64_t genesis_time_ms_ = 0;
  uint32_t sketch_hash_ = 0;
  std::optional<FoldIndex> index_;
  CommittedRaw committed_;
  SettledAhead ahead_;
  bool has_replay_room_ = false;            // memory that a replay uses again from batch to batch
  ClaimLogRecord record_;                   // the one that is applied; its memory is used again
  int64_t joined_ms_ = 0;                   // log time of the first Genesis that was read
  std::optional<int64_t> first_window_ms_;  // log time at which the first window was over
};

}  // namespace wirefold
