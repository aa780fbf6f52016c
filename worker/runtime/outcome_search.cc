#include "worker/runtime/outcome_search.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kNewest = 100;

absl::Status SearchPartition(const kafka::ClientSettings& client, const std::string& topic, int32_t partition,
                             std::pair<int64_t, int64_t> bounds, const std::string& raw_topic, int64_t until_ms,
                             std::set<int32_t>& found) {
  const auto [first, next] = bounds;
  if (first == next) return absl::OkStatus();
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::LogReader> reader,
                      kafka::LogReader::Create(client, topic, partition, std::max(first, next - kNewest),
                                               kafka::Isolation::kReadCommitted));
  for (bool at_end = false; !at_end;) {
    const int64_t left_ms = until_ms - SteadyMs();
    if (left_ms <= 0) return absl::UnavailableError("newest outcomes of " + topic + ": not read in time");
    WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, reader->Poll(kNewest, static_cast<int>(left_ms)));
    for (const kafka::Message& message : batch.messages) {
      if (const auto origin = OriginPartition(message.headers(), raw_topic)) found.insert(*origin);
    }
    at_end = batch.at_end;
  }
  return absl::OkStatus();
}

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

absl::StatusOr<std::set<int32_t>> FindOutcomes(const kafka::ClientSettings& client, kafka::Admin& admin,
                                               const std::vector<std::string>& output_topics,
                                               const std::string& raw_topic, int timeout_ms) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  std::set<int32_t> found;
  for (const std::string& topic : output_topics) {
    WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, admin.Describe(topic, timeout_ms));
    for (int32_t partition = 0; partition < facts.partitions; ++partition) {
      WF_ASSIGN_OR_RETURN(auto bounds, admin.Watermarks(topic, partition, timeout_ms));
      WF_RETURN_IF_ERROR(SearchPartition(client, topic, partition, bounds, raw_topic, until_ms, found));
    }
  }
  return found;
}

}  // namespace wirefold
