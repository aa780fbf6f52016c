#include "worker/cli/fold_command.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/json_string.h"
#include "common/base/printable.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/wire_reader.h"
#include "common/fold/machine/fold_index.h"
#include "common/pipeline/prepare.h"
#include "worker/cli/input_limits.h"

namespace wirefold {
namespace {

constexpr int kBadInput = 65;
constexpr int kNoInput = 66;
constexpr int kIoError = 74;
// Reading and writing go through buffers that stay in the processor's second cache. zlib hands over what is not
// compressed without a copy when asked for at least twice its own buffer.
constexpr size_t kReadBytes = 1 << 18;
constexpr unsigned kZlibBytes = kReadBytes / 4;
constexpr size_t kWriteBytes = 1 << 17;

// Tells JSON lines from one JSON article over several lines: of that, the first line begins with "{" and the second
// with a key. Looks at each byte once, however many pieces a file comes in.
class LineOrArticle {
 public:
  // `pending` is what was given before and more. True: known.
  bool Look(std::string_view pending) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    constexpr std::string_view kBlank = " \t\r\n";
    if (looked_ == 0 && pending.starts_with(kMark)) looked_ = kMark.size();
    while (step_ != Step::kKnown) {
      const size_t at =
          step_ == Step::kFirstLine ? pending.find('\n', looked_) : pending.find_first_not_of(kBlank, looked_);
      looked_ = std::min(at, pending.size());
      if (at == std::string_view::npos) return false;
      if (step_ == Step::kBegin) {
        first_ = pending[at];
        step_ = Step::kFirstLine;
      } else if (step_ == Step::kFirstLine) {
        step_ = Step::kSecondLine;
      } else {
        article_ = first_ == '{' && pending[at] == '"';
        step_ = Step::kKnown;
      }
    }
    return true;
  }
  void SayLines() { step_ = Step::kKnown; }
  bool article() const { return article_; }

 private:
  enum class Step : uint8_t { kBegin, kFirstLine, kSecondLine, kKnown };
  Step step_ = Step::kBegin;
  size_t looked_ = 0;
  char first_ = 0;
  bool article_ = false;
};

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

class Fold {
 public:
  Fold(const FoldOptions& options, FILE* out, FILE* err)
      : options_(options),
        out_(out),
        err_(err),
        settings_{options.understand, options.genesis, kNoRecordLimit},
        index_(options.genesis) {
    buffer_.reserve(2 * kWriteBytes);
  }

  int Run() {
    if (!options_.dead_letter_file.empty()) {
      if (Fail(dead_letters_.Open(options_.dead_letter_file))) return code_;
    }
    if (options_.files.empty()) ReadOne("stdin", gzdopen(0, "rb"));
    for (const std::string& file : options_.files) {
      gzFile input = gzopen(file.c_str(), "rb");
      if (input == nullptr) {
        std::fprintf(err_, "%s: cannot be read\n", Printable(file, kShownNameBytes).c_str());
        Worsen(kNoInput);
        continue;
      }
      ReadOne(file, input);
    }
    Flush();
    if (!output_failed_ && std::fflush(out_) != 0) Fail("output: cannot be written");
    Fail(dead_letters_.Close());
    return code_;
  }

 private:
  // Of several kinds of failure the exit code names the gravest: I/O, then a missing file, then bad input.
  void Worsen(int code) { code_ = std::max(code_, code); }

  // True, and said, when there is a problem.
  bool Fail(const std::string& problem) {
    if (problem.empty()) return false;
    std::fprintf(err_, "%s\n", problem.c_str());
    Worsen(kIoError);
    return true;
  }

  void ReadOne(const std::string& name, gzFile input) {
    if (input == nullptr) {
      Fail(name + ": cannot be read");
      return;
    }
    gzbuffer(input, kZlibBytes);
    const bool by_name = options_.input_format == "auto";
    const auto is = [&](std::string_view format, std::string_view ending) {
      return options_.input_format == format ||
             (by_name && (name.ends_with(ending) || name.ends_with(std::string(ending) + ".gz")));
    };
    if (is("html", ".html") || is("html", ".htm")) return ReadWhole(name, input, InputFormat::kHtml);
    if (is("text", ".txt")) return ReadWhole(name, input, InputFormat::kText);
    if (is("protobuf", ".pb")) return ReadDelimited(name, input);
    ReadLines(name, input);
  }

  // Calls take(bytes) with what is read and not yet taken, each time that there is more of it; `take` returns how many
  // bytes it took, and keeps what it leaves below a bound. Returns what was left at the end; nullopt: the file is
  // damaged, which was said.
  template <typename Take>
  std::optional<std::string> Read(const std::string& name, gzFile input, Take take) {
    std::string buffer(kReadBytes, '\0');  // the first `held` bytes are read and not yet taken
    size_t held = 0;
    int got = 0;
    for (;;) {
      // Room for at least two of zlib's buffers; for a record longer than ours, twice the room.
      if (buffer.size() - held < kReadBytes / 2) buffer.resize(2 * buffer.size());
      got = gzread(input, buffer.data() + held, static_cast<unsigned>(std::min(buffer.size() - held, kReadBytes)));
      if (got <= 0) break;
      held += static_cast<size_t>(got);
      const size_t taken = take(std::string_view(buffer.data(), held));
      held -= taken;
      std::memmove(buffer.data(), buffer.data() + taken, held);
    }
    if (gzclose(input) != Z_OK || got < 0) {
      Fail(Printable(name, kShownNameBytes) + ": reading failed, the file is damaged or cut short");
      return std::nullopt;
    }
    buffer.resize(held);
    return buffer;
  }

