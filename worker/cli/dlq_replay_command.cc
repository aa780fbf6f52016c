#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/dead_letter_topic.h"
#include "worker/cli/dlq_command.h"
#include "worker/cli/dlq_report.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/finish_output.h"
#include "worker/cli/progress_bar.h"
#include "worker/cli/replay_sender.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

// Of one transaction, which must end within the transaction timeout.
constexpr size_t kBatchLetters = 200;
constexpr size_t kBatchBytes = size_t{4} << 20;
constexpr int kFutileSessions = 5;
constexpr auto kSessionPause = std::chrono::milliseconds(500);
constexpr uint64_t kRefusalLines = 5;  // a second

// A letter that is to be sent, with its own memory.
struct Pending {
  StoredLetter letter;
  kafka::Message message;
};

kafka::Message Copy(const kafka::Message& message) {
  kafka::PlainMessage copy;
  copy.partition = message.partition();
  copy.offset = message.offset();
  copy.timestamp_ms = message.timestamp_ms();
  copy.timestamp_type = message.timestamp_type();
  if (message.key()) copy.key = std::string(*message.key());
  if (message.value()) copy.value = std::string(*message.value());
  copy.headers = message.headers();
  return kafka::Message(std::move(copy));
}

// Sends the letters that match and wait, in sessions: each connects, learns from the marks what is committed, and goes
// on from there. A transaction whose end is in doubt ends its session.
class Replay {
 public:
  Replay(const Config& config, const DlqOptions& options, LetterFilter filter, DeadLetterTopic topic,
         const kafka::TopicFacts& raw)
      : config_(config),
        options_(options),
        filter_(std::move(filter)),
        topic_(std::move(topic)),
        rules_{config.topics.raw, config.kafka.group_id, options.max_replays},
        raw_partitions_(raw.partitions),
        raw_bytes_(LimitOf(raw)),
        open_transactions_(options.dry_run ? OpenTransactions::kEnd : OpenTransactions::kWaitFor) {
    summary_.raw_topic = config.topics.raw;
    summary_.dry_run = options.dry_run;
  }

  absl::Status Run() {
    for (int futile = 0;;) {
      const int64_t sent_before = summary_.sent;
      const absl::Status status = Session();
      if (status.ok() || !MayPass(status)) return status;
      futile = summary_.sent > sent_before ? 0 : futile + 1;
      if (futile == kFutileSessions) return status;
      Log(LogLevel::kWarning, "replay begins again at what is committed", {{"error", std::string(status.message())}});
      std::this_thread::sleep_for(kSessionPause);
    }
  }

  const ReplaySummary& summary() const { return summary_; }

 private:
  static bool MayPass(const absl::Status& status) {
    return absl::IsUnavailable(status) || absl::IsInternal(status) || absl::IsOutOfRange(status);
  }

  absl::Status Session() {
    batch_.clear();
    batch_bytes_ = 0;
    summary_.states = {};
    WF_RETURN_IF_ERROR(Begin());
    const TopicEnds letters = letters_;  // a connection in between looks at their bounds again
    absl::Status status = topic_.VisitLetters(
        filter_, letters, open_transactions_,
        [this](const kafka::Message& message, const StoredLetter& letter) { return Visit(message, letter); });
    if (absl::IsCancelled(status)) {
      summary_.stopped_at_max = true;
      status = absl::OkStatus();
    }
    WF_RETURN_IF_ERROR(status);
    return SendPending();
  }

  // Connects, then reads the marks that are not known yet: no earlier sender commits any more, so those below the
  // present ends are all there are. Another replay may have come and gone before any connection.
  absl::Status Begin() {
    if (!options_.dry_run) WF_RETURN_IF_ERROR(Connect());
    WF_ASSIGN_OR_RETURN(TopicEnds ends, topic_.Ends());
    // Letters that come while this runs are another run's: they may be those that were just sent back.
    if (letters_.empty()) letters_ = ends;
    for (auto& [partition, letters] : letters_) letters.first = ends.at(partition).first;
    for (auto& [partition, offsets] : ends) {
      int64_t& known = marks_end_.try_emplace(partition, offsets.first).first->second;
      offsets.first = std::max(offsets.first, known);
    }
    WF_RETURN_IF_ERROR(topic_.ReadMarks(filter_, ends, open_transactions_, ledger_));
    for (const auto& [partition, offsets] : ends) marks_end_[partition] = offsets.end;
    SettleDoubt();
    return absl::OkStatus();
  }

