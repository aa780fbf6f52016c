#include "worker/runtime/outcome_read_back.h"

#include <utility>
#include <vector>

#include "common/base/check.h"

namespace wirefold {
namespace {

// Records to read where a delivery report told no offset, which a broker does for a batch that it knows already.
constexpr int64_t kNewest = 100'000;

}  // namespace

OutcomeReadBack::OutcomeReadBack(kafka::ClientSettings client, std::shared_ptr<kafka::Deliveries> deliveries,
                                 uint64_t produced)
    : client_(std::move(client)), deliveries_(std::move(deliveries)), produced_(produced) {}

void OutcomeReadBack::Begin(const std::string& raw_topic) {
  commit_sent_ = deliveries_->offsets && deliveries_->count == produced_;
  std::vector<kafka::TailReader::Start> starts;
  if (commit_sent_) {
    for (const auto& [topic, partitions] : deliveries_->places) {
      for (const auto& [partition, span] : partitions) {
        starts.push_back({topic, partition, span.first < 0 ? -kNewest : span.first, span.second + 1});
      }
    }
  }
  reader_.emplace(client_, std::move(starts), OutcomeReader::Until::kEnd, raw_topic);
}

absl::StatusOr<OutcomeSink::Seen> OutcomeReadBack::Go(const std::string& raw_topic, int timeout_ms) {
  if (!reader_) Begin(raw_topic);
  WF_ASSIGN_OR_RETURN(std::set<Origin> outcomes, reader_->Go(timeout_ms));
  return OutcomeSink::Seen{commit_sent_, std::move(outcomes)};
}

}  // namespace wirefold
