// The metrics of a worker, over prometheus-cpp's registry. Names are given without the prefix "wirefold_" and must be
// in the table of metrics.cc. Thread-safe.
//
//   metrics.Count("records_produced_total", {{"topic", topic}}, 20);
#pragma once

#include <map>
#include <memory>
#include <string>

namespace wirefold {

using Labels = std::map<std::string, std::string>;

class Metrics {
 public:
  Metrics();
  ~Metrics();
  void Count(const char* name, const Labels& labels, double n = 1);
  void Set(const char* name, const Labels& labels, double value);
  void Observe(const char* name, const Labels& labels, double value);
  // Takes a gauge's series away.
  void Remove(const char* name, const Labels& labels);
  // Prometheus text format.
  std::string Text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
