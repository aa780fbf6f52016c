// Reads the dead letter topic, in no group: the marks of what was sent back first, then the letters, whose marks stand
// behind them.
//
//   WF_ASSIGN_OR_RETURN(DeadLetterTopic topic, DeadLetterTopic::Open(config));
//   WF_ASSIGN_OR_RETURN(TopicEnds ends, topic.Ends());
//   WF_RETURN_IF_ERROR(topic.ReadMarks(filter, ends, OpenTransactions::kEnd, ledger));
//   topic.VisitLetters(filter, ends, [&](const kafka::Message& message, const StoredLetter& letter) { … });
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/cli/dlq_filter.h"
#include "worker/cli/read_partition.h"
#include "worker/cli/replay_ledger.h"
#include "worker/config/config.h"
#include "worker/kafka/topic_offsets.h"

namespace wirefold {

// First offset and next one to be written, committed or not, by partition.
using TopicEnds = std::map<int32_t, kafka::PartitionOffsets>;

class DeadLetterTopic {
 public:
  // NotFound: there is no such topic. FailedPrecondition: it is compacted, which takes letters and marks away.
  static absl::StatusOr<DeadLetterTopic> Open(const Config& config);

  absl::StatusOr<TopicEnds> Ends() const;

  // Adds the marks in the partitions that the filter names, between `ends`. A reader that is to be sure of all marks
  // waits for open transactions: a mark may stand behind one.
  absl::Status ReadMarks(const LetterFilter& filter, const TopicEnds& ends, OpenTransactions open_transactions,
                         ReplayLedger& ledger) const;

  using Visit = std::function<absl::Status(const kafka::Message&, const StoredLetter&)>;
  // The letters that match, by partition and offset; no marks. Stops with an error of `visit`.
  absl::Status VisitLetters(const LetterFilter& filter, const TopicEnds& ends, OpenTransactions open_transactions,
                            const Visit& visit) const;

  size_t max_record_bytes() const { return max_record_bytes_; }

 private:
  absl::StatusOr<TopicEnds> AskEnds(int timeout_ms) const;
  using VisitRecord = std::function<absl::Status(const kafka::Message&)>;
  absl::Status VisitRecords(const LetterFilter& filter, const TopicEnds& ends, OpenTransactions open_transactions,
                            const VisitRecord& visit) const;

  std::string name_;
  kafka::ClientSettings client_;
  int32_t partitions_ = 0;
  size_t max_record_bytes_ = 0;
  std::unique_ptr<kafka::TopicOffsets> offsets_;
};

}  // namespace wirefold
