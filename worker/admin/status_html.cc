#include "worker/admin/status_html.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/strings/str_format.h"
#include "worker/admin/status_parts.h"
#include "worker/admin/status_style.h"

namespace wirefold {
namespace {

constexpr int kRefreshSeconds = 5;
constexpr size_t kPartitionRows = 12;  // more are folded away
constexpr size_t kStoriesShown = 12;
constexpr size_t kPublishersShown = 5;
constexpr int64_t kPresentSamples = 5;  // what a figure of "now" is the mean of

// A text of a record or a broker. <bdi>: its direction of writing ends with it.
std::string Foreign(std::string_view text) { return "<bdi>" + HtmlEscaped(text) + "</bdi>"; }

// A moment as its age; the moment itself is shown to who points at it.
std::string Moment(int64_t ms, int64_t now_ms) {
  if (ms <= 0) return "–";
  return absl::StrFormat("<span title=\"%s\">%s</span>", UtcTime(ms), ShortAge(ms, now_ms));
}

std::string Card(std::string_view title, std::string_view figure, std::string_view drawing, std::string_view words) {
  return absl::StrFormat(
      "<div class=\"card\"><h2>%s</h2><div class=\"figure\">%s</div>%s<div class=\"dim\">%s</div></div>\n", title,
      figure, drawing, words);
}

template <typename Value>
std::vector<double> Series(const Status& status, Value StatusSample::*value) {
  std::vector<double> series;
  for (const StatusSample& sample : status.samples) series.push_back(sample.*value);
  return series;
}

std::string Drawing(const Status& status, const std::vector<std::vector<double>>& lines, const std::string& label) {
  constexpr size_t kPlaces = 300;
  return Sparkline(lines, std::max(kPlaces, status.samples.size()), label);
}

double Most(const std::vector<double>& series) {
  return series.empty() ? 0 : *std::max_element(series.begin(), series.end());
}

std::string OverTime(const Status& status) {
  const auto covered_ms = static_cast<int64_t>(status.samples.size()) * status.sample_ms;
  return ShortDuration(static_cast<double>(covered_ms) / 1000);
}

std::string ThroughputCard(const Status& status) {
  const std::vector<double> series = Series(status, &StatusSample::records_per_second);
  const auto present = std::min(kPresentSamples, static_cast<int64_t>(series.size()));
  const double sum = std::accumulate(series.end() - present, series.end(), 0.0);
  const std::string figure =
      present == 0 ? "–" : ShortNumber(sum / static_cast<double>(present)) + " <small>records/s</small>";
  return Card("Throughput", figure, Drawing(status, {series}, "records a second"),
              absl::StrFormat("at most %s in %s · %s since the start", ShortNumber(Most(series)), OverTime(status),
                              WithThousands(status.records)));
}

std::string LatencyCard(const Status& status) {
  const auto last = std::find_if(status.samples.rbegin(), status.samples.rend(),
                                 [](const StatusSample& sample) { return sample.p99_ms > 0; });
  const bool none = last == status.samples.rend();
  const auto shown = [](double ms) { return ms < 1000 ? ShortNumber(ms) + " ms" : ShortDuration(ms / 1000); };
  return Card("Latency", none ? "–" : shown(last->p50_ms) + " <small>median</small>",
              Drawing(status, {Series(status, &StatusSample::p50_ms), Series(status, &StatusSample::p99_ms)},
                      "milliseconds from a record to its commit: median and 99th percentile"),
              absl::StrFormat("raw record to commit · <span class=\"key0\">median</span>, <span class=\"key1\">99 %% "
                              "within %s</span>",
                              none ? "–" : shown(last->p99_ms)));
}

std::string LagCard(const Status& status) {
  std::optional<double> seconds;
  int64_t records = 0;
  size_t in_flight = 0;
  for (const PartitionStatus& partition : status.partitions) {
    if (partition.lag_seconds) seconds = std::max(seconds.value_or(0), *partition.lag_seconds);
    records += partition.lag_records.value_or(0);
    in_flight += partition.in_flight;
  }
  const std::vector<double> series = Series(status, &StatusSample::lag_seconds);
  return Card(
      "Lag", seconds ? ShortDuration(*seconds) : "–",
      Drawing(status, {series}, "seconds of lag of the latest partition"),
      absl::StrFormat("%s records in %d partitions · %s in flight · at most %s in %s",
                      WithThousands(static_cast<uint64_t>(std::max<int64_t>(records, 0))), status.partitions.size(),
                      WithThousands(in_flight), ShortDuration(Most(series)), OverTime(status)));
}

std::string IndexCard(const Status& status) {
  const IndexStatus& index = status.index;
  const double full =
      index.window_articles == 0
          ? 0
          : std::min(100.0, 100.0 * static_cast<double>(index.articles) / static_cast<double>(index.window_articles));
  std::string words = absl::StrFormat("%s · window %s %% full", ShortBytes(index.bytes), ShortNumber(full));
  if (index.oldest_ms > 0) {
    words += absl::StrFormat(" · oldest %s of %s",
                             ShortDuration(static_cast<double>(status.now_ms - index.oldest_ms) / 1000),
                             ShortDuration(static_cast<double>(index.window_seconds)));
  }
  if (index.retention_ms) {
    const double more = static_cast<double>(*index.retention_ms) / 1000 - static_cast<double>(index.window_seconds);
    words += absl::StrFormat(" · claims are kept %s %s than the window", ShortDuration(std::abs(more)),
                             more < 0 ? "shorter" : "longer");
  }
  if (index.lag_records.value_or(0) > 0) {
    words += absl::StrFormat(" · %s claims behind", WithThousands(static_cast<uint64_t>(*index.lag_records)));
  }
  return Card("Index", WithThousands(index.articles) + " <small>articles</small>",
              absl::StrFormat("<div class=\"bar\"><i style=\"width:%.1f%%\"></i></div>", full), words);
}

std::string PartitionRow(const PartitionStatus& partition, int64_t now_ms) {
  const auto offset = [](int64_t value) {
    return value < 0 ? std::string("–") : WithThousands(static_cast<uint64_t>(value));
  };
  return absl::StrFormat(
      "<tr><td>%d%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"wide\">%s</td><td class=\"wide\">%s</td></tr>\n",
      partition.partition, partition.stuck ? " <span class=\"badge bad\">stands</span>" : "",
      partition.lag_seconds ? ShortDuration(*partition.lag_seconds) : "–", offset(partition.lag_records.value_or(-1)),
      Moment(partition.progress_ms, now_ms), offset(partition.committed), offset(partition.end));
}

std::string PartitionTable(const std::vector<PartitionStatus>& rows, int64_t now_ms) {
  std::string table =
      "<div class=\"scroll\"><table><thead><tr><th>partition</th><th>lag</th><th>records</th><th>last progress</th>"
      "<th class=\"wide\">committed</th><th class=\"wide\">end</th></tr></thead><tbody>\n";
  for (const PartitionStatus& partition : rows) table += PartitionRow(partition, now_ms);
  return table + "</tbody></table></div>";
}

// What needs looking at comes first.
std::string PartitionSection(const Status& status) {
  std::vector<PartitionStatus> rows = status.partitions;
  std::stable_sort(rows.begin(), rows.end(), [](const PartitionStatus& a, const PartitionStatus& b) {
    return std::tuple(a.stuck, a.lag_seconds.value_or(0)) > std::tuple(b.stuck, b.lag_seconds.value_or(0));
  });
  std::string section = "<section><h2>Partitions</h2>";
  if (rows.empty()) return section + "<p class=\"dim\">none assigned</p></section>\n";
  const auto fold = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), kPartitionRows));
  section += PartitionTable({rows.begin(), fold}, status.now_ms);
  if (fold != rows.end()) {
    section += absl::StrFormat("<details><summary>%d more</summary>%s</details>", rows.end() - fold,
                               PartitionTable({fold, rows.end()}, status.now_ms));
  }
  return section + "</section>\n";
}

