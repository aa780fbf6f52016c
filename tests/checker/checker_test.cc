// The checker is silent about a good history and objects to each known fault.
#include "tests/checker/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "common/base/mix.h"
#include "common/codec/claim_codec.h"
#include "common/codec/enriched_codec.h"
#include "common/fold/machine/fold_index.h"
#include "common/pipeline/prepare.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr char kRawTopic[] = "raw";
constexpr int64_t kAppendTimeMs = 1'704'880'000'000;

// A story's text: the same seed, the same words.
std::string Story(uint64_t seed) {
  std::string text;
  for (uint64_t i = 0; i < 120; ++i) text += "w" + std::to_string(Mix64(seed * 1000 + i) % 5000) + " ";
  return text;
}

TopicRecord OutputFor(int32_t partition, int64_t offset, const std::string& topic_header,
                      const std::string& partition_header, const std::string& offset_header) {
  TopicRecord record;
  record.headers = {{topic_header, kRawTopic},
                    {partition_header, std::to_string(partition)},
                    {offset_header, std::to_string(offset)}};
  return record;
}

void Append(std::vector<TopicRecord>& topic, TopicRecord record) {
  record.offset = static_cast<int64_t>(topic.size());
  topic.push_back(std::move(record));
}

// Builds a history as a faultless worker would leave it.
class HistoryBuilder {
 public:
  HistoryBuilder() : index_(genesis_) {
    history_.raw_topic = kRawTopic;
    AppendClaimLog(genesis_);
  }

  void Article(int32_t partition, const std::string& body) {
    const std::string site = "publisher" + std::to_string(partition) + ".example";
    const std::string id = "article-" + std::to_string(history_.raw.size());
    const TopicRecord raw =
        NewRaw(partition, R"({"uri":")" + id + R"(","publisher":")" + site + R"(","body":")" + body + R"("})");
    PrepareSettings settings;
    settings.genesis = genesis_;
    const RawRecord input{{kRawTopic, partition, raw.offset}, raw.timestamp_ms, *raw.value};
    const Prepared prepared = std::get<Prepared>(Prepare(input, settings));
    const int64_t claim_offset = AppendClaimLog(prepared.claim);
    const Verdict verdict =
        index_.Apply(prepared.claim, ClaimOffset{claim_offset}, kAppendTimeMs + claim_offset).verdict;
    TopicRecord record = OutputFor(partition, raw.offset, "ce_origintopic", "ce_originpartition", "ce_originoffset");
    record.value = prepared.head + EncodeTail(verdict, prepared.origin_credits);
    Append(history_.enriched, record);
  }

  void Poison(int32_t partition) {
    const int64_t offset = NewRaw(partition, "{").offset;
    TopicRecord record =
        OutputFor(partition, offset, "__dlq.errors.topic", "__dlq.errors.partition", "__dlq.errors.offset");
    for (const char* name : {"group", "message", "timestamp", "stage"}) {
      record.headers.emplace_back(std::string("__dlq.errors.") + name, "x");
    }
    record.headers.emplace_back("__dlq.errors.code", "INVALID_JSON");
    record.value = "{";
    Append(history_.dead_letters, record);
  }

  void Tombstone(int32_t partition) {
    const int64_t offset = NewRaw(partition, std::nullopt).offset;
    Append(history_.enriched, OutputFor(partition, offset, "ce_origintopic", "ce_originpartition", "ce_originoffset"));
  }

  History Build() const { return history_; }

 private:
  TopicRecord NewRaw(int32_t partition, std::optional<std::string> value) {
    TopicRecord record;
    record.partition = partition;
    record.offset = history_.committed[partition]++;
    record.value = std::move(value);
    history_.raw.push_back(record);
    return record;
  }

  template <typename Entry>
  int64_t AppendClaimLog(const Entry& entry) {
    ClaimLogRecord log_record;
    log_record.writer_id = 1;
    log_record.entry = entry;
    TopicRecord record;
    record.value = EncodeClaimLogRecord(log_record, genesis_.log_id);
    record.timestamp_ms = kAppendTimeMs + static_cast<int64_t>(history_.claims.size());
    Append(history_.claims, record);
    return history_.claims.back().offset;
  }

  const Genesis genesis_ = [] {
    Genesis genesis;
    genesis.log_id = 99;
    return genesis;
  }();
  FoldIndex index_;
  History history_;
};

// Two stories with copies over two partitions, a dead letter and a tombstone.
History GoodHistory() {
  HistoryBuilder builder;
  builder.Article(0, Story(1));
  builder.Article(1, Story(1));
  builder.Poison(0);
  builder.Article(1, Story(2));
  builder.Tombstone(1);
  builder.Article(0, Story(2));
  builder.Article(0, Story(1));
  return builder.Build();
}

std::vector<std::string> Broken(const History& history) {
  std::vector<std::string> invariants;
  for (const Violation& violation : CheckHistory(history)) invariants.push_back(violation.invariant);
  return invariants;
}

void Edit(TopicRecord& record, const std::function<void(v1::EnrichedArticle&)>& edit) {
  v1::EnrichedArticle article;
  ASSERT_TRUE(article.ParseFromString(*record.value));
  edit(article);
  record.value = article.SerializeAsString();
}

TEST(Checker, AGoodHistoryIsSilent) {
  for (const Violation& violation : CheckHistory(GoodHistory())) ADD_FAILURE() << violation;
}