  absl::Status Connect() {
    sender_.reset();
    const size_t dead_letter_bytes = topic_.max_record_bytes();
    WF_ASSIGN_OR_RETURN(sender_, ReplaySender::Connect(ClientOf(config_), config_.kafka.group_id + ".dlq",
                                                       {std::max(raw_bytes_, dead_letter_bytes),
                                                        std::min(raw_bytes_, dead_letter_bytes)}));
    return absl::OkStatus();
  }

  // A transaction in doubt was committed when its mark is there.
  void SettleDoubt() {
    for (const StoredLetter& letter : in_doubt_) {
      if (ledger_.WasReplayed(letter.partition, letter.offset)) CountSent(letter);
    }
    in_doubt_.clear();
  }

  void CountSent(const StoredLetter& letter) {
    ++summary_.sent;
    sent_[letter.partition].Add(letter.offset, letter.offset);
  }

  bool IsIn(const std::map<int32_t, OffsetSet>& sets, const StoredLetter& letter) const {
    const auto found = sets.find(letter.partition);
    return found != sets.end() && found->second.Contains(letter.offset);
  }

  absl::Status Visit(const kafka::Message& message, const StoredLetter& letter) {
    ShowProgress(letter);
    if (IsIn(sent_, letter) || IsIn(refused_, letter)) return absl::OkStatus();  // by an earlier session
    const LetterState state = StateOf(letter, ledger_.WasReplayed(letter.partition, letter.offset), rules_);
    if (state != LetterState::kWaiting) {
      summary_.states[static_cast<size_t>(state)].Add(letter);
      return absl::OkStatus();
    }
    if (options_.max > 0 && summary_.sent + static_cast<int64_t>(batch_.size()) >= options_.max) {
      return absl::CancelledError("--max");
    }
    const kafka::Outgoing record = RawRecordOf(message, letter, rules_.raw_topic, raw_partitions_);
    if (RecordBytes(record) > raw_bytes_) {
      Refuse(letter, absl::StrFormat("it would have up to %d bytes, %s takes %d", RecordBytes(record), rules_.raw_topic,
                                     raw_bytes_));
      return absl::OkStatus();
    }
    if (options_.dry_run) {
      ++summary_.sent;
      return absl::OkStatus();
    }
    // One mark is of one partition.
    if (!batch_.empty() && batch_.back().letter.partition != letter.partition) WF_RETURN_IF_ERROR(SendPending());
    batch_bytes_ += RecordBytes(record);
    batch_.push_back({letter, Copy(message)});
    return batch_.size() >= kBatchLetters || batch_bytes_ >= kBatchBytes ? SendPending() : absl::OkStatus();
  }

  void Refuse(const StoredLetter& letter, const std::string& why) {
    static LogLimit limit(kRefusalLines);
    limit.Write(SteadyMs(), LogLevel::kWarning, "dead letter refused by the raw topic",
                {{"place", PlaceText(letter)}, {"error", why}});
    refused_[letter.partition].Add(letter.offset, letter.offset);
    summary_.refused.Add(letter);
  }

  void ShowProgress(const StoredLetter& letter) {
    int64_t done = 0;
    int64_t all = 0;
    for (const auto& [partition, offsets] : letters_) {
      if (!filter_.partitions.empty() && !filter_.partitions.contains(partition)) continue;
      all += offsets.end - offsets.first;
      if (partition < letter.partition) done += offsets.end - offsets.first;
      if (partition == letter.partition) done += letter.offset - offsets.first;
    }
    bar_.Show(done, all, absl::StrFormat("%d sent back", summary_.sent));
  }

  absl::Status SendPending() {
    std::vector<const Pending*> letters;
    for (const Pending& pending : batch_) letters.push_back(&pending);
    absl::Status status = Send(std::move(letters));
    batch_.clear();
    batch_bytes_ = 0;
    return status;
  }

