#include "worker/cli/fold_command.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/json_string.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/prepare.h"
#include "common/codec/wire_reader.h"
#include "common/fold/fold_index.h"

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

class Fold {
 public:
  Fold(const FoldOptions& options, FILE* out, FILE* err)
      : options_(options), out_(out), err_(err), index_(options.genesis) {
    settings_.max_record_bytes = size_t{1} << 30;  // nothing is published: no limit but the body's
    settings_.genesis = options.genesis;
    buffer_.reserve(2 * kWriteBytes);
  }
  ~Fold() {
    if (dead_letters_ != nullptr) std::fclose(dead_letters_);
  }

  int Run() {
    if (!options_.dead_letter_file.empty()) {
      dead_letters_ = std::fopen(options_.dead_letter_file.c_str(), "wb");
      if (dead_letters_ == nullptr) {
        std::fprintf(err_, "%s: cannot be written\n", options_.dead_letter_file.c_str());
        return kIoError;
      }
    }
    if (options_.files.empty()) ReadOne("stdin", gzdopen(0, "rb"));
    for (const std::string& file : options_.files) {
      gzFile input = gzopen(file.c_str(), "rb");
      if (input == nullptr) {
        std::fprintf(err_, "%s: cannot be read\n", file.c_str());
        code_ = std::max(code_, kNoInput);
        continue;
      }
      ReadOne(file, input);
    }
    Flush();
    if (std::fflush(out_) != 0) code_ = kIoError;
    return code_;
  }

 private:
  void Fail(const std::string& text) {
    std::fprintf(err_, "%s\n", text.c_str());
    code_ = kIoError;
  }

  void ReadOne(const std::string& name, gzFile input) {
    if (input == nullptr) return Fail(name + ": cannot be read");
    gzbuffer(input, kZlibBytes);
    const bool by_name = options_.input_format == "auto";
    const bool text =
        options_.input_format == "text" || (by_name && (name.ends_with(".txt") || name.ends_with(".txt.gz")));
    const bool protobuf =
        options_.input_format == "protobuf" || (by_name && (name.ends_with(".pb") || name.ends_with(".pb.gz")));
    if (text || protobuf) {
      std::string all;
      if (!ReadAll(name, input, all)) return;
      if (text) {
        Record(name, 1, all, InputFormat::kText);
      } else {
        ReadDelimited(name, all);
      }
      return;
    }
    ReadLines(name, input);
  }

  bool ReadAll(const std::string& name, gzFile input, std::string& all) {
    std::string buffer(kReadBytes, '\0');
    int got = 0;
    while ((got = gzread(input, buffer.data(), kReadBytes)) > 0) all.append(buffer, 0, static_cast<size_t>(got));
    const bool ok = (gzclose(input) == Z_OK) && got == 0;
    if (!ok) Fail(name + ": reading failed, the file is damaged or cut short");
    return ok;
  }

