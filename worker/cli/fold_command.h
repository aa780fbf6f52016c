// `fold`: files or stdin in, enriched records out, no broker. The same core as the worker's, with the claims log in
// memory: a record's claim has its number as offset. Log time stands still, so the window is by count alone.
//
// How a record passes through it: fold_batch.h. Batches are prepared and finished by several threads (OrderedPool),
// read, judged and written in order.
#pragma once

#include <atomic>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/fold/genesis.h"
#include "common/pipeline/understand.h"

namespace wirefold {

inline constexpr size_t kPassageBytes = size_t{256} << 20;

struct FoldOptions {
  std::vector<std::string> files;      // empty: stdin
  std::string input_format = "auto";   // auto, json, text, html, protobuf
  std::string output_format = "json";  // json (lines), protobuf (length-delimited)
  std::string dead_letter_file;        // empty: only stderr
  unsigned threads = 0;                // that work on records; 0: one for each core
  // Of the newest articles' texts, in which the passages are found that a record shares with its matches; 0: none are.
  size_t passage_bytes = kPassageBytes;
  bool progress = false;  // on stderr, while that is a terminal
  Genesis genesis;
  std::optional<UnderstandSettings> understand;  // but for the format; none: with what is built in, made when it runs
  const std::atomic<bool>* stop = nullptr;       // once true: no more is read, and what was read is written
};

// Records in input order to `out`, "file:line: reason" to `err`. The bytes of both depend on the input alone, not on
// the number of threads. Returns 0, 65 (some input was bad), 66 (no such file) or 74 (I/O).
int RunFold(const FoldOptions& options, FILE* out, FILE* err);

// The verb: RunFold from and to the standard streams, until SIGINT or SIGTERM, which then ends the process.
int RunFoldVerb(FoldOptions options);

}  // namespace wirefold
