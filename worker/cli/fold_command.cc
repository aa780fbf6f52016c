#include "worker/cli/fold_command.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/base/json_string.h"
#include "common/base/printable.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/fold_batch.h"
#include "worker/cli/fold_input.h"
#include "worker/cli/fold_judge.h"
#include "worker/cli/input_limits.h"
#include "worker/cli/progress_bar.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/ordered_pool.h"

namespace wirefold {
namespace {

constexpr size_t kWriteBytes = 1 << 17;  // written at once; stays in the processor's second cache
// Between reading and writing: enough that no thread waits for another one, and of large records one at a time.
constexpr size_t kBatchesForEachThread = 4;
constexpr size_t kBytesUnderWay = 1 << 24;

// The file of --dead-letter. What cannot be written is said once.
class DeadLetterFile {
 public:
  // Returns what is wrong, or "".
  std::string Open(const std::string& name) {
    name_ = name;
    file_ = std::fopen(name.c_str(), "wb");
    return file_ == nullptr ? Problem() : "";
  }
  std::string Write(std::string_view line) {
    if (file_ == nullptr || std::fwrite(line.data(), 1, line.size(), file_) == line.size()) return "";
    const std::string problem = Problem();
    std::fclose(std::exchange(file_, nullptr));
    return problem;
  }
  std::string Close() { return file_ == nullptr || std::fclose(std::exchange(file_, nullptr)) == 0 ? "" : Problem(); }
  ~DeadLetterFile() { Close(); }

 private:
  std::string Problem() const {
    const int error = errno;
    return Printable(name_, kShownNameBytes) +
           ": dead letters cannot be written: " + std::generic_category().message(error);
  }

  std::string name_;
  FILE* file_ = nullptr;
};

// Writes what comes out, in order: records, complaints, dead letters. One thread.
class FoldOutput {
 public:
  FoldOutput(const FoldOptions& options, std::optional<int64_t> total_bytes, FILE* out, FILE* err)
      : options_(options), total_bytes_(total_bytes), out_(out), err_(err) {
    buffer_.reserve(2 * kWriteBytes);
  }

  // False: nothing need be read.
  bool Open() { return options_.dead_letter_file.empty() || !Fail(dead_letters_.Open(options_.dead_letter_file)); }

  // False: the output takes no more.
  bool Write(const FoldBatch& batch) {
    for (const FoldEntry& entry : batch.entries) {
      if (output_failed_) return false;
      if (const auto* record = std::get_if<FoldRecord>(&entry.state)) {
        Enriched(record->output);
      } else if (const auto* dead = std::get_if<DeadLetter>(&entry.state)) {
        Bad(entry, batch.ValueOf(entry), *dead);
      } else {
        const auto& trouble = std::get<InputTrouble>(entry.state);
        Say(trouble.message);
        Worsen(trouble.exit_code);
      }
    }
    ShowProgress(batch.read_bytes);
    return !output_failed_;
  }

  // Returns the exit code.
  int Finish(bool stopped) {
    Flush();
    if (!output_failed_ && std::fflush(out_) != 0) Fail("output: cannot be written");
    Fail(dead_letters_.Close());
    if (stopped) Say(absl::StrFormat("stopped after %d records", records_));
    return code_;
  }

 private:
  // Of several kinds of failure the exit code names the gravest: I/O, then a missing file, then bad input.
  void Worsen(int code) { code_ = std::max(code_, code); }

  void Say(const std::string& line) {
    bar_.Clear();
    std::fprintf(err_, "%s\n", line.c_str());
  }

  // True, and said, when there is a problem.
  bool Fail(const std::string& problem) {
    if (problem.empty()) return false;
    Say(problem);
    Worsen(exit_code::kIoError);
    return true;
  }

  void ShowProgress(int64_t read_bytes) {
    if (!options_.progress) return;
    const double seconds = static_cast<double>(std::max<int64_t>(1, SteadyMs() - began_ms_)) / 1000;
    bar_.Show(read_bytes, total_bytes_,
              absl::StrFormat("%d records, %.0f/s", records_, static_cast<double>(records_) / seconds));
  }

  void Bad(const FoldEntry& entry, std::string_view value, const DeadLetter& dead) {
    ++records_;
    Worsen(exit_code::kBadInput);
    const std::string file = Printable(entry.file, kShownNameBytes);
    Say(absl::StrFormat("%s:%d: %s: %s", file, entry.line, std::string(DeadLetterCodeName(dead.code)), dead.message));
    if (options_.dead_letter_file.empty()) return;
    std::string encoded;
    absl::Base64Escape(absl::string_view(value.data(), value.size()), &encoded);
    std::string json = "{\"file\":";
    AppendJsonString(file, json);
    json += ",\"line\":" + std::to_string(entry.line);
    for (const auto& [key, text] : {std::pair("stage", StageName(dead.stage)),
                                    {"code", DeadLetterCodeName(dead.code)},
                                    {"message", dead.message},
                                    {"value", encoded}}) {
      json.append(",\"").append(key).append("\":");
      AppendJsonString(text, json);
    }
    json += "}\n";
    Fail(dead_letters_.Write(json));
  }

