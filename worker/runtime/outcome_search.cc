#include "worker/runtime/outcome_search.h"

#include "absl/strings/numbers.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kNewest = 100;  // records of each partition

}  // namespace

std::optional<std::pair<int32_t, int64_t>> OriginPlace(const std::vector<kafka::Header>& headers,
                                                       const std::string& raw_topic) {
  std::string topic;
  std::optional<int32_t> partition;
  std::optional<int64_t> offset;
  const auto take = [](const std::string& text, auto& number) {
    int64_t value = 0;
    if (absl::SimpleAtoi(text, &value)) number.emplace(static_cast<std::decay_t<decltype(*number)>>(value));
  };
  for (const kafka::Header& header : headers) {
    if (header.name == "ce_origintopic" || header.name == "__dlq.errors.topic") topic = header.value;
    if (header.name == "ce_originpartition" || header.name == "__dlq.errors.partition") take(header.value, partition);
    if (header.name == "ce_originoffset" || header.name == "__dlq.errors.offset") take(header.value, offset);
  }
  if (topic != raw_topic || !partition || !offset) return std::nullopt;
  return std::pair(*partition, *offset);
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
      if (const auto origin = OriginPlace(message.headers(), raw_topic_)) found_.insert(origin->first);
    }
  }
  return found_;
}

}  // namespace wirefold
