#include "worker/runtime/outcome_search.h"

#include "absl/strings/numbers.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kNewest = 100;  // records of each partition

}  // namespace

std::optional<int32_t> OriginPartition(const std::vector<kafka::Header>& headers, const std::string& raw_topic) {
  std::string topic;
  std::optional<int32_t> partition;
  for (const kafka::Header& header : headers) {
    int32_t number = 0;
    if (header.name == "ce_origintopic" || header.name == "__dlq.errors.topic") topic = header.value;
    const bool names = header.name == "ce_originpartition" || header.name == "__dlq.errors.partition";
    if (names && absl::SimpleAtoi(header.value, &number)) partition = number;
  }
  return topic == raw_topic ? partition : std::nullopt;
}

absl::StatusOr<std::unique_ptr<OutcomeSearch>> OutcomeSearch::Create(
    const kafka::ClientSettings& client, const std::vector<std::pair<std::string, int32_t>>& outputs,
    const std::string& raw_topic) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::TailReader> reader, kafka::TailReader::Create(client, outputs, kNewest));
  return std::unique_ptr<OutcomeSearch>(new OutcomeSearch(std::move(reader), raw_topic));
}

absl::StatusOr<std::set<int32_t>> OutcomeSearch::Go(int timeout_ms) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  while (!reader_->at_end()) {
    const int64_t left_ms = until_ms - SteadyMs();
    if (left_ms <= 0) return absl::UnavailableError("the newest outcomes are not read yet");
    WF_ASSIGN_OR_RETURN(std::vector<kafka::Message> messages, reader_->Poll(static_cast<int>(left_ms)));
    for (const kafka::Message& message : messages) {
      if (const auto origin = OriginPartition(message.headers(), raw_topic_)) found_.insert(*origin);
    }
  }
  return found_;
}

}  // namespace wirefold