  void Enriched(std::string_view output) {
    ++records_;
    buffer_ += output;
    if (buffer_.size() >= kWriteBytes) Flush();
  }

  void Flush() {
    if (!output_failed_ && std::fwrite(buffer_.data(), 1, buffer_.size(), out_) != buffer_.size()) {
      output_failed_ = Fail("output: cannot be written");
    }
    buffer_.clear();
  }

  const FoldOptions& options_;
  const std::optional<int64_t> total_bytes_;
  FILE* out_;
  FILE* err_;
  ProgressBar bar_{"fold"};
  const int64_t began_ms_ = SteadyMs();
  int64_t records_ = 0;
  DeadLetterFile dead_letters_;
  std::string buffer_;
  bool output_failed_ = false;
  int code_ = 0;
};

unsigned ThreadsOf(const FoldOptions& options) {
  return options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
}

// The stages of a run but for reading and writing.
class FoldStages {
 public:
  explicit FoldStages(const FoldOptions& options)
      : settings_{options.understand ? *options.understand : UnderstandSettings{}, options.genesis, kNoRecordLimit},
        with_texts_(options.passage_bytes > 0),
        as_json_(options.output_format == "json"),
        judge_(options.genesis, options.passage_bytes) {}

  void Prepare(FoldBatch& batch) const { PrepareBatch(batch, settings_, with_texts_); }
  void Judge(FoldBatch& batch) { judge_.Apply(batch); }
  void Finish(FoldBatch& batch) const { FinishBatch(batch, settings_.genesis.sketch.shingle_length, as_json_); }

 private:
  const PrepareSettings settings_;
  const bool with_texts_;
  const bool as_json_;
  FoldJudge judge_;
};

using FoldPool = OrderedPool<FoldBatch>;

// False: stopped.
bool PushBatch(FoldBatch batch, FoldPool& pool) {
  const size_t bytes = batch.bytes.size();
  return pool.Push(std::move(batch), bytes);
}

void FoldOnOneThread(const FoldInputSettings& input, FoldStages& stages, FoldOutput& output) {
  FoldInput(input, [&](FoldBatch batch) {
    stages.Prepare(batch);
    stages.Judge(batch);
    stages.Finish(batch);
    return output.Write(batch);
  }).ReadAll();
}

// The thread that calls reads, one judges, one writes; `threads` of them prepare and finish.
void FoldOnThreads(const FoldInputSettings& input, unsigned threads, FoldStages& stages, FoldOutput& output) {
  PoolThreads workers(threads, "wf-prepare", 1, RunPoolTask);
  const PoolBounds bounds{threads * kBatchesForEachThread, kBytesUnderWay};
  FoldPool preparing(workers, bounds, [&](FoldBatch& batch) { stages.Prepare(batch); });
  FoldPool finishing(workers, bounds, [&](FoldBatch& batch) { stages.Finish(batch); });
  std::thread judge = StartThread("wf-judge", [&] {
    while (std::optional<FoldBatch> batch = preparing.Pop()) {
      stages.Judge(*batch);
      if (!PushBatch(*std::move(batch), finishing)) preparing.Stop();
    }
    finishing.Close();
  });
  std::thread writer = StartThread("wf-write", [&] {
    while (const std::optional<FoldBatch> batch = finishing.Pop()) {
      if (!output.Write(*batch)) finishing.Stop();
    }
  });
  FoldInput(input, [&](FoldBatch batch) { return PushBatch(std::move(batch), preparing); }).ReadAll();
  preparing.Close();
  judge.join();
  writer.join();
}

std::atomic<bool> stop_requested{false};
std::atomic<int> stop_signal{0};

// A read of stdin that waits ends by the signal; one that begins a moment later finds it closed.
void OnSignal(int signal) {
  stop_signal = signal;
  stop_requested = true;
  close(STDIN_FILENO);
}

}  // namespace

int RunFold(const FoldOptions& options, FILE* out, FILE* err) {
  const FoldInputSettings input{options.files, options.input_format, options.stop};
  FoldOutput output(options, TotalBytesOf(options.files), out, err);
  if (!output.Open()) return output.Finish(false);
  FoldStages stages(options);
  if (const unsigned threads = ThreadsOf(options); threads > 1) {
    FoldOnThreads(input, threads, stages, output);
  } else {
    FoldOnOneThread(input, stages, output);
  }
  return output.Finish(options.stop != nullptr && *options.stop);
}

int RunFoldVerb(FoldOptions options) {
  // What a large text took goes back to the system, instead of staying with each thread that has met one.
  // There is no other thread yet.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);  // NOLINT(concurrency-mt-unsafe)
  mallopt(M_TRIM_THRESHOLD, 1 << 23);  // NOLINT(concurrency-mt-unsafe)
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESETHAND;  // a second signal ends at once
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
  options.stop = &stop_requested;
  options.progress = isatty(STDOUT_FILENO) == 0;  // records on the terminal leave no line for it
  const int code = RunFold(options, stdout, stderr);
  if (stop_requested) {
    std::signal(stop_signal, SIG_DFL);
    std::raise(stop_signal);
  }
  return code;
}

}  // namespace wirefold
