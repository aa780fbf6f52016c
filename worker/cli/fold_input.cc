#include "worker/cli/fold_input.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/printable.h"
#include "common/codec/wire_reader.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/input_limits.h"

namespace wirefold {
namespace {

// Reading goes through buffers that stay in the processor's second cache. zlib hands over what is not compressed
// without a copy when asked for at least twice its own buffer.
constexpr size_t kReadBytes = 1 << 18;
constexpr unsigned kZlibBytes = kReadBytes / 4;
// A batch is handed over when it has so much: many records for one lock, few in a batch that waits for its turn.
constexpr size_t kBatchBytes = 1 << 16;
constexpr size_t kBatchEntries = 64;

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

constexpr std::string_view kStdin = "stdin";

// nullopt: no regular file.
std::optional<int64_t> SizeOf(const struct stat& status) {
  return S_ISREG(status.st_mode) ? std::optional<int64_t>(status.st_size) : std::nullopt;
}

}  // namespace

FoldInput::FoldInput(FoldInputSettings settings, std::function<bool(FoldBatch)> take)
    : settings_(std::move(settings)), take_(std::move(take)) {}

std::optional<int64_t> TotalBytesOf(const std::vector<std::string>& files) {
  struct stat status {};
  if (files.empty()) return fstat(0, &status) == 0 ? SizeOf(status) : std::nullopt;
  int64_t total = 0;
  for (const std::string& file : files) {
    if (stat(file.c_str(), &status) != 0) continue;
    const std::optional<int64_t> size = SizeOf(status);
    if (!size) return std::nullopt;
    total += *size;
  }
  return total;
}

void FoldInput::ReadAll() {
  if (settings_.files.empty()) ReadOne(kStdin, gzdopen(0, "rb"));
  for (const std::string& file : settings_.files) {
    if (Ended()) break;
    gzFile input = gzopen(file.c_str(), "rb");
    if (input == nullptr) {
      Trouble(exit_code::kNoInput, Printable(file, kShownNameBytes) + ": cannot be read");
      continue;
    }
    ReadOne(file, input);
  }
  HandOver();
}

void FoldInput::ReadOne(std::string_view name, gzFile input) {
  if (input == nullptr) {
    Trouble(exit_code::kIoError, Printable(name, kShownNameBytes) + ": cannot be read");
    return;
  }
  gzbuffer(input, kZlibBytes);
  at_hand_ = input;
  const bool by_name = settings_.format == "auto";
  const auto is = [&](std::string_view format, std::string_view ending) {
    return settings_.format == format ||
           (by_name &&
            (name.ends_with(ending) || (name.ends_with(".gz") && name.substr(0, name.size() - 3).ends_with(ending))));
  };
  if (is("html", ".html") || is("html", ".htm")) return ReadWhole(name, input, InputFormat::kHtml);
  if (is("text", ".txt")) return ReadWhole(name, input, InputFormat::kText);
  if (is("protobuf", ".pb")) return ReadDelimited(name, input);
  ReadLines(name, input);
}

// Calls take(bytes) with what is read and not yet taken, each time that there is more of it; `take` returns how many
// bytes it took, and keeps what it leaves below a bound. Returns what was left at the end; nullopt: the file is
// damaged, which was said, or no more is wanted.
template <typename Take>
std::optional<std::string> FoldInput::Read(std::string_view name, gzFile input, Take take) {
  std::string buffer(kReadBytes, '\0');  // the first `held` bytes are read and not yet taken
  size_t held = 0;
  int got = 0;
  while (!Ended()) {
    // Room for at least two of zlib's buffers; for a record longer than ours, twice the room.
    if (buffer.size() - held < kReadBytes / 2) buffer.resize(2 * buffer.size());
    got = gzread(input, buffer.data() + held, static_cast<unsigned>(std::min(buffer.size() - held, kReadBytes)));
    if (got <= 0) break;
    held += static_cast<size_t>(got);
    const size_t taken = take(std::string_view(buffer.data(), held));
    held -= taken;
    std::memmove(buffer.data(), buffer.data() + taken, held);
  }
  read_files_bytes_ += std::max<int64_t>(0, gzoffset(input));
  at_hand_ = nullptr;
  const bool damaged = gzclose(input) != Z_OK || got < 0;
  if (Ended()) return std::nullopt;
  if (damaged) {
    Trouble(exit_code::kIoError,
            Printable(name, kShownNameBytes) + ": reading failed, the file is damaged or cut short");
    return std::nullopt;
  }
  buffer.resize(held);
  return buffer;
}

// One article in the whole file.
void FoldInput::ReadWhole(std::string_view name, gzFile input, InputFormat format) {
  bool too_large = false;
  const std::optional<std::string> text = Read(name, input, [&](std::string_view pending) {
    too_large |= pending.size() > kMaxInputBytes;
    return too_large ? pending.size() : 0;
  });
  if (too_large) return TooLarge(name, 1);
  if (text) Record(name, 1, *text, format);
}

// JSON lines; or one JSON article over several lines.
void FoldInput::ReadLines(std::string_view name, gzFile input) {
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
void FoldInput::ReadDelimited(std::string_view name, gzFile input) {
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

void FoldInput::TooLarge(std::string_view name, size_t line) {
  Bad(name, line, "",
      {Stage::kDecode, DeadLetterCode::kRecordTooLarge,
       absl::StrFormat("the record has more than %d bytes", kMaxInputBytes)});
}

void FoldInput::Record(std::string_view name, size_t line, std::string_view value, InputFormat format) {
  Add({.file = name, .line = line, .state = UnpreparedRecord{format, next_offset_++}}, value);
}

void FoldInput::Bad(std::string_view name, size_t line, std::string_view value, DeadLetter dead) {
  Add({.file = name, .line = line, .state = std::move(dead)}, value);
}

void FoldInput::Trouble(int code, std::string message) {
  Add({.file = {}, .state = InputTrouble{code, std::move(message)}}, "");
}

void FoldInput::Add(FoldEntry entry, std::string_view value) {
  if (ended_) return;
  entry.begin = batch_.bytes.size();
  entry.size = value.size();
  batch_.bytes += value;
  batch_.entries.push_back(std::move(entry));
  if (batch_.bytes.size() >= kBatchBytes || batch_.entries.size() >= kBatchEntries) HandOver();
}

void FoldInput::HandOver() {
  const int64_t offset = at_hand_ == nullptr ? 0 : gzoffset(at_hand_);  // -1: of a pipe
  batch_.read_bytes = read_files_bytes_ + std::max<int64_t>(0, offset);
  if (!batch_.entries.empty() && !take_(std::exchange(batch_, {}))) ended_ = true;
}

bool FoldInput::Ended() {
  ended_ = ended_ || (settings_.stop != nullptr && settings_.stop->load());
  return ended_;
}

}  // namespace wirefold
