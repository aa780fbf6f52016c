// FoldBatch: a run of what `fold` reads, on its way from the files to the output:
//
//   FoldInput reads it → PrepareBatch → FoldJudge applies its claims, in order → FinishBatch → its bytes are written
//
// Prepare and Finish are pure and may work on several batches at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/ids.h"
#include "common/fold/verdict.h"
#include "common/intake/dead_letter.h"
#include "common/intake/decode.h"
#include "common/pipeline/prepare.h"

namespace wirefold {

// What passages are sought in.
struct FoldText {
  std::string body;             // of the enriched record
  std::vector<ByteSpan> parts;  // that are sketched, in order
};
using FoldTextPtr = std::shared_ptr<const FoldText>;

struct UnpreparedRecord {
  InputFormat format = InputFormat::kDetect;
  int64_t offset = 0;  // the record's number among all
};

struct FoldRecord {
  Prepared prepared;
  FoldTextPtr text;  // null: no passages are sought
  // From FoldJudge on.
  Verdict verdict;
  std::vector<FoldTextPtr> match_texts;  // of each match; null: not kept any more. Empty: none are sought
  // From FinishBatch on: as it is written.
  std::string output;
};

struct InputTrouble {
  int exit_code = 0;
  std::string message;
};

using FoldEntryState = std::variant<UnpreparedRecord, FoldRecord, DeadLetter, InputTrouble>;

struct FoldEntry {
  std::string_view file;  // outlives the batch
  size_t line = 0;        // from 1; for protobuf the record's number
  size_t begin = 0;       // of its bytes in `FoldBatch::bytes`,
  size_t size = 0;        // and how many
  FoldEntryState state;
};

struct FoldBatch {
  std::string bytes;  // of the records, one behind the other
  std::vector<FoldEntry> entries;
  int64_t read_bytes = 0;  // of all files, up to this batch's end

  std::string_view ValueOf(const FoldEntry& entry) const {
    return std::string_view(bytes).substr(entry.begin, entry.size);
  }
};

// Each UnpreparedRecord becomes a FoldRecord or a DeadLetter.
void PrepareBatch(FoldBatch& batch, const PrepareSettings& settings, bool with_texts);
// Makes the output of each FoldRecord: a line of JSON, or length-delimited protobuf.
void FinishBatch(FoldBatch& batch, uint32_t shingle_length, bool as_json);

}  // namespace wirefold
