// What a metric is, as a type: its name and help, and one type for each of its labels, so that a series cannot be named
// with a label too many, too few or of another kind. The metrics themselves are in metric_table.h.
//
//   constexpr Counter<label::Topic> kTaken{"wirefold_records_taken_total", unit::kRecords, "Raw records taken"};
//   metrics.Count(kTaken(label::Topic("raw")), 20);
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

enum class MetricType : uint8_t { kCounter, kGauge, kHistogram };

struct LabelKey {
  const char* name = "";
  std::span<const char* const> values;  // all that it takes; empty: an open set
};

struct MetricDescription {
  static constexpr size_t kMostLabels = 2;
  MetricType type = MetricType::kCounter;
  const char* name = "";
  const char* unit = "";
  const char* help = "";
  std::span<const double> buckets = {};  // of a histogram: upper bounds
  size_t labels_used = 0;
  std::array<LabelKey, kMostLabels> label_keys = {};

  constexpr std::span<const LabelKey> labels() const { return std::span(label_keys).first(labels_used); }
};

// A metric with a value for each of its labels, in the order of the description.
template <MetricType kType>
struct Series {
  std::string_view metric;
  std::vector<std::string> values;
};

// Adds nothing to a description but types: the table of metrics relies on it.
template <MetricType kType, typename... Labels>
struct Metric : MetricDescription {
  constexpr Metric(const char* metric_name, const char* metric_unit, const char* metric_help,
                   std::span<const double> bounds = {})
      : MetricDescription{kType,
                          metric_name,
                          metric_unit,
                          metric_help,
                          bounds,
                          sizeof...(Labels),
                          {LabelKey{Labels::kName, Labels::kValues}...}} {}
  Series<kType> operator()(const Labels&... labels) const { return {name, {labels.text...}}; }
};
template <typename... Labels>
using Counter = Metric<MetricType::kCounter, Labels...>;
template <typename... Labels>
using Gauge = Metric<MetricType::kGauge, Labels...>;
template <typename... Labels>
using Histogram = Metric<MetricType::kHistogram, Labels...>;

namespace unit {
inline constexpr const char* kRecords = "records";
inline constexpr const char* kSeconds = "seconds";
inline constexpr const char* kUnixSeconds = "Unix time in seconds";
inline constexpr const char* kBytes = "bytes";
inline constexpr const char* kOffset = "offset";
inline constexpr const char* kEvents = "events";
inline constexpr const char* kCount = "count";
inline constexpr const char* kYesNo = "0 or 1";
inline constexpr const char* kRatio = "ratio from 0 to 1";
}  // namespace unit

// Labels of an open set are made of a text or a number, those of a closed one of their enumeration.
namespace label {

struct Text {
  static constexpr std::array<const char*, 0> kValues = {};
  explicit Text(std::string_view value) : text(value) {}
  explicit Text(int64_t value) : text(std::to_string(value)) {}
  std::string text;
};
struct Topic : Text {
  static constexpr const char* kName = "topic";
  using Text::Text;
};
struct Partition : Text {
  static constexpr const char* kName = "partition";
  using Text::Text;
};
struct Relation : Text {  // RelationName
  static constexpr const char* kName = "relation";
  using Text::Text;
};
struct DeadLetterStage : Text {  // StageName
  static constexpr const char* kName = "stage";
  using Text::Text;
};
struct Code : Text {  // a bounded set: of dead letters, of no-ops in the log, of absl::Status
  static constexpr const char* kName = "code";
  using Text::Text;
};
struct Version : Text {
  static constexpr const char* kName = "version";
  using Text::Text;
};

// Where something went wrong that is nobody's record: asking for raw records, appending claims, applying the log.
struct ErrorStage {
  static constexpr const char* kName = "stage";
  static constexpr std::array kValues = {"consume", "claim", "apply"};
  enum Value : uint8_t { kConsume, kClaim, kApply };
  ErrorStage(Value value) : text(kValues[value]) {}  // NOLINT: a value is meant to stand for its label
  std::string text;
};
// What a record in flight waits for: a thread that prepares it, its claim's place in the log, its settlement.
struct Step {
  static constexpr const char* kName = "stage";
  static constexpr std::array kValues = {"prepare", "order", "settle"};
  enum Value : uint8_t { kPrepare, kOrder, kSettle };
  Step(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};
struct Rebalance {
  static constexpr const char* kName = "type";
  static constexpr std::array kValues = {"assigned", "revoked", "lost"};
  enum Value : uint8_t { kAssigned, kRevoked, kLost };
  Rebalance(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};
struct Result {
  static constexpr const char* kName = "result";
  static constexpr std::array kValues = {"committed", "aborted", "failed"};
  enum Value : uint8_t { kCommitted, kAborted, kFailed };
  Result(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};
// Why a record that was taken is let go: its outcome is another owner's.
struct DiscardReason {
  static constexpr const char* kName = "reason";
  static constexpr std::array kValues = {"revoked", "lost", "draining", "published_before"};
  enum Value : uint8_t { kRevoked, kLost, kDraining, kPublishedBefore };
  DiscardReason(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};
// The half of a transaction that is committed, of one that brokers broke.
struct Half {
  static constexpr const char* kName = "half";
  static constexpr std::array kValues = {"offsets", "outcomes"};
  enum Value : uint8_t { kOffsets, kOutcomes };
  Half(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};
struct Level {
  static constexpr const char* kName = "level";
  static constexpr std::array kValues = {"debug", "info", "warning", "error"};
  enum Value : uint8_t { kDebug, kInfo, kWarning, kError };
  Level(Value value) : text(kValues[value]) {}  // NOLINT
  std::string text;
};

}  // namespace label
}  // namespace wirefold
