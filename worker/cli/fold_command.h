// `fold`: files or stdin in, enriched records out, no broker. The same core as the worker's, with the claims log in
// memory: a record's claim has its number as offset. Log time stands still, so the window is by count alone.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "common/fold/genesis.h"
#include "common/pipeline/understand.h"

namespace wirefold {

struct FoldOptions {
  std::vector<std::string> files;      // empty: stdin
  std::string input_format = "auto";   // auto, json, text, protobuf
  std::string output_format = "json";  // json (lines), protobuf (length-delimited)
  std::string dead_letter_file;        // empty: only stderr
  Genesis genesis;
  UnderstandSettings understand;  // but for the format
};

// Records in input order to `out`, "file:line: reason" to `err`. Returns 0, 65 (some input was bad), 66 (no such file)
// or 74 (I/O).
int RunFold(const FoldOptions& options, FILE* out, FILE* err);

}  // namespace wirefold