std::string StoryItem(const StoryStatus& story, int64_t now_ms) {
  std::string publishers;
  for (size_t i = 0; i < std::min(story.publishers.size(), kPublishersShown); ++i) {
    publishers += (i == 0 ? "" : ", ") + Foreign(story.publishers[i]);
  }
  if (story.publishers.size() > kPublishersShown) {
    publishers += absl::StrFormat(" and %s%d more", story.more_publishers ? "at least " : "",
                                  story.publishers.size() - kPublishersShown);
  }
  return absl::StrFormat(
      "<li class=\"story\"><div class=\"times\" title=\"articles of the story\">×%s</div><div class=\"what\"><span "
      "class=\"headline\">%s</span><div class=\"dim\">%sfirst seen %s · last %s%s</div></div></li>\n",
      WithThousands(story.copies), story.headline.empty() ? "<i>no headline</i>" : Foreign(story.headline),
      story.agency.empty() ? "" : "credit " + Foreign(story.agency) + " · ", Moment(story.first_seen_ms, now_ms),
      Moment(story.last_seen_ms, now_ms), publishers.empty() ? "" : " · " + publishers);
}

std::string StorySection(const Status& status) {
  std::string section = "<section><h2>Most reprinted stories</h2>";
  if (status.stories.empty()) return section + "<p class=\"dim\">no copies in the last hour</p></section>\n";
  section += "<ul>\n";
  for (size_t i = 0; i < std::min(status.stories.size(), kStoriesShown); ++i) {
    section += StoryItem(status.stories[i], status.now_ms);
  }
  return section + "</ul></section>\n";
}