TEST(Checker, AnEmptyHistoryIsSilent) { EXPECT_THAT(CheckHistory(History()), testing::IsEmpty()); }

TEST(Checker, RecordsAboveTheCommittedOffsetMayBeWithoutOutcome) {
  History history = GoodHistory();
  TopicRecord waiting;
  waiting.offset = history.committed[0];
  waiting.value = "article";
  history.raw.push_back(waiting);
  EXPECT_THAT(CheckHistory(history), testing::IsEmpty());
}

TEST(Checker, AReclaimChangesNothing) {
  History history = GoodHistory();
  TopicRecord again = history.claims[1];
  again.timestamp_ms += 1000;
  Append(history.claims, again);
  EXPECT_THAT(CheckHistory(history), testing::IsEmpty());
}

struct Fault {
  const char* name;
  const char* invariant;  // one that must be objected to
  void (*make)(History& history);
};

const Fault kFaults[] = {
    {"LostEnriched", "I1", [](History& h) { h.enriched.erase(h.enriched.begin() + 1); }},
    {"LostDeadLetter", "I1", [](History& h) { h.dead_letters.clear(); }},
    {"LostTombstone", "I1", [](History& h) { std::erase_if(h.enriched, [](auto& r) { return !r.value; }); }},
    {"LostSourceLeavesItsMatchesUnpublished", "I4", [](History& h) { h.enriched.erase(h.enriched.begin()); }},
    {"ClaimMissingInTheLog", "I2", [](History& h) { h.claims.erase(h.claims.begin() + 1); }},
    {"Doubled", "I1", [](History& h) { Append(h.enriched, h.enriched.back()); }},
    {"DoubledDeadLetter", "I1", [](History& h) { Append(h.dead_letters, h.dead_letters.back()); }},
    {"EnrichedAndDeadLetter", "I1",
     [](History& h) {
       TopicRecord record = h.dead_letters.front();
       for (auto& header : record.headers) {
         if (header.first == "__dlq.errors.offset") header.second = "0";
       }
       record.value = "article";
       Append(h.dead_letters, record);
     }},
    {"OutcomeOfNothing", "I1", [](History& h) { h.raw.pop_back(); }},
    {"AnonymousOutcome", "I1", [](History& h) { h.enriched.front().headers.clear(); }},
    {"DeadLetterWithoutCode", "I1", [](History& h) { h.dead_letters.front().headers.pop_back(); }},
    {"DeadLetterOfAnotherCode", "I1", [](History& h) { h.dead_letters.front().headers.back().second = "EMPTY_VALUE"; }},
    {"DeadLetterOfAGoodArticle", "I1",
     [](History& h) {
       std::find_if(h.raw.begin(), h.raw.end(), [](auto& r) { return r.value == "{"; })->value = "Words.";
     }},
    {"DeadTombstone", "I1",
     [](History& h) {
       std::find_if(h.raw.begin(), h.raw.end(), [](auto& r) { return r.value == "{"; })->value.reset();
     }},
    {"RecordOfAnotherText", "I1",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.set_body(a.body() + "."); }); }},
    {"DeadLetterChanged", "I1", [](History& h) { h.dead_letters.front().value = "other"; }},
    {"TombstoneOfAnArticle", "I1", [](History& h) { h.enriched.back().value.reset(); }},
    {"NotAnArticle", "I1", [](History& h) { h.enriched.back().value = "\xff\xff"; }},
    {"Reordered", "I5", [](History& h) { std::swap(h.enriched.front(), h.enriched.back()); }},
    {"OtherStory", "I2",
     [](History& h) {
       Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->set_story_id("00000000000000aa"); });
     }},
    {"OtherNovelty", "I2",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->set_novelty(0.123); }); }},
    {"OtherMatches", "I2",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->clear_matches(); }); }},
    {"ClaimOfAnother", "I2",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->set_claim_offset(1); }); }},
    {"ClaimOfNone", "I2",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->set_claim_offset(77); }); }},
    {"SecondOriginal", "I3",
     [](History& h) { Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->set_role(v1::ROLE_SOURCE); }); }},
    {"NoOriginal", "I3",
     [](History& h) { Edit(h.enriched.front(), [](auto& a) { a.mutable_syndication()->set_role(v1::ROLE_COPY); }); }},
    {"MatchOfNobody", "I4",
     [](History& h) {
       Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->mutable_matches(0)->set_claim_offset(77); });
     }},
    {"MatchOfAnotherName", "I4",
     [](History& h) {
       Edit(h.enriched.back(), [](auto& a) { a.mutable_syndication()->mutable_matches(0)->set_article_id("?"); });
     }},
    {"CommittedTooFar", "I6",
     [](History& h) {
       TopicRecord extra;
       extra.offset = h.committed[0]++;
       extra.value = "article";
       h.raw.push_back(extra);
     }},
    {"CommittedTooShort", "I6", [](History& h) { --h.committed[1]; }},
};

class CheckerFault : public testing::TestWithParam<Fault> {};

TEST_P(CheckerFault, IsObjectedTo) {
  History history = GoodHistory();
  GetParam().make(history);
  EXPECT_THAT(Broken(history), testing::Contains(GetParam().invariant));
}

INSTANTIATE_TEST_SUITE_P(All, CheckerFault, testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string(fault.param.name); });

}  // namespace
}  // namespace wirefold
