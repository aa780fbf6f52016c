// The status page and its JSON, byte for byte, so that a change of either is seen in review; and what no page may do.
// After a change that is meant, from the project's root:
//
//   WIREFOLD_REWRITE_GOLDEN=1 build/release/admin_test --gtest_filter='StatusPage.*' && git diff tests/golden
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <regex>
#include <sstream>
#include <vector>

#include "tests/admin/sample_status.h"
#include "worker/admin/status_html.h"
#include "worker/admin/status_json.h"
#include "worker/admin/status_parts.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;

void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(WIREFOLD_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream expected;
  expected << file.rdbuf();
  const std::string wanted = expected.str();
  if (actual == wanted) return;
  const auto same = std::mismatch(actual.begin(), actual.end(), wanted.begin(), wanted.end()).first - actual.begin();
  const auto from = static_cast<size_t>(std::max<std::ptrdiff_t>(same - 100, 0));
  ADD_FAILURE() << name << " differs from byte " << same << "\n--- expected\n"
                << wanted.substr(std::min(from, wanted.size()), 200) << "\n--- actual\n"
                << actual.substr(from, 200) << "\nMeant? WIREFOLD_REWRITE_GOLDEN=1 rewrites it.";
}

// Fewer points than a worker has: a golden file is to be read.
Status GoldenStatus() {
  Status status = SampleStatus();
  status.samples.erase(status.samples.begin(), status.samples.end() - 12);
  return status;
}

// Tags that are open at the end, or that were closed out of order. Elements without an end tag are none.
std::vector<std::string> WrongTags(const std::string& html) {
  static const std::regex tag("<(/?)([a-z0-9]+)[^>]*?(/?)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if (name == "meta" || (*at)[3] == "/") continue;
    if ((*at)[1] == "") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return {"</" + name};
    } else {
      open.pop_back();
    }
  }
  return open;
}

TEST(StatusPage, IsTheGoldenOne) { ExpectGolden("statusz.html", StatusHtml(GoldenStatus(), Refresh::kOn)); }

TEST(StatusPage, ItsJsonIsTheGoldenOne) { ExpectGolden("statusz.json", StatusJson(GoldenStatus())); }

TEST(StatusPage, IsWholeWithEverythingAndWithNothing) {
  EXPECT_THAT(WrongTags(StatusHtml(SampleStatus(), Refresh::kOn)), testing::IsEmpty());
  EXPECT_THAT(WrongTags(StatusHtml({}, Refresh::kOff)), testing::IsEmpty());
  EXPECT_THAT(WrongTags("<p><b></p>"), Not(testing::IsEmpty()));
}

TEST(StatusPage, LoadsNothingAndRunsNothing) {
  const std::string page = StatusHtml(SampleStatus(), Refresh::kOn);
  for (const char* wrong : {"<script", "<link", "<img", "<iframe", "<object", "url(", "@import", "javascript:"}) {
    EXPECT_THAT(page, Not(HasSubstr(wrong)));
  }
  EXPECT_FALSE(std::regex_search(page, std::regex("<[a-z][^>]*\\s(on[a-z]+|src)="))) << "a source or an event handler";
}

// Every text that comes from outside, in turn.
TEST(StatusPage, WhateverIsSaidStaysText) {
  const std::string hostile = "<script>x</script>\"'><b onload=y>&amp;";
  const std::function<void(Status&)> places[] = {
      [&](Status& s) { s.topic = hostile; },
      [&](Status& s) { s.group = hostile; },
      [&](Status& s) { s.config = hostile; },
      [&](Status& s) {
        s.readiness.checks = {{hostile, false}};
      },
      [&](Status& s) {
        s.stories = {{1, 2, hostile, "", {}, false, 0, 0}};
      },
      [&](Status& s) {
        s.stories = {{1, 2, "", hostile, {}, false, 0, 0}};
      },
      [&](Status& s) {
        s.stories = {{1, 2, "", "", {hostile}, false, 0, 0}};
      },
      [&](Status& s) {
        s.last_dead_letters = {{1, 0, 0, hostile, "", ""}};
      },
      [&](Status& s) {
        s.last_dead_letters = {{1, 0, 0, "", hostile, ""}};
      },
      [&](Status& s) {
        s.last_dead_letters = {{1, 0, 0, "", "", hostile}};
      },
      [&](Status& s) {
        s.troubles = {{0, 0, 1, true, hostile, ""}};
      },
      [&](Status& s) {
        s.troubles = {{0, 0, 1, true, "", hostile}};
      },
  };
  for (const auto& put : places) {
    Status status;
    put(status);
    const std::string page = StatusHtml(status, Refresh::kOff);
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;x&lt;/script&gt;&quot;&#39;&gt;&lt;b onload=y&gt;&amp;amp;"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<b ")));
  }
}