  // JSON lines; or one JSON article over several lines: then the first begins with "{", the second with a key.
  void ReadLines(const std::string& name, gzFile input) {
    std::string buffer(kReadBytes, '\0');  // the first `held` bytes are read and not yet taken
    size_t held = 0;
    size_t line = 0;
    int got = 0;
    bool whole = false;  // one article in the whole file
    bool decided = false;
    for (;;) {
      // Room for at least two of zlib's buffers; for a line longer than ours, twice the room.
      if (buffer.size() - held < kReadBytes / 2) buffer.resize(2 * buffer.size());
      got = gzread(input, buffer.data() + held, static_cast<unsigned>(std::min(buffer.size() - held, kReadBytes)));
      if (got <= 0) break;
      held += static_cast<size_t>(got);
      const std::string_view pending(buffer.data(), held);
      if (!decided) {
        constexpr std::string_view kMark = "\xEF\xBB\xBF";
        const size_t first = pending.find_first_not_of(" \t\r\n", pending.starts_with(kMark) ? kMark.size() : 0);
        const size_t second = pending.find_first_not_of(" \t\r\n", pending.find('\n', first));
        if (first == std::string_view::npos || second == std::string_view::npos) continue;
        whole = pending[first] == '{' && pending[second] == '"';
        decided = true;
      }
      size_t begin = 0;
      if (!whole) {
        for (size_t end; (end = pending.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
          Line(name, ++line, pending.substr(begin, end - begin));
        }
      }
      held -= begin;
      std::memmove(buffer.data(), buffer.data() + begin, held);
    }
    if (gzclose(input) != Z_OK || got < 0) Fail(name + ": reading failed, the file is damaged or cut short");
    if (held > 0) Line(name, whole ? 1 : line + 1, std::string_view(buffer).substr(0, held));
  }

  void Line(const std::string& name, size_t line, std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;  // empty lines separate
    Record(name, line, text, InputFormat::kJson);
  }

  void ReadDelimited(const std::string& name, std::string_view bytes) {
    WireReader in(bytes);
    for (size_t number = 1; !in.empty(); ++number) {
      const std::string_view rest = bytes.substr(bytes.size() - in.left());
      std::string_view record;
      if (!in.Delimited(record)) {
        return Bad(name, number, rest,
                   {Stage::kDecode, DeadLetterCode::kInvalidFrame, "the file ends inside this record"});
      }
      Record(name, number, record, InputFormat::kProtobuf);
    }
  }

  void Bad(const std::string& name, size_t line, std::string_view value, const DeadLetter& dead) {
    code_ = std::max(code_, kBadInput);
    std::fprintf(err_, "%s:%zu: %s: %s\n", name.c_str(), line, std::string(DeadLetterCodeName(dead.code)).c_str(),
                 dead.message.c_str());
    if (dead_letters_ == nullptr) return;
    std::string encoded;
    absl::Base64Escape(absl::string_view(value.data(), value.size()), &encoded);
    std::string json = "{\"file\":";
    AppendJsonString(name, json);
    json += ",\"line\":" + std::to_string(line);
    for (const auto& [key, text] : {std::pair("stage", StageName(dead.stage)),
                                    {"code", DeadLetterCodeName(dead.code)},
                                    {"message", dead.message},
                                    {"value", encoded}}) {
      json.append(",\"").append(key).append("\":");
      AppendJsonString(text, json);
    }
    json += "}\n";
    std::fwrite(json.data(), 1, json.size(), dead_letters_);
  }

  void Record(const std::string& name, size_t line, std::string_view value, InputFormat format) {
    settings_.format = format;
    const RawRecord raw{{"file", 0, next_offset_++}, std::nullopt, value};
    std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings_);
    if (auto* dead = std::get_if<DeadLetter>(&outcome)) return Bad(name, line, value, *dead);
    Prepared& prepared = std::get<Prepared>(outcome);
    const ApplyResult result = index_.Apply(prepared.claim, ClaimOffset{next_claim_++}, 0);
    std::string record = std::move(prepared.head);
    record += EncodeTail(result.verdict, prepared.origin_credit);
    if (options_.output_format == "protobuf") {
      AppendDelimited(record, buffer_);
    } else {
      WF_CHECK(AppendEnrichedJson(record, buffer_).ok());
      buffer_ += '\n';
    }
    if (buffer_.size() >= kWriteBytes) Flush();
  }

  void Flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), out_) != buffer_.size()) Fail("output: cannot be written");
    buffer_.clear();
  }

  const FoldOptions& options_;
  FILE* out_;
  FILE* err_;
  FILE* dead_letters_ = nullptr;
  PrepareSettings settings_;
  FoldIndex index_;
  int64_t next_offset_ = 0;
  int64_t next_claim_ = 0;
  std::string buffer_;
  int code_ = 0;
};

}  // namespace

int RunFold(const FoldOptions& options, FILE* out, FILE* err) { return Fold(options, out, err).Run(); }

}  // namespace wirefold
