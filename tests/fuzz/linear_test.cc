// Every function that takes input takes time in proportion to it, whatever it holds: twice the text, less than three
// times the time. Asserted as a ratio of processor time, so that it says the same on every machine.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <ctime>
#include <functional>

#include "common/base/json_string.h"
#include "common/base/printable.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/protobuf_log.h"
#include "common/intake/input_place.h"
#include "common/intake/json_numbers.h"
#include "common/news/language_tag.h"
#include "common/news/precise_time.h"
#include "common/pipeline/prepare.h"
#include "common/shingle/sketch.h"
#include "common/text/charset.h"
#include "common/text/entities.h"
#include "common/text/language.h"
#include "common/text/lost_letters.h"
#include "common/text/mojibake.h"
#include "common/text/tokens.h"
#include "common/text/utf8.h"
#include "common/text/wrapped_lines.h"
#include "common/url/article_pages.h"
#include "common/url/canonical_url.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/sanitized.h"
#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

using Timed = std::function<void()>;

RawRecord RawOf(std::string_view value) {
  RawRecord raw;
  raw.coordinates = {"raw", 1, 17};
  raw.value = value;
  return raw;
}

// A step of the way from bytes to claim: makes what it needs of a text, and what is then timed.
struct Step {
  const char* name;
  std::function<Timed(const std::string&)> prepare;
};

Article ArticleOf(const std::string& body) {
  Article article;
  article.body = RepairUtf8(body);
  return article;
}

std::string JsonOf(const char* key, const std::string& text) {
  std::string json = std::string("{\"") + key + "\":";
  AppendJsonString(RepairUtf8(text), json);
  return json + ",\"text\":\"b\"}";
}

std::string ProtobufOf(const std::string& text) {
  v1::RawArticle raw;
  raw.set_body(RepairUtf8(text));
  return raw.SerializeAsString();
}

PrepareSettings Unlimited() {
  PrepareSettings settings;
  settings.max_record_bytes = size_t{1} << 30;
  return settings;
}

Timed DecodeAs(InputFormat format, std::string value) {
  return [=] { (void)Decode(value, format); };
}

std::vector<Step> TextSteps() {
  return {
      {"DecodeHtml", [](const std::string& text) { return DecodeAs(InputFormat::kHtml, text); }},
      {"DecodeJsonHtml",
       [](const std::string& text) { return DecodeAs(InputFormat::kJson, JsonOf("body", "<p>a</p>" + text)); }},
      {"ToUtf8", [](const std::string& text) -> Timed { return [=] { (void)ToUtf8("\xFF\xFF\xFF\xFF" + text, ""); }; }},
      {"RepairMojibake", [](const std::string& text) -> Timed { return [=] { (void)RepairMojibake(text); }; }},
      {"DecodeEntities", [](const std::string& text) -> Timed { return [=] { (void)DecodeEntities(text); }; }},
      {"DropStrayJoiners",
       [](const std::string& text) -> Timed {
         return [=] {
           std::string copy = text;
           DropStrayJoiners(copy);
         };
       }},
      {"MarkLostLetters",
       [](const std::string& text) -> Timed {
         return [=] {
           std::string copy = text;
           MarkLostLetters(copy);
         };
       }},
      {"JoinWrappedLines",
       [](const std::string& text) -> Timed {
         return [=] {
           std::string copy = text;
           JoinWrappedLines(copy);
         };
       }},
      {"DetectLanguage",
       [](const std::string& text) -> Timed { return [sound = RepairUtf8(text)] { (void)DetectLanguage(sound); }; }},
  };
}

std::vector<Step> AddressSteps() {
  return {
      {"Canonicalise", [](const std::string& text) -> Timed { return [=] { (void)Canonicalise(text); }; }},
      {"CanonicaliseAHost",
       [](const std::string& text) -> Timed { return [=] { (void)Canonicalise("https://" + text); }; }},
      {"CanonicaliseAPath",
       [](const std::string& text) -> Timed { return [=] { (void)Canonicalise("https://a.example/" + text); }; }},
      {"CanonicaliseAQuery",
       [](const std::string& text) -> Timed { return [=] { (void)Canonicalise("https://google.com/url?" + text); }; }},
      {"ReadPageAddress",
       [](const std::string& text) -> Timed {
         return [url = "https://a.example/" + text] { (void)ReadPageAddress(url, url); };
       }},
      {"ReadPageAddressOfAQuery",
       [](const std::string& text) -> Timed {
         return [url = "https://a.example/a?" + text] { (void)ReadPageAddress(url, url); };
       }},
      {"WithoutPageMark", [](const std::string& text) -> Timed { return [=] { (void)WithoutPageMark(text); }; }},
  };
}