TEST(StatusPage, FoldsAwayManyPartitionsAndShowsTheWorstFirst) {
  Status status;
  for (int32_t i = 0; i < 500; ++i) status.partitions.push_back({i, 5, 5, 0, 0.0, 1, 0, false});
  status.partitions[321].lag_seconds = 9;
  status.partitions[444].stuck = true;
  const std::string page = StatusHtml(status, Refresh::kOn);
  EXPECT_THAT(page, HasSubstr("488 more</summary>"));
  EXPECT_LT(page.find("<tr><td>444 "), page.find("<tr><td>321<"));
  EXPECT_LT(page.find("<tr><td>321<"), page.find("<tr><td>0<"));
  EXPECT_LT(page.size(), 200'000u);
}

TEST(StatusPage, SaysWhatIsNotReady) {
  Status status;
  status.readiness.checks = {{"index_restored", false}, {"not_draining", true}};
  EXPECT_THAT(StatusHtml(status, Refresh::kOn), HasSubstr("Failed checks: index restored</div>"));
  EXPECT_THAT(StatusHtml({}, Refresh::kOn), HasSubstr("good\">Ready</div>"));
  status.readiness = {};
  status.partitions = {{}};
  status.partitions[0].stuck = true;
  EXPECT_THAT(StatusHtml(status, Refresh::kOn), HasSubstr("warn\">Ready, but 1 partition stands</div>"));
}

TEST(StatusParts, NumbersAreWrittenForPeople) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1'234'567), "1,234,567");
  EXPECT_EQ(ShortNumber(0), "0");
  EXPECT_EQ(ShortNumber(0.0421), "0.042");
  EXPECT_EQ(ShortNumber(1), "1");
  EXPECT_EQ(ShortNumber(3.14159), "3.14");
  EXPECT_EQ(ShortNumber(42.4), "42");
  EXPECT_EQ(ShortNumber(12'345.6), "12,346");
  EXPECT_EQ(ShortBytes(0), "0 B");
  EXPECT_EQ(ShortBytes(1023), "1.0 KiB");
  EXPECT_EQ(ShortBytes(1'812'345'678), "1.7 GiB");
  EXPECT_EQ(ShortBytes(UINT64_MAX), "16777216 TiB");
}

TEST(StatusParts, TimesAreWrittenForPeople) {
  const std::pair<double, const char*> durations[] = {
      {-1, "0.0 s"},      {0.04, "0.0 s"}, {9.94, "9.9 s"},      {9.96, "10 s"},         {60, "1 min"},
      {185, "3 min 5 s"}, {3600, "1 h"},   {7830, "2 h 10 min"}, {97 * 3600, "4 d 1 h"}, {1e300, "11574074 d 1 h"}};
  for (const auto& [seconds, words] : durations) EXPECT_EQ(ShortDuration(seconds), words) << seconds;
  EXPECT_EQ(ShortAge(0, 5), "–");
  EXPECT_EQ(ShortAge(5000, 5500), "now");
  EXPECT_EQ(ShortAge(9000, 5000), "now") << "a clock that runs ahead";
  EXPECT_EQ(ShortAge(1000, 8500), "7 s ago");
  EXPECT_EQ(UtcTime(kSampleNowMs), "2024-05-01 12:51:30 UTC");
  EXPECT_EQ(UtcTime(0), "");
}

TEST(StatusParts, ALineDrawingGrowsFromItsRightEnd) {
  const std::string svg = Sparkline({{0, 5, 10}}, 3, "l");
  EXPECT_THAT(svg, HasSubstr("points=\"0.0,44.0 150.0,23.0 300.0,2.0\""));
  EXPECT_THAT(Sparkline({{1, 1}}, 301, "l"), HasSubstr("points=\"299.0,2.0 300.0,2.0\""));
  EXPECT_THAT(Sparkline({{0, 0}}, 2, "l"), HasSubstr("points=\"0.0,44.0 300.0,44.0\""));
  for (const auto& line : {std::vector<double>{}, {7}})
    EXPECT_THAT(Sparkline({line}, 3, "l"), Not(HasSubstr("points")));
}

TEST(StatusJson, IsEscapedAndSaysNullForWhatIsNotKnown) {
  Status status;
  status.topic = "a\"b\\\n<script>";
  status.partitions = {{}};
  const std::string json = StatusJson(status);
  EXPECT_THAT(json, HasSubstr("\"topic\":\"a\\\"b\\\\\\n<script>\""));
  EXPECT_THAT(json, HasSubstr("\"committed\":null,\"end\":null,\"lag_records\":null,\"lag_seconds\":null"));
}

}  // namespace
}  // namespace wirefold
