#include "worker/cli/read_partition.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kPatienceMs = 30'000;
constexpr size_t kBatch = 4096;
constexpr int kPollMs = 200;

}  // namespace

absl::Status ReadPartition(const kafka::ClientSettings& client, const std::string& topic, int32_t partition,
                           int64_t first, int64_t end, kafka::Isolation isolation,
                           const std::function<absl::Status(const kafka::Message&)>& visit,
                           OpenTransactions open_transactions) {
  if (first >= end) return absl::OkStatus();
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::LogReader> reader,
                      kafka::LogReader::Create(client, topic, partition, first, isolation));
  absl::Status trouble;
  for (int64_t progress_ms = SteadyMs(); SteadyMs() - progress_ms < kPatienceMs;) {
    WF_ASSIGN_OR_RETURN(kafka::LogReader::Batch batch, reader->Poll(kBatch, kPollMs));
    for (const kafka::Message& message : batch.messages) {
      if (message.offset() >= end) return absl::OkStatus();
      WF_RETURN_IF_ERROR(visit(message));
    }
    if (batch.at_end && (open_transactions == OpenTransactions::kEnd || reader->position() >= end)) {
      return absl::OkStatus();
    }
    if (batch.at_end) {
      trouble = absl::UnavailableError(absl::StrFormat("an open transaction stands at offset %d", reader->position()));
    }
    if (!batch.messages.empty()) {
      if (batch.messages.back().offset() + 1 >= end) return absl::OkStatus();
      progress_ms = SteadyMs();
    }
    if (!batch.trouble.ok()) trouble = batch.trouble;
  }
  return absl::UnavailableError(absl::StrFormat("%s [%d]: nothing was read for %d s: %s", topic, partition,
                                                kPatienceMs / 1000,
                                                trouble.ok() ? "no answer" : std::string(trouble.message())));
}

}  // namespace wirefold
