// A worker's status as it may be, with all that a page has to show, for the tests of the page. Fixed: no clock.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "worker/admin/status.h"

namespace wirefold {

inline constexpr int64_t kSampleNowMs = 1'714'567'890'000;  // 2024-05-01 12:51:30 UTC

// What a page must show as text and nothing else: markup, quotes, entities, controls of writing direction.
inline const std::string kHostileHeadline =
    "</bdi></span></section><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "&lt;b&gt; \"quoted\" 'single' \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d";

inline std::vector<StatusSample> SampleSamples() {
  std::vector<StatusSample> samples;
  for (int i = 0; i < 300; ++i) {
    const double wave = std::sin(i / 17.0) + std::sin(i / 5.0) / 3;
    const bool burst = i > 200 && i < 225;
    samples.push_back({kSampleNowMs - (299 - i) * 2000, std::round(12'000 + 3000 * wave + (burst ? 9000 : 0)),
                       std::round(48 + 6 * wave), std::round(130 + 40 * wave + (burst ? 400 : 0)),
                       burst ? (i - 200) / 2.0 : 0.2});
  }
  return samples;
}

inline std::vector<StoryStatus> SampleStories() {
  const int64_t hour = 3'600'000;
  return {{0xeb3fc1bc7226bb96,
           214,
           "Ferry operator orders electric boats after island trial",
           "ani",
           {"harbourpost.example", "coastnews.example", "islandbriefs.example", "valleytimes.example", "a.example",
            "b.example", "c.example", "d.example", "e.example", "f.example", "g.example", "h.example"},
           true,
           kSampleNowMs - 5 * hour,
           kSampleNowMs - 8'000},
          {0xa2bdcdbda1926119,
           87,
           kHostileHeadline,
           "",
           {"<script>alert(1)</script>.example"},
           false,
           kSampleNowMs - 2 * hour,
           kSampleNowMs - 61'000},
          {0xddda53be9c52af56,
           41,
           std::string(230, 'W') + "…",
           "orla",
           {"reefwatch.example", "meridianweekly.example"},
           false,
           kSampleNowMs - 30 * 60'000,
           kSampleNowMs - 190'000},
          {0xede5dee4058b0a8e, 12, "", "", {}, false, 0, kSampleNowMs - 3000}};
}

inline Status SampleStatus() {
  Status status;
  status.version = "0.1.0";
  status.topic = "news.articles.raw.v1";
  status.group = "wirefold";
  status.now_ms = kSampleNowMs;
  status.started_ms = kSampleNowMs - 187'000'000;
  status.readiness.checks = {{"index_restored", true}, {"claims_current", true}, {"not_draining", true}};
  status.records = 1'234'567'890;
  status.dead_letters = 4321;
  for (int32_t i = 0; i < 24; ++i) {
    PartitionStatus partition{i,
                              41'000'000 + i * 977,
                              41'000'120 + i * 977,
                              120,
                              0.2 + i % 3 * 0.1,
                              kSampleNowMs - 40 * i,
                              static_cast<size_t>(60 + i),
                              false};
    if (i == 7) partition = {i, 40'999'000, 41'012'345, 13'345, 4'980.0, kSampleNowMs - 4'980'000, 0, true};
    if (i == 9) partition = {i, -1, -1, std::nullopt, std::nullopt, 0, 0, false};
    status.partitions.push_back(partition);
  }
  status.index = {6'123'456, 81'234'567, 1'812'345'678, kSampleNowMs - 259'000'000, 20'000'000,
                  72 * 3600, 40,         0.1,           int64_t{8} * 86'400'000};
  status.sample_ms = 2000;
  status.samples = SampleSamples();
  status.stories = SampleStories();
  status.last_dead_letters = {
      {kSampleNowMs - 4000, 3, 41'002'931, "decode", "INVALID_JSON",
       "A string is opened, but never closed; at byte 29 of 44, near: \":\"<b>urn:broken:2</b>\",\"body\":\"cut in the "
       "mid"},
      {kSampleNowMs - 65'000, 11, 41'010'742, "decode", "MISSING_BODY", "the article has no body"}};
  status.troubles = {
      {kSampleNowMs - 90'000, kSampleNowMs - 2000, 1843, false,
       "FAIL: [thrd:kafka-2.example:9092/2]: kafka-2.example:9092/2: Connect to ipv4#10.0.0.2:9092 failed: "
       "Connection refused (after 0ms in state CONNECT)",
       "logger=librdkafka"},
      {kSampleNowMs - 4'970'000, kSampleNowMs - 4'970'000, 1, true, "a partition stands",
       "topic=news.articles.raw.v1 partition=7 offset=40999000 error=<i>CRC</i> check failed"}};
  status.config =
      "kafka:\n  bootstrap_servers: \"kafka-1.example:9092,kafka-2.example:9092\"\n  group_id: \"wirefold\"\n"
      "  properties:\n    \"sasl.password\": \"***\"\n";
  return status;
}

}  // namespace wirefold
