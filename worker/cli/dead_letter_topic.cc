#include "worker/cli/dead_letter_topic.h"

#include <vector>

#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/until_available.h"

namespace wirefold {

absl::StatusOr<DeadLetterTopic> DeadLetterTopic::Open(const Config& config) {
  DeadLetterTopic topic;
  topic.name_ = config.topics.dead_letter;
  topic.client_ = ClientOf(config);
  WF_ASSIGN_OR_RETURN(const auto admin, kafka::Admin::Create(topic.client_));
  WF_ASSIGN_OR_RETURN(const kafka::TopicFacts facts, admin->Describe(topic.name_, kBrokerTimeoutMs));
  if (IsCompacted(facts)) {
    return absl::FailedPreconditionError("topic " + topic.name_ +
                                         ": cleanup.policy compacts it, which takes dead letters away: set delete");
  }
  topic.partitions_ = facts.partitions;
  topic.max_record_bytes_ = LimitOf(facts);
  WF_ASSIGN_OR_RETURN(topic.offsets_, kafka::TopicOffsets::Create(topic.client_));
  return topic;
}

absl::StatusOr<TopicEnds> DeadLetterTopic::AskEnds(int timeout_ms) const {
  WF_ASSIGN_OR_RETURN(const auto told, offsets_->Read(name_, kafka::AllPartitions(partitions_), timeout_ms));
  TopicEnds ends;
  for (const auto& [partition, offsets] : told) {
    WF_RETURN_IF_ERROR(offsets.status());
    ends[partition] = *offsets;
  }
  return ends;
}

// Leaders may be moving.
absl::StatusOr<TopicEnds> DeadLetterTopic::Ends() const {
  return UntilAvailable(
      kBrokerTimeoutMs, [] { return true; }, [&](int slice_ms) { return AskEnds(slice_ms); });
}

absl::Status DeadLetterTopic::VisitRecords(const LetterFilter& filter, const TopicEnds& ends,
                                           OpenTransactions open_transactions, const VisitRecord& visit) const {
  for (const auto& [partition, offsets] : ends) {
    if (!filter.partitions.empty() && !filter.partitions.contains(partition)) continue;
    WF_RETURN_IF_ERROR(ReadPartition(client_, name_, partition, offsets.first, offsets.end,
                                     kafka::Isolation::kReadCommitted, visit, open_transactions));
  }
  return absl::OkStatus();
}

absl::Status DeadLetterTopic::ReadMarks(const LetterFilter& filter, const TopicEnds& ends,
                                        OpenTransactions open_transactions, ReplayLedger& ledger) const {
  return VisitRecords(filter, ends, open_transactions, [&](const kafka::Message& message) {
    return IsMark(message.headers()) ? ledger.Take(message) : absl::OkStatus();
  });
}

absl::Status DeadLetterTopic::VisitLetters(const LetterFilter& filter, const TopicEnds& ends,
                                           OpenTransactions open_transactions, const Visit& visit) const {
  return VisitRecords(filter, ends, open_transactions, [&](const kafka::Message& message) {
    if (IsMark(message.headers())) return absl::OkStatus();
    const StoredLetter letter = ReadLetter(message);
    return filter.Matches(letter) ? visit(message, letter) : absl::OkStatus();
  });
}

}  // namespace wirefold