std::vector<Step> Steps() {
  return {
      {"DecodeAnything", [](const std::string& text) { return DecodeAs(InputFormat::kDetect, text); }},
      {"DecodeJson", [](const std::string& text) { return DecodeAs(InputFormat::kJson, text); }},
      {"DecodeJsonBody", [](const std::string& text) { return DecodeAs(InputFormat::kJson, JsonOf("body", text)); }},
      {"DecodeProtobuf", [](const std::string& text) { return DecodeAs(InputFormat::kProtobuf, text); }},
      {"DecodeText", [](const std::string& text) { return DecodeAs(InputFormat::kText, text); }},
      {"JsonErrorOffset", [](const std::string& text) -> Timed { return [=] { (void)JsonErrorOffset(text); }; }},
      {"QuoteLargeNumbers", [](const std::string& text) -> Timed { return [=] { (void)QuoteLargeNumbers(text); }; }},
      {"ProtobufError", [](const std::string& text) -> Timed { return [=] { (void)ProtobufError(text); }; }},
      {"RepairUtf8", [](const std::string& text) -> Timed { return [=] { (void)RepairUtf8(text); }; }},
      {"RepairJsonText", [](const std::string& text) -> Timed { return [=] { (void)RepairJsonText(text); }; }},
      {"IsValidUtf8", [](const std::string& text) -> Timed { return [=] { (void)IsValidUtf8(text); }; }},
      {"Printable", [](const std::string& text) -> Timed { return [=] { (void)Printable(text, text.size()); }; }},
      {"ReadTime",
       [](const std::string& text) -> Timed { return [=] { (void)ReadTime("2024-01-10T09:30:00." + text); }; }},
      {"IsLanguageTag", [](const std::string& text) -> Timed { return [=] { (void)IsLanguageTag("en-" + text); }; }},
      {"Clean",
       [](const std::string& text) -> Timed {
         return [article = ArticleOf(text)] { (void)Clean(article, FurnitureRules::BuiltIn()); };
       }},
      {"Attribute",
       [](const std::string& text) -> Timed {
         const Article article = ArticleOf(text);
         const CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
         return [=] { (void)Attribute(article, clean, AgencyLexicon::BuiltIn()); };
       }},
      {"AttributeBylines",
       [](const std::string& text) -> Timed {
         Article article;
         for (size_t at = 0; at < text.size(); at += 20) article.by.push_back(text.substr(at, 20));
         return [=] { (void)Attribute(article, CleanArticle{}, AgencyLexicon::BuiltIn()); };
       }},
      {"FoldToken",
       [](const std::string& text) -> Timed { return [sound = RepairUtf8(text)] { (void)FoldToken(sound); }; }},
      {"MakeSketch",
       [](const std::string& text) -> Timed {
         return [sound = RepairUtf8(text)] {
           const std::string_view pieces[] = {sound};
           (void)MakeSketch(pieces, SketchParameters{});
         };
       }},
      {"PrepareText",
       [](const std::string& text) -> Timed {
         return [value = ProtobufOf(text)] { (void)Prepare(RawOf(value), Unlimited()); };
       }},
      {"EnrichedJson",
       [](const std::string& text) -> Timed {
         const std::string value = ProtobufOf(text);
         const RawRecord raw = RawOf(value);
         const auto outcome = Prepare(raw, Unlimited());
         if (!std::holds_alternative<Prepared>(outcome)) return [] {};
         return [record = std::get<Prepared>(outcome).head] { (void)EnrichedToJson(record); };
       }},
  };
}

std::vector<Step> AllSteps() {
  std::vector<Step> all = TextSteps();
  for (const Step& step : AddressSteps()) all.push_back(step);
  for (const Step& step : Steps()) all.push_back(step);
  return all;
}

double ProcessorSeconds(const Timed& run) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double begin = now();
  run();
  return now() - begin;
}

// The least of `runs`, which is the one that was disturbed least.
double BestOf(int runs, const Timed& run) {
  double best = ProcessorSeconds(run);
  for (int i = 1; i < runs; ++i) best = std::min(best, ProcessorSeconds(run));
  return best;
}

class Linear : public testing::TestWithParam<Step> {
 protected:
  // Memory stays with the process: mapping it anew for each run costs more, a byte, the larger the text is.
  static void SetUpTestSuite() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
  }
};

TEST_P(Linear, TwiceTheTextTakesLessThanThreeTimesTheTime) {
  if (kSanitized) GTEST_SKIP() << "the time is a sanitizer's";
  SilenceProtobufLog();
  constexpr double kMeasurable = 500e-6;
  constexpr size_t kFirstBytes = 32 * 1024;
  constexpr size_t kMostBytes = 1024 * 1024;
  constexpr int kRounds = 12;  // a disturbed measurement is repeated
  const Step& step = GetParam();
  for (const HostileText& text : AllHostileTexts()) {
    size_t bytes = kFirstBytes;
    double once = BestOf(2, step.prepare(text.OfBytes(bytes)));
    for (; once < kMeasurable && bytes < kMostBytes; once = BestOf(2, step.prepare(text.OfBytes(bytes)))) bytes *= 2;
    if (once < kMeasurable) continue;
    double twice = 0;
    // A step, as when a buffer leaves a cache or is mapped anew, is no growth: it is not there at four times the bytes.
    for (int doublings = 0; doublings < 3; ++doublings, bytes *= 2) {
      const Timed of_one = step.prepare(text.OfBytes(bytes));
      const Timed of_two = step.prepare(text.OfBytes(2 * bytes));
      once = std::max(kMeasurable, BestOf(2, of_one));
      twice = BestOf(2, of_two);
      for (int round = 0; round < kRounds && twice >= 3 * once; ++round) {
        once = std::max(kMeasurable, BestOf(2, of_one));
        twice = std::min(twice, BestOf(2, of_two));
      }
      if (twice < 3 * once) break;
    }
    EXPECT_LT(twice, 3 * once) << text.name << ": " << bytes << " bytes take " << once * 1e3 << " ms, twice as many "
                               << twice * 1e3 << " ms";
  }
}

INSTANTIATE_TEST_SUITE_P(All, Linear, testing::ValuesIn(AllSteps()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace wirefold
