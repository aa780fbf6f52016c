// The values of a worker's metrics, over prometheus-cpp's registry. Which there are: metric_table.h. Thread-safe.
//
//   metrics.Count(kMetric.records_produced(label::Topic(topic)), 20);
//   Metrics::Observer latency = metrics.Observing(kMetric.end_to_end_latency());   // once
//   latency.Observe(0.03);                                                         // often
#pragma once

#include <memory>
#include <string>

#include "worker/admin/metric_table.h"

namespace wirefold {

class Metrics {
 public:
  // One series of a histogram, looked up once: for what is observed record by record. Thread-safe; the metrics must
  // outlive it.
  class Observer {
   public:
    void Observe(double value);

   private:
    friend class Metrics;
    explicit Observer(void* histogram) : histogram_(histogram) {}
    void* histogram_;
  };

  // Counters begin at 0 where their labels are a closed set: rates and alerts need the 0 before the first event.
  Metrics();
  ~Metrics();
  void Count(const Series<MetricType::kCounter>& series, double n = 1);
  void Set(const Series<MetricType::kGauge>& series, double value);
  Observer Observing(const Series<MetricType::kHistogram>& series);
  // Takes a gauge's series away.
  void Remove(const Series<MetricType::kGauge>& series);
  // Prometheus text format, with the process's own figures of this moment.
  std::string Text();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
