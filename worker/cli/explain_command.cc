#include "worker/cli/explain_command.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/printable.h"
#include "common/explain/explained_pair.h"
#include "worker/cli/broker.h"
#include "worker/cli/dlq_filter.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/explain_html.h"
#include "worker/cli/explain_json.h"
#include "worker/cli/explain_text.h"
#include "worker/cli/input_limits.h"
#include "worker/cli/read_partition.h"
#include "worker/runtime/reading_settings.h"

namespace wirefold {
namespace {

struct Bytes {
  std::string name;
  std::string value;
  InputFormat format = InputFormat::kDetect;
};

absl::Status NotThere(const std::string& name, const char* what) {
  return absl::NotFoundError(absl::StrFormat("%s: %s", Printable(name, kShownNameBytes), what));
}

// Of JSON lines the first line.
std::string FirstArticle(std::string bytes) {
  const size_t end = bytes.find('\n');
  if (end == std::string::npos || !bytes.starts_with('{')) return bytes;
  const size_t last = bytes.find_last_not_of(" \t\r\n", end);
  const bool whole =
      last != std::string::npos && bytes[last] == '}' && bytes.find_first_not_of(" \t\r\n", end) != std::string::npos;
  if (whole) bytes.resize(end);
  return bytes;
}

absl::StatusOr<Bytes> ReadFile(const std::string& name, const std::string& input_format) {
  gzFile input = name == "-" ? gzdopen(dup(0), "rb") : gzopen(name.c_str(), "rb");
  if (input == nullptr) return NotThere(name, "cannot be read");
  Bytes bytes{name == "-" ? "stdin" : name, "", InputFormatOf(input_format)};
  std::string buffer(size_t{1} << 16, '\0');
  int got = 0;
  while (bytes.value.size() <= kMaxInputBytes &&
         (got = gzread(input, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0)
    bytes.value.append(buffer, 0, static_cast<size_t>(got));
  if (gzclose(input) != Z_OK || got < 0) return NotThere(name, "reading failed, the file is damaged or cut short");
  if (bytes.value.size() > kMaxInputBytes)
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: more than %d bytes", Printable(name, kShownNameBytes), kMaxInputBytes));
  if (bytes.format == InputFormat::kDetect) bytes.value = FirstArticle(std::move(bytes.value));
  return bytes;
}

bool HasId(std::string_view value, InputFormat format, const std::string& id) {
  const std::variant<Article, DeadLetter> decoded = Decode(value, format);
  const Article* const article = std::get_if<Article>(&decoded);
  return article != nullptr && (article->uri == id || article->url == id);
}

// The raw record at a place, or the newest one of an id.
absl::StatusOr<Bytes> ReadTopic(const Config& config, const std::string& id) {
  const kafka::ClientSettings client = ClientOf(config);
  const std::string& topic = config.topics.raw;
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client));
  WF_ASSIGN_OR_RETURN(const kafka::TopicFacts facts, admin->Describe(topic, kBrokerTimeoutMs));
  const InputFormat format = InputFormatOf(config.input.format);
  const absl::StatusOr<LetterPlace> place = ParsePlace(id);
  std::optional<Bytes> found;
  int64_t newest = -1;
  for (int32_t partition = 0; partition < facts.partitions; ++partition) {
    if (place.ok() && place->partition != partition) continue;
    WF_ASSIGN_OR_RETURN(auto range, admin->Watermarks(topic, partition, kBrokerTimeoutMs));
    if (place.ok()) {
      if (place->offset < range.first || place->offset >= range.second) break;
      range = {place->offset, place->offset + 1};
    }
    WF_RETURN_IF_ERROR(ReadPartition(client, topic, partition, range.first, range.second,
                                     kafka::Isolation::kReadCommitted, [&](const kafka::Message& message) {
                                       const bool here = place.ok()
                                                             ? message.offset() == place->offset
                                                             : message.value() && HasId(*message.value(), format, id);
                                       const int64_t time = message.timestamp_ms().value_or(0);
                                       if (here && message.value() && time >= newest) {
                                         found = Bytes{id, std::string(*message.value()), format};
                                         newest = time;
                                       }
                                       return absl::OkStatus();
                                     }));
  }
  if (!found) return NotThere(id, ("not in the topic " + topic).c_str());
  return *found;
}

absl::StatusOr<ReadArticle> Read(const Bytes& bytes, int64_t number, const Genesis& genesis,
                                 const UnderstandSettings& understand) {
  PrepareSettings settings{understand, genesis, kNoRecordLimit};
  settings.format = bytes.format;
  const RawRecord raw{{"explain", 0, number}, std::nullopt, bytes.value};
  const auto wrong = [&](const DeadLetter& dead) {
    return absl::InvalidArgumentError(absl::StrFormat("%s: %s: %s", Printable(bytes.name, kShownNameBytes),
                                                      std::string(DeadLetterCodeName(dead.code)), dead.message));
  };
  std::variant<Dossier, DeadLetter> understood = Understand(bytes.value, settings);
  if (const auto* dead = std::get_if<DeadLetter>(&understood)) return wrong(*dead);
  Dossier& dossier = std::get<Dossier>(understood);
  std::variant<Prepared, DeadLetter> prepared = PrepareDossier(raw, dossier, settings);
  if (const auto* dead = std::get_if<DeadLetter>(&prepared)) return wrong(*dead);
  return ReadArticle{std::move(dossier), std::move(std::get<Prepared>(prepared).claim)};
}

// Of what is shown on `out`.
TextStyle StyleOf(FILE* out) {
  TextStyle style;
  // No thread changes the environment.
  const char* const no_colour = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
  style.colours = isatty(fileno(out)) != 0 && (no_colour == nullptr || *no_colour == '\0');
  winsize size{};
  if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.width = size.ws_col;
  return style;
}

template <typename Explained>
std::string Rendered(const Explained& explained, const std::string& format, FILE* out) {
  if (format == "json") return ExplainJson(explained);
  if (format == "html") return ExplainHtml(explained);
  return ExplainText(explained, StyleOf(out));
}

bool Write(const std::string& text, FILE* out) {
  return std::fwrite(text.data(), 1, text.size(), out) == text.size() && std::fflush(out) == 0;
}

// Through $PAGER, or less, where a person looks at it.
int Show(const std::string& text, bool paged, FILE* out, FILE* err) {
  if (paged && isatty(fileno(out)) != 0) {
    const char* const pager = std::getenv("PAGER");  // NOLINT(concurrency-mt-unsafe)
    FILE* const shown = popen(pager != nullptr && *pager != '\0' ? pager : "less -FRX", "w");
    if (shown != nullptr) {
      std::fwrite(text.data(), 1, text.size(), shown);
      constexpr int kNoSuchCommand = 127 << 8;
      if (pclose(shown) != kNoSuchCommand) return exit_code::kOk;
    }
  }
  if (Write(text, out)) return exit_code::kOk;
  std::fprintf(err, "output: cannot be written\n");
  return exit_code::kIoError;
}

int Fail(const absl::Status& status, FILE* err) {
  if (!absl::IsNotFound(status) && !absl::IsInvalidArgument(status)) return Report(status);
  std::fprintf(err, "%s\n", std::string(status.message()).c_str());
  return absl::IsNotFound(status) ? exit_code::kNoInput : exit_code::kBadInput;
}

}  // namespace

int RunExplain(const Config& config, const ExplainOptions& options, FILE* out, FILE* err) {
  std::vector<std::string> names = options.articles;
  if (names.empty()) names = {"-"};
  const absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(config);
  if (!reading.ok()) return Report(reading.status());
  std::vector<ReadArticle> read;
  for (const std::string& name : names) {
    const absl::StatusOr<Bytes> bytes =
        options.from_topic ? ReadTopic(config, name) : ReadFile(name, options.input_format);
    if (!bytes.ok()) return Fail(bytes.status(), err);
    absl::StatusOr<ReadArticle> article =
        Read(*bytes, static_cast<int64_t>(read.size()), config.genesis, reading->understand);
    if (!article.ok()) return Fail(article.status(), err);
    read.push_back(*std::move(article));
  }
  const bool paged = options.format == "text";
  if (read.size() == 1) {
    const ExplainedArticle one = Explain(read[0].dossier, read[0].claim.article_id, read[0].claim.publisher);
    return Show(Rendered(one, options.format, out), paged, out, err);
  }
  return Show(Rendered(ExplainPair(read[0], read[1], config.genesis), options.format, out), paged, out, err);
}

}  // namespace wirefold
