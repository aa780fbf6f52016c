#include "worker/runtime/outcome_counter.h"

#include <map>
#include <string>
#include <variant>

#include "absl/strings/str_format.h"
#include "common/codec/enriched_codec.h"

namespace wirefold {
namespace {

constexpr uint64_t kLinesPerSecond = 20;

}  // namespace

OutcomeCounter::OutcomeCounter(const OutcomeRules& rules, Metrics& metrics, Clock& clock, StatusBoard* board)
    : rules_(rules),
      metrics_(metrics),
      clock_(clock),
      lines_(kLinesPerSecond),
      latency_(metrics.Observing(kMetric.end_to_end_latency())),
      containment_(metrics.Observing(kMetric.containment_ratio())),
      prepare_(metrics.Observing(kMetric.stage_duration(label::Step::kPrepare))),
      status_(board, clock) {
  for (const std::string& topic : {rules.enriched_topic, rules.dead_letter_topic}) {
    metrics_.Count(kMetric.records_produced(label::Topic(topic)), 0);
  }
  for (auto relation = Relation::kOriginal; relation <= Relation::kInsufficientText;
       relation = static_cast<Relation>(static_cast<int>(relation) + 1)) {
    metrics_.Count(kMetric.records_processed(label::Relation(RelationName(relation))), 0);
  }
}

void OutcomeCounter::Count(const std::deque<std::shared_ptr<InFlight>>& records) {
  std::map<std::string, uint64_t> relations;
  uint64_t enriched = 0;
  uint64_t dead = 0;
  const int64_t wall_ms = clock_.WallMs();
  for (const auto& record : records) {
    if (record->reduction == Reduction::kLost) {
      CountLost(*record);
      continue;
    }
    Observe(*record, wall_ms);
    status_.Committed(*record, wall_ms);
    if (const auto* letter = std::get_if<DeadLetter>(&record->outcome)) {
      ++dead;
      CountDeadLetter(*record, *letter);
      continue;
    }
    ++enriched;
    if (NeedsVerdict(*record) && record->verdict) ++relations[std::string(RelationName(record->verdict->relation))];
  }
  for (const auto& [relation, count] : relations) {
    metrics_.Count(kMetric.records_processed(label::Relation(relation)), static_cast<double>(count));
  }
  if (enriched > 0) {
    metrics_.Count(kMetric.records_produced(label::Topic(rules_.enriched_topic)), static_cast<double>(enriched));
  }
  if (dead > 0) {
    metrics_.Count(kMetric.records_produced(label::Topic(rules_.dead_letter_topic)), static_cast<double>(dead));
  }
}

void OutcomeCounter::Observe(const InFlight& record, int64_t wall_ms) {
  if (const auto age_ms = AgeMs(record, wall_ms)) latency_.Observe(static_cast<double>(*age_ms) / 1000);
  if (record.prepare_us) prepare_.Observe(static_cast<double>(*record.prepare_us) / 1e6);
  if (record.verdict && !record.verdict->matches.empty()) {
    containment_.Observe(record.verdict->matches.front().containment);
  }
}

void OutcomeCounter::CountLost(const InFlight& record) {
  const auto* letter = std::get_if<DeadLetter>(&record.outcome);
  metrics_.Count(kMetric.records_lost(label::Topic(rules_.raw_topic), label::Partition(record.partition)));
  Log(LogLevel::kError, "a record is lost: no topic takes it in any form",
      {{"topic", rules_.raw_topic},
       {"partition", record.partition},
       {"offset", record.offset},
       {"error_code", letter == nullptr ? "" : std::string(DeadLetterCodeName(letter->code))}});
}

void OutcomeCounter::CountDeadLetter(const InFlight& record, const DeadLetter& letter) {
  const std::string stage(StageName(letter.stage));
  const std::string code(DeadLetterCodeName(letter.code));
  metrics_.Count(kMetric.records_dead_lettered(label::DeadLetterStage(stage), label::Code(code)));
  // The message holds text of the record: that is for debugging only.
  lines_.Write(clock_.SteadyMs(), LogLevel::kWarning, "dead letter",
               {{"topic", rules_.raw_topic},
                {"partition", record.partition},
                {"offset", record.offset},
                {"stage", stage},
                {"error_code", code}});
  Log(LogLevel::kDebug, "dead letter's reason",
      {{"partition", record.partition}, {"offset", record.offset}, {"error", letter.message}});
}

}  // namespace wirefold