  // One transaction; where the topic refuses letters, one for the others and one for each of them: a broker may refuse
  // a whole batch for one record.
  absl::Status Send(std::vector<const Pending*> letters) {
    // Before the last connection another replay may have sent some.
    std::erase_if(letters, [this](const Pending* pending) {
      return ledger_.WasReplayed(pending->letter.partition, pending->letter.offset);
    });
    if (letters.empty()) return absl::OkStatus();
    std::vector<kafka::Outgoing> records;
    std::vector<int64_t> offsets;
    for (const Pending* pending : letters) {
      records.push_back(RawRecordOf(pending->message, pending->letter, rules_.raw_topic, raw_partitions_));
      offsets.push_back(pending->letter.offset);
    }
    const kafka::Outgoing mark =
        MarkRecord(config_.topics.dead_letter, letters.front()->letter.partition, offsets, config_.kafka.group_id);
    const absl::StatusOr<ReplaySender::Refused> refused = sender_->Send(records, mark);
    if (!refused.ok()) {
      for (const Pending* pending : letters) in_doubt_.push_back(pending->letter);
      return refused.status();
    }
    if (refused->records.empty()) {
      for (const Pending* pending : letters) CountSent(pending->letter);
      return absl::OkStatus();
    }
    WF_RETURN_IF_ERROR(Begin());
    if (letters.size() == 1) {
      Refuse(letters.front()->letter, std::string(refused->why.message()));
      return absl::OkStatus();
    }
    return SendApart(letters, refused->records);
  }

  absl::Status SendApart(const std::vector<const Pending*>& letters, const std::vector<size_t>& refused) {
    std::vector<const Pending*> others;
    for (size_t i = 0; i < letters.size(); ++i) {
      if (std::find(refused.begin(), refused.end(), i) == refused.end()) others.push_back(letters[i]);
    }
    WF_RETURN_IF_ERROR(Send(std::move(others)));
    for (const size_t i : refused) WF_RETURN_IF_ERROR(Send({letters[i]}));
    return absl::OkStatus();
  }

  const Config& config_;
  const DlqOptions& options_;
  const LetterFilter filter_;
  const DeadLetterTopic topic_;
  const ReplayRules rules_;
  const int32_t raw_partitions_;
  const size_t raw_bytes_;
  const OpenTransactions open_transactions_;
  ProgressBar bar_{"replay"};

  // Of a session:
  std::unique_ptr<ReplaySender> sender_;
  std::vector<Pending> batch_;  // of one partition
  size_t batch_bytes_ = 0;

  // Of the run:
  TopicEnds letters_;    // those that it is about
  ReplayLedger ledger_;  // of the marks below:
  std::map<int32_t, int64_t> marks_end_;
  std::vector<StoredLetter> in_doubt_;  // sent in a transaction whose end is not known
  std::map<int32_t, OffsetSet> sent_;   // committed for certain
  std::map<int32_t, OffsetSet> refused_;
  ReplaySummary summary_;
};

absl::Status Explained(const absl::Status& status, const Config& config) {
  if (!absl::IsAborted(status)) return status;
  return absl::AbortedError(absl::StrFormat(
      "another replay of group %s took over, or the brokers gave this one up; nothing is lost or doubled, the same "
      "again sends what is left: %s",
      config.kafka.group_id, std::string(status.message())));
}

// The summary is of what was done before an error, too.
absl::Status RunReplay(const Config& config, const DlqOptions& options, const LetterFilter& filter,
                       ReplaySummary& summary) {
  WF_ASSIGN_OR_RETURN(DeadLetterTopic topic, DeadLetterTopic::Open(config));
  WF_ASSIGN_OR_RETURN(const auto admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(const kafka::TopicFacts raw, admin->Describe(config.topics.raw, kBrokerTimeoutMs));
  Replay replay(config, options, filter, std::move(topic), raw);
  const absl::Status status = replay.Run();
  summary = replay.summary();
  return Explained(status, config);
}

}  // namespace

int RunDlqReplay(const Config& config, const DlqOptions& options) {
  const absl::StatusOr<LetterFilter> filter = ParseFilters(options.filters, WallMs());
  if (!filter.ok()) {
    std::fprintf(stderr, "%s\n", std::string(filter.status().message()).c_str());
    return exit_code::kUsage;
  }
  ReplaySummary summary;
  summary.raw_topic = config.topics.raw;
  const absl::Status status = RunReplay(config, options, *filter, summary);
  std::fputs((options.format == "json" ? SummaryJson(summary) : SummaryText(summary)).c_str(), stdout);
  const std::optional<int> failed = FinishOutput();
  if (!status.ok()) return Report(status);
  if (failed) return *failed;
  return summary.refused.count() > 0 ? exit_code::kBadInput : exit_code::kOk;
}

}  // namespace wirefold
