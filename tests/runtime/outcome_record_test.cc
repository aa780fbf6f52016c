// What a raw record becomes: names and headers of enriched records, dead letters and tombstones, and that each fits.
#include "worker/runtime/outcome_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace wirefold {
namespace {

using kafka::Header;
using testing::Contains;
using testing::Each;
using testing::IsSupersetOf;
using testing::Not;

const OutcomeRules kRules = {"raw", "enriched", "dead", "group", 20'000, 10'000};

RawView Raw(std::string_view key, std::string_view value, std::vector<Header> headers = {}) {
  return {3, 77, 1'700'000'000'000, key, value, std::move(headers)};
}

Prepared Article(std::string id) {
  Prepared prepared;
  prepared.claim.article_id = std::move(id);
  return prepared;
}

Verdict Judged(Relation relation) {
  Verdict verdict;
  verdict.relation = relation;
  return verdict;
}

std::vector<std::string> Names(const std::vector<Header>& headers) {
  std::vector<std::string> names;
  for (const Header& header : headers) names.push_back(header.name);
  return names;
}

std::string ValueOf(const std::vector<Header>& headers, const std::string& name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return h.name == name; });
  return found == headers.end() ? "(none)" : found->value;
}

TEST(OutcomeRecord, AnEnrichedRecordIsACloudEventUnderItsArticleId) {
  Prepared prepared = Article("urn:a");
  prepared.ce_time = "2024-01-10T08:00:00Z";
  const Verdict verdict = Judged(Relation::kReprint);
  const kafka::Outgoing record = EnrichedRecord(kRules, Raw("k", "ignored"), prepared, verdict, "00-ab-cd-01", "bytes");
  EXPECT_EQ(record.topic, "enriched");
  EXPECT_EQ(record.partition, -1);
  EXPECT_EQ(record.key, "urn:a");
  EXPECT_EQ(record.value, "bytes");
  EXPECT_EQ(record.timestamp_ms, 1'700'000'000'000);
  const std::vector<Header> expected = {{"content-type", "application/protobuf"},
                                        {"ce_specversion", "1.0"},
                                        {"ce_id", "raw/3/77"},
                                        {"ce_source", "wirefold/raw"},
                                        {"ce_type", "wirefold.v1.EnrichedArticle"},
                                        {"ce_subject", "urn:a"},
                                        {"ce_relation", "REPRINT"},
                                        {"ce_time", "2024-01-10T08:00:00Z"},
                                        {"traceparent", "00-ab-cd-01"},
                                        {"ce_origintopic", "raw"},
                                        {"ce_originpartition", "3"},
                                        {"ce_originoffset", "77"}};
  EXPECT_EQ(record.headers, expected);
}

TEST(OutcomeRecord, HeadersThatOthersChooseAreLeftOutWhenTheyAreTooLong) {
  Prepared prepared = Article("a");
  prepared.ce_time = "2024-01-10T" + std::string(5000, '0');
  const std::string trace(5000, 'f');
  const Verdict verdict = Judged(Relation::kOriginal);
  const kafka::Outgoing record = EnrichedRecord(kRules, Raw("k", "v"), prepared, verdict, trace, "");
  EXPECT_THAT(Names(record.headers), Not(Contains("ce_time")));
  EXPECT_THAT(Names(record.headers), Not(Contains("traceparent")));
}

