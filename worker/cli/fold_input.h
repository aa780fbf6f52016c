// FoldInput: what `fold` reads, as entries in order and in batches: a record, one that cannot be told apart from what
// is around it, a file that cannot be read. One thread. What a record says is Prepare's to find (fold_batch.h).
//
//   FoldInput input({.files = {"a.jsonl.gz"}, .format = "auto"}, [&](FoldBatch batch) { return Take(std::move(batch));
//   }); input.ReadAll();
#pragma once

#include <zlib.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/cli/fold_batch.h"

namespace wirefold {

struct FoldInputSettings {
  const std::vector<std::string>& files;  // none: stdin
  std::string format = "auto";            // json, text, html, protobuf
  const std::atomic<bool>* stop = nullptr;
};

// Of all files, compressed as they are; none: stdin. nullopt: one has no size.
std::optional<int64_t> TotalBytesOf(const std::vector<std::string>& files);

class FoldInput {
 public:
  // `take` returns whether more is wanted.
  FoldInput(FoldInputSettings settings, std::function<bool(FoldBatch)> take);

  // Until the end, until `take` wants no more, or until a signal sets `stop`; in that case what was not read whole is
  // no record.
  void ReadAll();

 private:
  void ReadOne(std::string_view name, gzFile input);
  template <typename Take>
  std::optional<std::string> Read(std::string_view name, gzFile input, Take take);
  void ReadWhole(std::string_view name, gzFile input, InputFormat format);
  void ReadLines(std::string_view name, gzFile input);
  void ReadDelimited(std::string_view name, gzFile input);

  void Record(std::string_view name, size_t line, std::string_view value, InputFormat format);
  void TooLarge(std::string_view name, size_t line);
  void Bad(std::string_view name, size_t line, std::string_view value, DeadLetter dead);
  void Trouble(int code, std::string message);
  void Add(FoldEntry entry, std::string_view value);
  void HandOver();
  bool Ended();

  const FoldInputSettings settings_;
  const std::function<bool(FoldBatch)> take_;
  FoldBatch batch_;
  int64_t next_offset_ = 0;
  int64_t read_files_bytes_ = 0;  // of the files before the one at hand
  gzFile at_hand_ = nullptr;
  bool ended_ = false;
};

}  // namespace wirefold
