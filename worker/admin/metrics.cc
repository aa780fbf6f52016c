#include "worker/admin/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "common/base/check.h"
#include "common/base/version.h"
#include "worker/admin/process_usage.h"

namespace wirefold {
namespace {

using Rows = std::map<std::string_view, MetricDescription>;

Rows RowsByName() {
  Rows rows;
  for (const MetricDescription& row : MetricDescriptions()) WF_CHECK(rows.emplace(row.name, row).second);
  return rows;
}

prometheus::Labels LabelsOf(const MetricDescription& row, const std::vector<std::string>& values) {
  prometheus::Labels labels;
  for (size_t i = 0; i < values.size(); ++i) labels[row.labels()[i].name] = values[i];
  return labels;
}

// The families of one type, and the series made so far: a look-up in the registry hashes all labels.
template <typename T, MetricType kType>
class Families {
 public:
  // `builder` makes a family of the type.
  template <typename Builder>
  Families(const Rows& rows, prometheus::Registry& registry, Builder builder) : rows_(rows) {
    for (const auto& [name, row] : rows) {
      if (row.type == kType) families_[name] = &builder.Name(row.name).Help(row.help).Register(registry);
    }
  }

  template <typename... Arguments>
  T& Find(const Series<kType>& series, const Arguments&... arguments) {
    T*& found = series_[{series.metric, series.values}];
    if (found == nullptr) {
      found = &families_.at(series.metric)->Add(LabelsOf(rows_.at(series.metric), series.values), arguments...);
    }
    return *found;
  }

  void Remove(const Series<kType>& series) {
    const auto found = series_.find({series.metric, series.values});
    if (found == series_.end()) return;
    families_.at(series.metric)->Remove(found->second);
    series_.erase(found);
  }

 private:
  const Rows& rows_;
  std::map<std::string_view, prometheus::Family<T>*> families_;
  std::map<std::pair<std::string_view, std::vector<std::string>>, T*> series_;
};

}  // namespace

struct Metrics::Impl {
  std::mutex mutex;
  const Rows rows = RowsByName();
  prometheus::Registry registry;
  Families<prometheus::Counter, MetricType::kCounter> counters{rows, registry, prometheus::BuildCounter()};
  Families<prometheus::Gauge, MetricType::kGauge> gauges{rows, registry, prometheus::BuildGauge()};
  Families<prometheus::Histogram, MetricType::kHistogram> histograms{rows, registry, prometheus::BuildHistogram()};
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (const auto& [name, row] : impl_->rows) {
    if (row.type != MetricType::kCounter) continue;
    if (row.labels().empty()) Count({name, {}}, 0);
    if (row.labels().size() != 1) continue;
    for (const char* value : row.labels()[0].values) Count({name, {value}}, 0);
  }
  Set(kMetric.build_info(label::Version(kVersion)), 1);
  Set(kMetric.ready(), 0);
  Set(kMetric.process_start_time(),
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
}

Metrics::~Metrics() = default;

void Metrics::Count(const Series<MetricType::kCounter>& series, double n) {
  std::lock_guard lock(impl_->mutex);
  impl_->counters.Find(series).Increment(n);
}

void Metrics::Set(const Series<MetricType::kGauge>& series, double value) {
  std::lock_guard lock(impl_->mutex);
  impl_->gauges.Find(series).Set(value);
}

Metrics::Observer Metrics::Observing(const Series<MetricType::kHistogram>& series) {
  std::lock_guard lock(impl_->mutex);
  const std::span<const double> bounds = impl_->rows.at(series.metric).buckets;
  return Observer(
      &impl_->histograms.Find(series, prometheus::Histogram::BucketBoundaries(bounds.begin(), bounds.end())));
}

void Metrics::Observer::Observe(double value) { static_cast<prometheus::Histogram*>(histogram_)->Observe(value); }

void Metrics::Remove(const Series<MetricType::kGauge>& series) {
  std::lock_guard lock(impl_->mutex);
  impl_->gauges.Remove(series);
}

std::string Metrics::Text() {
  const ProcessUsage usage = ReadProcessUsage();
  std::lock_guard lock(impl_->mutex);
  prometheus::Counter& cpu = impl_->counters.Find(kMetric.process_cpu());
  cpu.Increment(usage.cpu_seconds - cpu.Value());
  impl_->gauges.Find(kMetric.process_resident_memory()).Set(usage.resident_bytes);
  impl_->gauges.Find(kMetric.process_virtual_memory()).Set(usage.virtual_bytes);
  impl_->gauges.Find(kMetric.process_open_fds()).Set(usage.open_fds);
  impl_->gauges.Find(kMetric.process_max_fds()).Set(usage.max_fds);
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace wirefold
