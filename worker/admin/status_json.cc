#include "worker/admin/status_json.h"

#include <string_view>

#include "absl/strings/str_format.h"
#include "common/base/json_string.h"

namespace wirefold {
namespace {

// Writes objects and lists, with the commas between.
class Json {
 public:
  Json& Open(std::string_view key, char bracket) {
    Key(key);
    text_ += bracket;
    return *this;
  }
  Json& Close(char bracket) {
    text_ += bracket;
    return *this;
  }
  Json& Add(std::string_view key, std::string_view value) {
    Key(key);
    AppendJsonString(value, text_);
    return *this;
  }
  Json& Add(std::string_view key, double value) { return Raw(key, absl::StrFormat("%.3f", value)); }
  Json& Add(std::string_view key, int64_t value) { return Raw(key, absl::StrFormat("%d", value)); }
  Json& Add(std::string_view key, uint64_t value) { return Raw(key, absl::StrFormat("%d", value)); }
  Json& Flag(std::string_view key, bool value) { return Raw(key, value ? "true" : "false"); }
  template <typename Number>
  Json& Maybe(std::string_view key, const std::optional<Number>& value) {
    return value ? Add(key, *value) : Raw(key, "null");
  }
  // 0 is not known.
  Json& Time(std::string_view key, int64_t value) { return value == 0 ? Raw(key, "null") : Add(key, value); }
  std::string Take() { return std::move(text_) + "\n"; }

 private:
  Json& Raw(std::string_view key, std::string_view value) {
    Key(key);
    text_ += value;
    return *this;
  }
  // In a list the key is empty.
  void Key(std::string_view key) {
    if (!text_.empty() && text_.back() != '{' && text_.back() != '[') text_ += ',';
    if (key.empty()) return;
    AppendJsonString(key, text_);
    text_ += ':';
  }

  std::string text_;
};

void AddPartitions(const Status& status, Json& json) {
  json.Open("partitions", '[');
  for (const PartitionStatus& partition : status.partitions) {
    const auto offset = [](int64_t value) { return value < 0 ? std::nullopt : std::optional(value); };
    json.Open("", '{')
        .Add("partition", int64_t{partition.partition})
        .Maybe("committed", offset(partition.committed))
        .Maybe("end", offset(partition.end))
        .Maybe("lag_records", partition.lag_records)
        .Maybe("lag_seconds", partition.lag_seconds)
        .Time("last_progress_ms", partition.progress_ms)
        .Add("in_flight", uint64_t{partition.in_flight})
        .Flag("stuck", partition.stuck)
        .Close('}');
  }
  json.Close(']');
}

void AddIndex(const IndexStatus& index, Json& json) {
  json.Open("index", '{')
      .Add("articles", index.articles)
      .Add("window_articles", index.window_articles)
      .Add("fingerprints", index.fingerprints)
      .Add("bytes", index.bytes)
      .Time("oldest_ms", index.oldest_ms)
      .Add("window_seconds", index.window_seconds)
      .Maybe("claims_lag_records", index.lag_records)
      .Add("claims_lag_seconds", index.lag_seconds)
      .Maybe("claims_retention_ms", index.retention_ms)
      .Close('}');
}

void AddSamples(const Status& status, Json& json) {
  json.Add("sample_ms", status.sample_ms).Open("samples", '[');
  for (const StatusSample& sample : status.samples) {
    json.Open("", '{')
        .Add("time_ms", sample.time_ms)
        .Add("records_per_second", sample.records_per_second)
        .Add("latency_p50_ms", sample.p50_ms)
        .Add("latency_p99_ms", sample.p99_ms)
        .Add("lag_seconds", sample.lag_seconds)
        .Close('}');
  }
  json.Close(']');
}

void AddStories(const Status& status, Json& json) {
  json.Open("stories", '[');
  for (const StoryStatus& story : status.stories) {
    json.Open("", '{')
        .Add("story", absl::StrFormat("%016x", story.story))
        .Add("copies", story.copies)
        .Add("headline", story.headline)
        .Add("agency", story.agency)
        .Open("publishers", '[');
    for (const std::string& publisher : story.publishers) json.Add("", publisher);
    json.Close(']')
        .Flag("more_publishers", story.more_publishers)
        .Time("first_seen_ms", story.first_seen_ms)
        .Time("last_seen_ms", story.last_seen_ms)
        .Close('}');
  }
  json.Close(']');
}

void AddTroubles(const Status& status, Json& json) {
  json.Open("last_dead_letters", '[');
  for (const DeadLetterStatus& letter : status.last_dead_letters) {
    json.Open("", '{')
        .Time("time_ms", letter.time_ms)
        .Add("partition", int64_t{letter.partition})
        .Add("offset", letter.offset)
        .Add("stage", letter.stage)
        .Add("code", letter.code)
        .Add("reason", letter.reason)
        .Close('}');
  }
  json.Close(']').Open("troubles", '[');
  for (const TroubleStatus& trouble : status.troubles) {
    json.Open("", '{')
        .Time("first_ms", trouble.first_ms)
        .Time("last_ms", trouble.last_ms)
        .Add("times", trouble.times)
        .Add("level", trouble.error ? "error" : "warning")
        .Add("message", trouble.message)
        .Add("detail", trouble.detail)
        .Close('}');
  }
  json.Close(']');
}

}  // namespace

std::string StatusJson(const Status& status) {
  Json json;
  json.Open("", '{')
      .Add("version", status.version)
      .Add("topic", status.topic)
      .Add("group", status.group)
      .Time("now_ms", status.now_ms)
      .Time("started_ms", status.started_ms)
      .Flag("ready", status.readiness.ok())
      .Open("checks", '{');
  for (const auto& [name, ok] : status.readiness.checks) json.Flag(name, ok);
  json.Close('}').Add("records", status.records).Add("dead_letters", status.dead_letters);
  AddPartitions(status, json);
  AddIndex(status.index, json);
  AddSamples(status, json);
  AddStories(status, json);
  AddTroubles(status, json);
  json.Add("config", status.config).Close('}');
  return json.Take();
}

}  // namespace wirefold
