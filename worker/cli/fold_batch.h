// FoldBatch: a run of what `fold` reads, on its way from the files to the output. FoldInput makes it, PrepareBatch may
// work on several at once, and the entries are applied in order.
//
//   PrepareBatch(batch, settings, /*as_json=*/true);
//   for (const FoldEntry& entry : batch.entries) …
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/intake/dead_letter.h"
#include "common/intake/decode.h"
#include "common/pipeline/prepare.h"

namespace wirefold {

struct UnpreparedRecord {
  InputFormat format = InputFormat::kDetect;
  int64_t offset = 0;  // the record's number among all
};

struct InputTrouble {
  int exit_code = 0;
  std::string message;
};

struct FoldEntry {
  std::string_view file;  // outlives the batch
  size_t line = 0;        // from 1; for protobuf the record's number
  size_t begin = 0;       // of its bytes in `FoldBatch::bytes`,
  size_t size = 0;        // and how many
  // The head of Prepared is JSON when the output is.
  std::variant<UnpreparedRecord, Prepared, DeadLetter, InputTrouble> state;
};

struct FoldBatch {
  std::string bytes;  // of the records, one behind the other
  std::vector<FoldEntry> entries;
  int64_t read_bytes = 0;  // of all files, up to this batch's end

  std::string_view ValueOf(const FoldEntry& entry) const {
    return std::string_view(bytes).substr(entry.begin, entry.size);
  }
};

// Each record that is not prepared becomes a Prepared or a DeadLetter. Pure, any thread.
void PrepareBatch(FoldBatch& batch, const PrepareSettings& settings, bool as_json);

}  // namespace wirefold
