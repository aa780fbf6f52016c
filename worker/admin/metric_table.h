// Every metric of a worker: the one place that names it. deploy/metrics.md is made of this table, rules and dashboards
// are checked against it. A new metric is a member here, a line where it is counted and, by a test's word, a place in a
// rule or on the dashboard. No label holds what articles hold (uri, domain, story): their number has no bound.
//
//   metrics.Count(kMetric.transactions(label::Result::kAborted));
//   metrics.Set(kMetric.consumer_lag_records(label::Topic("raw"), label::Partition(3)), 9);
//
// Left out, and why:
//   wirefold_snapshot_age_seconds: a worker keeps no snapshot, it restores from the claims log.
//   wirefold_index_evictions_total{reason}: one rule evicts for age and for number alike; index_articles against
//   index_articles_limit says which of them it was.
//   librdkafka's own statistics: its consumer lag does not see transactional commits.
#pragma once

#include <array>
#include <bit>
#include <vector>

#include "worker/admin/metric.h"

namespace wirefold {

namespace buckets {
inline constexpr double kLatency[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
inline constexpr double kStep[] = {0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                   0.01,    0.025,    0.05,    0.1,    0.25,    0.5,    1,     2.5,    10};
inline constexpr double kRatio[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};
inline constexpr double kRestore[] = {0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800};
inline constexpr double kBytes[] = {256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216};
}  // namespace buckets

struct MetricTable {
  // Records
  Counter<label::Topic> records_consumed{"wirefold_records_consumed_total", unit::kRecords,
                                         "Raw records taken from the topic"};
  Counter<label::Topic> records_produced{"wirefold_records_produced_total", unit::kRecords,
                                         "Records committed: enriched ones, tombstones and dead letters, by topic"};
  Counter<label::Relation> records_processed{"wirefold_records_processed_total", unit::kRecords,
                                             "Articles published, by the relation of their verdict"};
  Counter<label::DeadLetterStage, label::Code> records_dead_lettered{
      "wirefold_records_dead_lettered_total", unit::kRecords, "Dead letters committed, by stage and code"};
  Counter<label::DiscardReason> records_discarded{
      "wirefold_records_discarded_total", unit::kRecords,
      "Records taken and let go because their outcome is another owner's: no loss"};
  Counter<label::Topic, label::Partition> records_lost{
      "wirefold_records_lost_total", unit::kRecords,
      "Raw records without an outcome: no topic took it, or retention overtook the group"};
  Counter<label::Half> records_halved{
      "wirefold_records_halved_total", unit::kRecords,
      "Records of transactions that brokers committed in part, by the part; after `offsets` they are published again"};
  Histogram<> record_bytes{"wirefold_record_bytes", unit::kBytes, "Key, value and headers of a raw record",
                           buckets::kBytes};
  Gauge<> records_in_flight{"wirefold_records_in_flight", unit::kRecords, "Records taken and not committed"};
  Gauge<> oldest_inflight_age{"wirefold_oldest_inflight_age_seconds", unit::kSeconds,
                              "Time since the oldest record in flight was taken"};
  Histogram<> end_to_end_latency{"wirefold_end_to_end_latency_seconds", unit::kSeconds,
                                 "Raw record's timestamp to its commit", buckets::kLatency};
  Histogram<label::Step> stage_duration{
      "wirefold_stage_duration_seconds", unit::kSeconds,
      "prepare: work on one record; order: claim appended to claim applied; settle: settlement sent to read back",
      buckets::kStep};
  Histogram<> containment_ratio{"wirefold_containment_ratio", unit::kRatio,
                                "Share of an article that stands in its best match; of articles that have a match",
                                buckets::kRatio};

  // Partitions; only of those that this worker owns
  Gauge<label::Topic, label::Partition> consumer_lag_records{
      "wirefold_consumer_lag_records", unit::kRecords,
      "Last stable offset of the partition minus our last committed offset"};
  Gauge<label::Topic, label::Partition> consumer_lag_seconds{
      "wirefold_consumer_lag_seconds", unit::kSeconds,
      "Age of the oldest record not committed yet, or the age known last, grown since, while none is at hand; 0 when "
      "everything was consumed"};
  Gauge<label::Topic, label::Partition> consumer_committed_offset{"wirefold_consumer_committed_offset", unit::kOffset,
                                                                  "Our last committed offset"};
  Gauge<label::Topic, label::Partition> consumer_high_watermark{"wirefold_consumer_high_watermark_offset",
                                                                unit::kOffset, "Last stable offset of the partition"};
  Gauge<label::Topic, label::Partition> partition_last_progress{"wirefold_partition_last_progress_timestamp_seconds",
                                                                unit::kUnixSeconds,
                                                                "Time of the partition's last commit or assignment"};
  Gauge<label::Topic, label::Partition> partition_stuck{
      "wirefold_partition_stuck", unit::kYesNo,
      "1 when the partition holds more, the source tells of trouble and nothing comes"};
  Gauge<> partitions_assigned{"wirefold_partitions_assigned", unit::kCount, "Raw partitions that this worker owns"};
  Counter<label::Rebalance> rebalances{"wirefold_rebalances_total", unit::kEvents,
                                       "Changes of the assignment, by type"};