std::string DeadLetterSection(const Status& status) {
  std::string section = absl::StrFormat("<section><h2>Dead letters <span class=\"dim\">%s since the start</span></h2>",
                                        WithThousands(status.dead_letters));
  if (status.last_dead_letters.empty()) return section + "<p class=\"dim\">none</p></section>\n";
  section += "<ul>\n";
  for (const DeadLetterStatus& letter : status.last_dead_letters) {
    section += absl::StrFormat(
        "<li><span class=\"badge warn\">%s</span> <span class=\"dim\">[%d]@%d · %s · %s</span><div>%s</div></li>\n",
        HtmlEscaped(letter.code), letter.partition, letter.offset, HtmlEscaped(letter.stage),
        Moment(letter.time_ms, status.now_ms), Foreign(letter.reason));
  }
  return section + "</ul></section>\n";
}

std::string TroubleSection(const Status& status) {
  std::string section = "<section><h2>Last errors and warnings</h2>";
  if (status.troubles.empty()) return section + "<p class=\"dim\">none</p></section>\n";
  section += "<ul>\n";
  for (const TroubleStatus& trouble : status.troubles) {
    section += absl::StrFormat(
        "<li><span class=\"badge %s\">%s</span> <span class=\"dim\">%s%s</span><div>%s</div>"
        "<div class=\"dim\">%s</div></li>\n",
        trouble.error ? "bad" : "warn", trouble.error ? "error" : "warning", Moment(trouble.last_ms, status.now_ms),
        trouble.times > 1 ? absl::StrFormat(" · ×%s", WithThousands(trouble.times)) : "", Foreign(trouble.message),
        Foreign(trouble.detail));
  }
  return section + "</ul></section>\n";
}

std::string State(const Status& status) {
  std::string failed;
  for (const auto& [name, ok] : status.readiness.checks) {
    if (ok) continue;
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    failed += (failed.empty() ? "" : ", ") + HtmlEscaped(words);
  }
  if (!failed.empty()) return absl::StrFormat("<div class=\"state bad\">Not ready. Failed checks: %s</div>\n", failed);
  const auto stuck = std::count_if(status.partitions.begin(), status.partitions.end(),
                                   [](const PartitionStatus& partition) { return partition.stuck; });
  if (stuck == 0) return "<div class=\"state good\">Ready</div>\n";
  return absl::StrFormat("<div class=\"state warn\">Ready, but %d %s</div>\n", stuck,
                         stuck == 1 ? "partition stands" : "partitions stand");
}

std::string Head(const Status& status, Refresh refresh) {
  std::string head =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\">";
  if (refresh == Refresh::kOn) {
    absl::StrAppendFormat(&head, "<meta http-equiv=\"refresh\" content=\"%d\">", kRefreshSeconds);
  }
  absl::StrAppendFormat(&head, "<title>%s · wirefold</title><style>%s</style></head>\n",
                        status.readiness.ok() ? "Ready" : "Not ready", kStatusStyle);
  return head;
}

std::string TitleRow(const Status& status, Refresh refresh) {
  const std::string again =
      refresh == Refresh::kOn ? absl::StrFormat("again every %d s, <a href=\"?refresh=off\">stop</a>", kRefreshSeconds)
                              : "<a href=\"?\">refresh by itself</a>";
  return absl::StrFormat(
      "<header><h1>wirefold</h1><span class=\"dim\">%s · topic %s · group %s · up %s</span>"
      "<span class=\"dim\">%s · %s · <a href=\"?format=json\">JSON</a></span></header>\n",
      HtmlEscaped(status.version), Foreign(status.topic), Foreign(status.group),
      ShortDuration(static_cast<double>(status.now_ms - status.started_ms) / 1000), UtcTime(status.now_ms), again);
}

}  // namespace

std::string HtmlEscaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string StatusHtml(const Status& status, Refresh refresh) {
  return Head(status, refresh) + "<body>\n" + TitleRow(status, refresh) + State(status) + "<div class=\"cards\">\n" +
         ThroughputCard(status) + LatencyCard(status) + LagCard(status) + IndexCard(status) +
         "</div>\n<div class=\"grid\"><div class=\"column\">\n" + PartitionSection(status) + DeadLetterSection(status) +
         "</div><div class=\"column\">\n" + StorySection(status) + TroubleSection(status) +
         "</div></div>\n<section class=\"last\"><details><summary>Effective configuration</summary><pre>" +
         HtmlEscaped(status.config) + "</pre></details></section>\n</body></html>\n";
}

}  // namespace wirefold
