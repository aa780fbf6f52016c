#include "worker/runtime/outcome_read_back.h"

#include <utility>
#include <vector>

#include "common/base/check.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/outcome_search.h"

namespace wirefold {
namespace {

// Records to read where a delivery report told no offset, which a broker does for a batch that it knows already.
constexpr int64_t kNewest = 100'000;
constexpr int64_t kRetryPauseMs = 1'000;

}  // namespace

OutcomeReadBack::OutcomeReadBack(kafka::ClientSettings client, std::shared_ptr<kafka::Deliveries> deliveries,
                                 uint64_t produced)
    : client_(std::move(client)), deliveries_(std::move(deliveries)), produced_(produced) {}

absl::Status OutcomeReadBack::Begin() {
  std::vector<kafka::TailReader::Start> starts;
  seen_ = {deliveries_->offsets && deliveries_->count == produced_, {}};
  if (!seen_.commit_sent) return absl::OkStatus();
  for (const auto& [topic, partitions] : deliveries_->places) {
    for (const auto& [partition, span] : partitions) {
      starts.push_back({topic, partition, span.first < 0 ? -kNewest : span.first, span.second + 1});
    }
  }
  if (starts.empty()) return absl::OkStatus();
  WF_ASSIGN_OR_RETURN(reader_, kafka::TailReader::From(client_, starts));
  return absl::OkStatus();
}

absl::StatusOr<OutcomeSink::Seen> OutcomeReadBack::Go(const std::string& raw_topic, int timeout_ms) {
  if (SteadyMs() < not_before_ms_)
    return absl::UnavailableError("the outcomes of a transaction in doubt are read anew");
  if (reader_ == nullptr) WF_RETURN_IF_ERROR(Begin());
  const int64_t until_ms = SteadyMs() + timeout_ms;
  while (reader_ != nullptr && !reader_->passed_ends()) {
    const int64_t left_ms = until_ms - SteadyMs();
    if (left_ms <= 0) return absl::UnavailableError("the outcomes of a transaction in doubt are not read back yet");
    absl::StatusOr<std::vector<kafka::Message>> messages = reader_->Poll(static_cast<int>(left_ms));
    if (!messages.ok()) {
      reader_.reset();  // from the start again
      not_before_ms_ = SteadyMs() + kRetryPauseMs;
      if (absl::IsPermissionDenied(messages.status())) return messages.status();
      return absl::UnavailableError(messages.status().message());
    }
    for (const kafka::Message& message : *messages) {
      if (const auto origin = OriginPlace(message.headers(), raw_topic)) seen_.outcomes.insert(*origin);
    }
  }
  return seen_;
}

}  // namespace wirefold
