#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/cli/dead_letter_topic.h"
#include "worker/cli/dlq_command.h"
#include "worker/cli/dlq_report.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/finish_output.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr size_t kTableRows = 1000;  // of one table: the next has its own columns, so that a long list takes no memory

int Usage(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return exit_code::kUsage;
}

ReplayRules RulesOf(const Config& config, const DlqOptions& options) {
  return {config.topics.raw, config.kafka.group_id, options.max_replays};
}

class Printer {
 public:
  explicit Printer(bool json) : json_(json) {}

  void Add(LetterRow row) {
    if (json_) return Print(LetterJson(row));
    rows_.push_back(std::move(row));
    if (rows_.size() == kTableRows) Finish();
  }

  void Finish() {
    if (!rows_.empty()) Print(LettersText(rows_));
    rows_.clear();
  }

  static void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

 private:
  bool json_;
  std::vector<LetterRow> rows_;
};

absl::Status List(const Config& config, const DlqOptions& options, const LetterFilter& filter) {
  WF_ASSIGN_OR_RETURN(const DeadLetterTopic topic, DeadLetterTopic::Open(config));
  WF_ASSIGN_OR_RETURN(const TopicEnds ends, topic.Ends());
  ReplayLedger ledger;
  WF_RETURN_IF_ERROR(topic.ReadMarks(filter, ends, OpenTransactions::kEnd, ledger));
  const ReplayRules rules = RulesOf(config, options);
  Printer printer(options.format == "json");
  int64_t count = 0;
  const absl::Status status =
      topic.VisitLetters(filter, ends, OpenTransactions::kEnd, [&](const kafka::Message&, const StoredLetter& letter) {
        if (options.max > 0 && count == options.max) return absl::CancelledError("--max");
        ++count;
        const bool replayed = ledger.WasReplayed(letter.partition, letter.offset);
        printer.Add({letter, StateOf(letter, replayed, rules)});
        return absl::OkStatus();
      });
  printer.Finish();
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

// False: no letter stands there.
absl::StatusOr<bool> Show(const Config& config, const DlqOptions& options, const LetterPlace& place) {
  WF_ASSIGN_OR_RETURN(const DeadLetterTopic topic, DeadLetterTopic::Open(config));
  WF_ASSIGN_OR_RETURN(TopicEnds ends, topic.Ends());
  const auto found = ends.find(place.partition);
  if (found == ends.end() || place.offset < found->second.first || place.offset >= found->second.end) return false;
  LetterFilter filter;
  filter.partitions = {place.partition};
  filter.offsets = {{place.offset, place.offset}};
  ReplayLedger ledger;
  WF_RETURN_IF_ERROR(topic.ReadMarks(filter, ends, OpenTransactions::kEnd, ledger));
  found->second.first = place.offset;
  found->second.end = place.offset + 1;
  bool shown = false;
  WF_RETURN_IF_ERROR(topic.VisitLetters(
      filter, ends, OpenTransactions::kEnd, [&](const kafka::Message& message, const StoredLetter& letter) {
        const bool replayed = ledger.WasReplayed(letter.partition, letter.offset);
        const LetterRow row{letter, StateOf(letter, replayed, RulesOf(config, options))};
        Printer::Print(options.format == "json" ? WholeLetterJson(row, message) : WholeLetterText(row, message));
        shown = true;
        return absl::OkStatus();
      }));
  return shown;
}

}  // namespace

int RunDlqList(const Config& config, const DlqOptions& options) {
  const absl::StatusOr<LetterFilter> filter = ParseFilters(options.filters, WallMs());
  if (!filter.ok()) return Usage(filter.status());
  const absl::Status status = List(config, options, *filter);
  return FinishOutput().value_or(Report(status));
}

int RunDlqShow(const Config& config, const DlqOptions& options) {
  const absl::StatusOr<LetterPlace> place = ParsePlace(options.place);
  if (!place.ok()) return Usage(place.status());
  const absl::StatusOr<bool> shown = Show(config, options, *place);
  if (!shown.ok()) return Report(shown.status());
  if (*shown) return FinishOutput().value_or(exit_code::kOk);
  std::fprintf(stderr, "%s [%d]: no dead letter stands at offset %lld\n", config.topics.dead_letter.c_str(),
               place->partition, static_cast<long long>(place->offset));
  return exit_code::kNoInput;
}

}  // namespace wirefold