  // Transactions and errors
  Counter<label::Result> transactions{
      "wirefold_transactions_total", unit::kEvents,
      "Transactions by result; failed: its end was in doubt and was read back from the committed offsets"};
  Histogram<> transaction_duration{"wirefold_transaction_duration_seconds", unit::kSeconds,
                                   "Sending offsets and committing", buckets::kLatency};
  Counter<label::ErrorStage, label::Code> errors{
      "wirefold_errors_total", unit::kEvents,
      "Errors that the worker goes on from, and records of the claims log passed over"};
  Counter<label::Level> log_messages{"wirefold_log_messages_total", unit::kEvents, "Log lines written, by level"};

  // Claims log
  Counter<> claims_appended{"wirefold_claims_appended_total", unit::kRecords,
                            "Claims appended to the claims log by this worker"};
  Counter<> claims_applied{"wirefold_claims_applied_total", unit::kRecords, "Claims log records applied"};
  Counter<> reclaims{"wirefold_reclaims_total", unit::kRecords, "Claims of raw records that were claimed before"};
  Counter<> claims_repeated{"wirefold_claims_repeated_total", unit::kRecords,
                            "Claims appended again because the log gave no verdict"};
  Counter<> settlements_repeated{"wirefold_settlements_repeated_total", unit::kRecords,
                                 "Settlements appended again because the log did not show them"};
  Counter<> settlement_mismatch{"wirefold_settlement_mismatch_total", unit::kRecords,
                                "Settlements in the log that differ from this worker's own verdict"};
  Counter<> log_time_jumps{"wirefold_log_time_jumps_total", unit::kEvents,
                           "Claims log records stamped too far from the one before"};
  Gauge<> claims_apply_lag_records{"wirefold_claims_apply_lag_records", unit::kRecords,
                                   "Claims log records not applied yet"};
  Gauge<> claims_apply_lag_seconds{"wirefold_claims_apply_lag_seconds", unit::kSeconds,
                                   "Age of the claims log record applied last while there are more, else 0"};
  Gauge<> claims_retention_headroom{
      "wirefold_claims_retention_headroom_seconds", unit::kSeconds,
      "Retention of the claims topic beyond what a replica that joins needs; +Inf: kept for ever; no series: not told"};

  // Fold index
  Gauge<> index_articles{"wirefold_index_articles", unit::kCount, "Claims in the window"};
  Gauge<> index_articles_limit{"wirefold_index_articles_limit", unit::kCount,
                               "Claims that the window holds at most (fold.window_claims of the log)"};
  Gauge<> index_fingerprints{"wirefold_index_fingerprints", unit::kCount, "Fingerprints with an owner"};
  Gauge<> index_bytes{"wirefold_index_bytes", unit::kBytes, "Memory of the fold index"};
  Gauge<> index_oldest{"wirefold_index_oldest_timestamp_seconds", unit::kUnixSeconds,
                       "Log time of the oldest claim in the window; no series: the window is empty"};
  Counter<> index_evictions{"wirefold_index_evictions_total", unit::kRecords,
                            "Claims that left the fold index's window"};
  Gauge<> restoring{"wirefold_restoring", unit::kYesNo, "1 while the index is restored from the claims log"};
  Histogram<> restore_duration{"wirefold_restore_duration_seconds", unit::kSeconds,
                               "Start of the restoring to its end; one observation a start", buckets::kRestore};

  // The process
  Gauge<> ready{"wirefold_ready", unit::kYesNo, "1 when /readyz says so"};
  Gauge<label::Version> build_info{"wirefold_build_info", unit::kYesNo, "1; the labels say what this is"};
  Gauge<> process_start_time{"process_start_time_seconds", unit::kUnixSeconds, "Start of the process"};
  Counter<> process_cpu{"process_cpu_seconds_total", unit::kSeconds, "User and system time of the process"};
  Gauge<> process_resident_memory{"process_resident_memory_bytes", unit::kBytes, "Resident memory"};
  Gauge<> process_virtual_memory{"process_virtual_memory_bytes", unit::kBytes, "Virtual memory"};
  Gauge<> process_open_fds{"process_open_fds", unit::kCount, "Open file descriptors"};
  Gauge<> process_max_fds{"process_max_fds", unit::kCount, "File descriptors that the process may open"};
};

inline constexpr MetricTable kMetric;

// The table's rows, in its order: a metric adds types to a description and nothing else, so the table is an array of
// them.
inline auto MetricDescriptions() {
  static_assert(sizeof(Histogram<label::Step>) == sizeof(MetricDescription));
  return std::bit_cast<std::array<MetricDescription, sizeof(MetricTable) / sizeof(MetricDescription)>>(kMetric);
}

}  // namespace wirefold
