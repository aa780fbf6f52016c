// ClaimsMachine: applies the records of a claims log, in order, to a FoldIndex. Every reader of a log (worker, checker,
// replay) uses it, so that all hold the same state after the same record. Total: bytes that are no claim log record are
// counted and change nothing. An error means: stop, going on would give other verdicts than our peers.
//
//   ClaimsMachine machine(/*complete=*/first_offset == 0);
//   absl::StatusOr<Applied> applied = machine.Apply(offset, append_time_ms, value);
//   if (applied.ok() && applied->verdict) ...
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/codec/claim_codec.h"
#include "common/fold/fold_index.h"

namespace wirefold {

// What one log record did.
struct Applied {
  std::optional<RecordCoordinates> raw;  // of a claim
  uint64_t content_hash = 0;
  std::optional<Verdict> verdict;  // of a claim
  bool reclaim = false;
  bool no_op = false;  // not a claim log record, or a claim before the first Genesis
  uint64_t settlements_trusted = 0;
};

class ClaimsMachine {
 public:
  // `complete`: the log is applied from its very beginning. Otherwise published settlements win over our own verdicts,
  // and claims before the first Genesis, older than any window, are passed over.
  explicit ClaimsMachine(bool complete) : complete_(complete) {}

  // DataLoss: a settlement differs from our verdict. Unimplemented: an unknown version or entry. FailedPrecondition: a
  // claim made under other parameters. Each names the offset.
  absl::StatusOr<Applied> Apply(ClaimOffset offset, int64_t append_time_ms, std::string_view bytes);

  // The Genesis in force; nullopt before the first one.
  const std::optional<Genesis>& genesis() const { return genesis_; }
  // Log time of the latest Genesis record, restatements included; milliseconds.
  int64_t genesis_time_ms() const { return genesis_time_ms_; }
  // Requires a Genesis.
  const FoldIndex& index() const { return *index_; }

 private:
  const bool complete_;
  std::optional<Genesis> genesis_;
  int64_t genesis_time_ms_ = 0;
  uint32_t parameters_hash_ = 0;
  std::optional<FoldIndex> index_;
};

}  // namespace wirefold
