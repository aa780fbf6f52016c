#include "worker/runtime/outcome_reader.h"

#include "absl/strings/numbers.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kRetryPauseMs = 1'000;

}  // namespace

std::optional<Origin> OriginPlace(const std::vector<kafka::Header>& headers, const std::string& raw_topic) {
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
  return Origin(*partition, *offset);
}

OutcomeReader::OutcomeReader(kafka::ClientSettings client, std::vector<kafka::TailReader::Start> starts, Until until,
                             std::string raw_topic)
    : client_(std::move(client)), starts_(std::move(starts)), until_(until), raw_topic_(std::move(raw_topic)) {}

absl::StatusOr<std::set<Origin>> OutcomeReader::Go(int timeout_ms) {
  if (starts_.empty()) return found_;
  if (SteadyMs() < not_before_ms_) return absl::UnavailableError("the output topics are read anew");
  if (reader_ == nullptr) {
    WF_ASSIGN_OR_RETURN(reader_, kafka::TailReader::Create(client_, starts_));
    found_.clear();
  }
  if (absl::Status read = ReadOn(SteadyMs() + timeout_ms); !read.ok()) {
    reader_.reset();  // a partition is not read any more
    not_before_ms_ = SteadyMs() + kRetryPauseMs;
    if (absl::IsPermissionDenied(read)) return read;
    return absl::UnavailableError(read.message());
  }
  if (!Done()) return absl::UnavailableError("the output topics are not read to their ends yet");
  return found_;
}

absl::Status OutcomeReader::ReadOn(int64_t until_ms) {
  for (int64_t left_ms = until_ms - SteadyMs(); !Done() && left_ms > 0; left_ms = until_ms - SteadyMs()) {
    WF_ASSIGN_OR_RETURN(std::vector<kafka::Message> messages, reader_->Poll(static_cast<int>(left_ms)));
    for (const kafka::Message& message : messages) {
      if (const auto origin = OriginPlace(message.headers(), raw_topic_)) found_.insert(*origin);
    }
  }
  return absl::OkStatus();
}

bool OutcomeReader::Done() const { return until_ == Until::kEnd ? reader_->passed_ends() : reader_->at_end(); }

}  // namespace wirefold