  // One article in the whole file.
  void ReadWhole(const std::string& name, gzFile input, InputFormat format) {
    bool too_large = false;
    const std::optional<std::string> text = Read(name, input, [&](std::string_view pending) {
      too_large |= pending.size() > kMaxInputBytes;
      return too_large ? pending.size() : 0;
    });
    if (too_large) return TooLarge(name, 1);
    if (text) Record(name, 1, *text, format);
  }

  // JSON lines; or one JSON article over several lines.
  void ReadLines(const std::string& name, gzFile input) {
    size_t line = 0;
    size_t searched = 0;  // bytes of the line at hand that hold no line end
    LineOrArticle kind;
    bool too_large = false;  // the line at hand: its beginning is gone
    const auto end_line = [&](std::string_view text) {
      ++line;
      if (too_large) {
        TooLarge(name, line);
      } else if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {  // empty lines separate
        Record(name, line, text, InputFormat::kJson);
      }
      too_large = false;
    };
    const std::optional<std::string> rest = Read(name, input, [&](std::string_view pending) -> size_t {
      size_t begin = 0;
      if (kind.Look(pending) && !kind.article()) {
        for (size_t end; (end = pending.find('\n', searched)) != std::string_view::npos; begin = searched = end + 1) {
          end_line(pending.substr(begin, end - begin));
        }
        searched = pending.size() - begin;
      }
      if (pending.size() - begin <= kMaxInputBytes) return begin;
      too_large = true;
      searched = 0;
      kind.SayLines();
      return pending.size();
    });
    if (rest && (!rest->empty() || too_large)) end_line(*rest);
  }

  // Records of protobuf, each after its length.
  void ReadDelimited(const std::string& name, gzFile input) {
    size_t number = 0;
    uint64_t skip = 0;    // bytes of a record that is too large
    bool broken = false;  // no length where one should be: the rest cannot be told apart
    const auto bad = [&](std::string_view bytes, const char* what) {
      Bad(name, number + 1, bytes, {Stage::kDecode, DeadLetterCode::kInvalidFrame, what});
    };
    const std::optional<std::string> rest = Read(name, input, [&](std::string_view pending) -> size_t {
      if (broken) return pending.size();
      WireReader in(pending);
      for (;;) {
        std::string_view record;
        WF_CHECK(in.Bytes(std::min<uint64_t>(skip, in.left()), record));
        skip -= record.size();
        const size_t taken = pending.size() - in.left();
        uint64_t size = 0;
        if (!in.Varint(size)) {
          if (in.left() < kMaxVarintBytes) return taken;
          bad(pending.substr(taken, kMaxVarintBytes), "no record's length is here; the rest of the file is not read");
          broken = true;
          return pending.size();
        }
        if (size > kMaxInputBytes) {
          TooLarge(name, ++number);
          skip = size;
        } else if (in.Bytes(size, record)) {
          Record(name, ++number, record, InputFormat::kProtobuf);
        } else {
          return taken;
        }
      }
    });
    if (rest && !rest->empty()) bad(*rest, "the file ends inside this record");
  }

  void TooLarge(const std::string& name, size_t line) {
    Bad(name, line, "",
        {Stage::kDecode, DeadLetterCode::kRecordTooLarge,
         absl::StrFormat("the record has more than %d bytes", kMaxInputBytes)});
  }

  void Bad(const std::string& name, size_t line, std::string_view value, const DeadLetter& dead) {
    Worsen(kBadInput);
    std::fprintf(err_, "%s:%zu: %s: %s\n", Printable(name, kShownNameBytes).c_str(), line,
                 std::string(DeadLetterCodeName(dead.code)).c_str(), dead.message.c_str());
    if (options_.dead_letter_file.empty()) return;
    std::string encoded;
    absl::Base64Escape(absl::string_view(value.data(), value.size()), &encoded);
    std::string json = "{\"file\":";
    AppendJsonString(Printable(name, kShownNameBytes), json);
    json += ",\"line\":" + std::to_string(line);
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

  void Record(const std::string& name, size_t line, std::string_view value, InputFormat format) {
    settings_.format = format;  // of the file at hand
    const RawRecord raw{{"file", 0, next_offset_++}, std::nullopt, value};
    std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings_);
    if (auto* dead = std::get_if<DeadLetter>(&outcome)) return Bad(name, line, value, *dead);
    Prepared& prepared = std::get<Prepared>(outcome);
    const ApplyResult result = index_.Apply(prepared.claim, ClaimOffset{next_claim_++}, 0);
    std::string record = std::move(prepared.head);
    record += EncodeTail(result.verdict, prepared.origin_credits);
    if (options_.output_format == "protobuf") {
      AppendDelimited(record, buffer_);
    } else {
      WF_CHECK(AppendEnrichedJson(record, buffer_).ok());
      buffer_ += '\n';
    }
    if (buffer_.size() >= kWriteBytes) Flush();
  }

  void Flush() {
    if (!output_failed_ && std::fwrite(buffer_.data(), 1, buffer_.size(), out_) != buffer_.size()) {
      output_failed_ = Fail("output: cannot be written");
    }
    buffer_.clear();
  }

  const FoldOptions& options_;
  FILE* out_;
  FILE* err_;
  DeadLetterFile dead_letters_;
  PrepareSettings settings_;
  FoldIndex index_;
  int64_t next_offset_ = 0;
  int64_t next_claim_ = 0;
  std::string buffer_;
  bool output_failed_ = false;
  int code_ = 0;
};

}  // namespace

int RunFold(const FoldOptions& options, FILE* out, FILE* err) { return Fold(options, out, err).Run(); }

}  // namespace wirefold
