#include "worker/admin/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <mutex>

#include "common/base/check.h"
#include "common/base/version.h"

namespace wirefold {
namespace {

struct Description {
  const char* name;
  char type;  // c, g, h
  const char* help;
};

constexpr Description kTable[] = {
    {"records_consumed_total", 'c', "Raw records taken from the topic"},
    {"records_processed_total", 'c', "Articles published, by relation"},
    {"records_produced_total", 'c', "Records committed, by topic"},
    {"records_dead_lettered_total", 'c', "Dead letters committed, by stage and code"},
    {"records_lost_total", 'c', "Raw records without an outcome: no topic took it, or retention overtook the group"},
    {"errors_total", 'c', "Errors, by stage and code"},
    {"rebalances_total", 'c', "Rebalances, by type"},
    {"transactions_total", 'c', "Transactions, by result"},
    {"claims_appended_total", 'c', "Claims appended to the claims log by this worker"},
    {"claims_applied_total", 'c', "Claims log records applied"},
    {"reclaims_total", 'c', "Claims of raw records that were claimed before"},
    {"claims_repeated_total", 'c', "Claims appended again because the log gave no verdict"},
    {"settlements_repeated_total", 'c', "Settlements appended again because the log did not show them"},
    {"log_time_jumps_total", 'c', "Claims log records stamped too far from the one before"},
    {"index_evictions_total", 'c', "Claims that left the fold index's window"},
    {"settlement_mismatch_total", 'c', "Settlements in the log that differ from this worker's own verdict"},
    {"consumer_lag_records", 'g', "Last stable offset of the partition minus our last committed offset"},
    {"consumer_lag_seconds", 'g', "Age of the oldest record not committed yet; 0 when everything was consumed"},
    {"consumer_committed_offset", 'g', "Our last committed offset"},
    {"consumer_high_watermark_offset", 'g', "Last stable offset of the partition"},
    {"partition_last_progress_timestamp_seconds", 'g', "Unix time of the partition's last commit or assignment"},
    {"partition_stuck", 'g', "1 when the partition holds more, the source tells of trouble and nothing comes"},
    {"partitions_assigned", 'g', "Raw partitions that this worker owns"},
    {"records_in_flight", 'g', "Records taken and not committed"},
    {"oldest_inflight_age_seconds", 'g', "Time since the oldest record in flight was taken"},
    {"claims_apply_lag_records", 'g', "Claims log records not applied yet"},
    {"claims_apply_lag_seconds", 'g', "Age of the claims log record applied last while there are more, else 0"},
    {"index_articles", 'g', "Claims in the window"},
    {"index_fingerprints", 'g', "Fingerprints with an owner"},
    {"index_bytes", 'g', "Memory of the fold index"},
    {"build_info", 'g', "1; the labels say what this is"},
    {"ready", 'g', "1 when /readyz says so"},
    {"process_start_time_seconds", 'g', "Start of the process, Unix time"},
    {"end_to_end_latency_seconds", 'h', "Raw record's timestamp to its commit"},
    {"transaction_duration_seconds", 'h', "Sending offsets and committing"},
};

const prometheus::Histogram::BucketBoundaries kSeconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                          1,     2.5,  5,     10,   30,  60,   300};

}  // namespace

struct Metrics::Impl {
  using Key = std::pair<std::string, Labels>;
  mutable std::mutex mutex;
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counters;
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges;
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> histograms;
  std::map<Key, prometheus::Counter*> counter_series;  // look-ups in the registry hash all labels: remember them
  std::map<Key, prometheus::Histogram*> histogram_series;

  template <typename Map>
  static auto* Family(const Map& map, const char* name) {
    auto found = map.find(name);
    WF_CHECK(found != map.end());
    return found->second;
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (const Description& metric : kTable) {
    const std::string full = std::string("wirefold_") + metric.name;
    switch (metric.type) {
      case 'c':
        impl_->counters[metric.name] =
            &prometheus::BuildCounter().Name(full).Help(metric.help).Register(*impl_->registry);
        break;
      case 'g':
        impl_->gauges[metric.name] = &prometheus::BuildGauge().Name(full).Help(metric.help).Register(*impl_->registry);
        break;
      default:
        impl_->histograms[metric.name] =
            &prometheus::BuildHistogram().Name(full).Help(metric.help).Register(*impl_->registry);
    }
  }
  Set("build_info", {{"version", kVersion}}, 1);
  // Rates and alerts need the 0 before the first event; with labels the first event makes the series.
  for (const char* name :
       {"claims_appended_total", "claims_applied_total", "reclaims_total", "index_evictions_total",
        "settlement_mismatch_total", "claims_repeated_total", "settlements_repeated_total", "log_time_jumps_total"}) {
    Count(name, {}, 0);
  }
  Set("process_start_time_seconds", {},
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
}

Metrics::~Metrics() = default;

void Metrics::Count(const char* name, const Labels& labels, double n) {
  std::lock_guard lock(impl_->mutex);
  prometheus::Counter*& series = impl_->counter_series[{name, labels}];
  if (series == nullptr) series = &Impl::Family(impl_->counters, name)->Add(labels);
  series->Increment(n);
}

void Metrics::Set(const char* name, const Labels& labels, double value) {
  std::lock_guard lock(impl_->mutex);
  Impl::Family(impl_->gauges, name)->Add(labels).Set(value);
}

void Metrics::Observe(const char* name, const Labels& labels, double value) {
  std::lock_guard lock(impl_->mutex);
  prometheus::Histogram*& series = impl_->histogram_series[{name, labels}];
  if (series == nullptr) series = &Impl::Family(impl_->histograms, name)->Add(labels, kSeconds);
  series->Observe(value);
}

void Metrics::Remove(const char* name, const Labels& labels) {
  std::lock_guard lock(impl_->mutex);
  auto* family = Impl::Family(impl_->gauges, name);
  family->Remove(&family->Add(labels));
}

std::string Metrics::Text() const {
  std::lock_guard lock(impl_->mutex);
  return prometheus::TextSerializer().Serialize(impl_->registry->Collect());
}

}  // namespace wirefold