TEST(OutcomeRecord, AnEnrichedRecordOfTheLargestValueFitsWithItsEnvelope) {
  Prepared prepared = Article(std::string(1024, 'i'));
  prepared.ce_time = std::string(64, 't');
  OutcomeRules rules = kRules;
  rules.raw_topic = std::string(249, 'r');  // the longest name that Kafka takes
  const Verdict verdict = Judged(Relation::kInsufficientText);
  const std::string value(900'000, 'v');
  const std::string trace(256, 'f');
  const kafka::Outgoing record = EnrichedRecord(rules, Raw("k", "v"), prepared, verdict, trace, value);
  EXPECT_LE(RecordBytes(record), value.size() + kEnvelopeBytes);
}

TEST(OutcomeRecord, ADeadLetterKeepsTheRecordAndSaysWhereItIsFromAndWhatIsWrong) {
  const DeadLetter letter{Stage::kDecode, DeadLetterCode::kInvalidJson, "no end"};
  const kafka::Outgoing record = DeadLetterRecord(kRules, Raw("k", "{", {{"trace", "7"}}), letter);
  EXPECT_EQ(record.topic, "dead");
  EXPECT_EQ(record.key, "k");
  EXPECT_EQ(record.value, "{");
  const std::vector<Header> expected = {{"trace", "7"},
                                        {"__dlq.errors.topic", "raw"},
                                        {"__dlq.errors.partition", "3"},
                                        {"__dlq.errors.offset", "77"},
                                        {"__dlq.errors.group", "group"},
                                        {"__dlq.errors.timestamp", "1700000000000"},
                                        {"__dlq.errors.stage", "decode"},
                                        {"__dlq.errors.code", "INVALID_JSON"},
                                        {"__dlq.errors.message", "no end"}};
  EXPECT_EQ(record.headers, expected);
}

TEST(OutcomeRecord, ADeadLetterLeavesOutWhatItsTopicDoesNotTake) {
  struct Case {
    const char* what;
    size_t key, value, header;
    std::vector<std::string> omitted;
  };
  const std::vector<Case> cases = {
      {"all fits", 100, 9000, 100, {}},
      {"a large value", 100, 10'000, 100, {"__dlq.errors.value_omitted_bytes"}},
      {"large headers", 100, 0, 10'000, {"__dlq.errors.value_omitted_bytes", "__dlq.errors.headers_omitted_bytes"}},
      {"a large key",
       10'000,
       100,
       100,
       {"__dlq.errors.value_omitted_bytes", "__dlq.errors.headers_omitted_bytes", "__dlq.errors.key_omitted_bytes"}},
  };
  for (const Case& c : cases) {
    const std::string key(c.key, 'k');
    const std::string value(c.value, 'v');
    const kafka::Outgoing record = DeadLetterRecord(kRules, Raw(key, value, {{"h", std::string(c.header, 'h')}}),
                                                    {Stage::kEncode, DeadLetterCode::kRecordTooLarge, "too large"});
    EXPECT_LE(RecordBytes(record), kRules.max_dead_letter_bytes) << c.what;
    std::vector<std::string> omitted;
    for (const std::string& name : Names(record.headers)) {
      if (name.ends_with("_omitted_bytes")) omitted.push_back(name);
    }
    EXPECT_EQ(omitted, c.omitted) << c.what;
    EXPECT_EQ(record.value.has_value(), c.omitted.empty()) << c.what;
    if (!c.omitted.empty()) {
      EXPECT_EQ(ValueOf(record.headers, "__dlq.errors.value_omitted_bytes"), std::to_string(c.value)) << c.what;
    }
    EXPECT_EQ(record.key.has_value(), c.omitted.size() < 3) << c.what;
  }
}

TEST(OutcomeRecord, ATombstoneIsPassedOn) {
  RawView raw = Raw("k", "", {{"trace", "7"}});
  raw.value.reset();
  const kafka::Outgoing record = TombstoneRecord(kRules, raw);
  EXPECT_EQ(record.topic, "enriched");
  EXPECT_EQ(record.key, "k");
  EXPECT_EQ(record.value, std::nullopt);
  EXPECT_THAT(record.headers,
              IsSupersetOf({Header{"trace", "7"}, Header{"ce_originpartition", "3"}, Header{"ce_originoffset", "77"}}));
}

TEST(OutcomeRecord, ATombstoneThatItsTopicDoesNotTakeBecomesADeadLetter) {
  RawView raw = Raw("k", "", {{"h", std::string(30'000, 'h')}});
  raw.value.reset();
  const kafka::Outgoing record = TombstoneRecord(kRules, raw);
  EXPECT_EQ(record.topic, "dead");
  EXPECT_EQ(ValueOf(record.headers, "__dlq.errors.code"), "RECORD_TOO_LARGE");
  EXPECT_LE(RecordBytes(record), kRules.max_dead_letter_bytes);
}

TEST(OutcomeRecord, ARefusedDeadLetterLosesOnePartAfterTheOther) {
  const DeadLetter letter{Stage::kPublish, DeadLetterCode::kRefusedByTopic, "why"};
  Reduction reduction = Reduction::kWhole;
  std::vector<std::string> shapes;
  while (reduction != Reduction::kLost) {
    const kafka::Outgoing record = DeadLetterRecord(kRules, Raw("k", "v", {{"h", "1"}}), letter, reduction);
    const bool header =
        std::any_of(record.headers.begin(), record.headers.end(), [](const Header& h) { return h.name == "h"; });
    shapes.push_back(std::string(record.timestamp_ms > 0 ? "t" : "") + (record.value ? "v" : "") + (header ? "h" : "") +
                     (record.key ? "k" : ""));
    EXPECT_EQ(ValueOf(record.headers, "__dlq.errors.timestamp"), "1700000000000");
    reduction = ReduceFurther(reduction, kafka::RefusalKind::kRecord);
  }
  EXPECT_THAT(shapes, testing::ElementsAre("tvhk", "vhk", "hk", "k", ""));
  EXPECT_EQ(ReduceFurther(Reduction::kWhole, kafka::RefusalKind::kTooLarge), Reduction::kNoValue);
}

TEST(OutcomeRecord, ATombstoneWithoutAKeyIsADeadLetterWhereTheTopicIsCompacted) {
  OutcomeRules rules = kRules;
  const RawView raw{3, 77, 1'700'000'000'000, std::nullopt, std::nullopt, {}};
  EXPECT_EQ(TombstoneRecord(rules, raw).topic, "enriched");
  rules.enriched_compacted = true;
  EXPECT_EQ(TombstoneRecord(rules, raw).topic, "dead");
}

}  // namespace
}  // namespace wirefold
