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
#include "common/fold/fold_index.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr char kRawTopic[] = "raw";
constexpr int64_t kAppendTimeMs = 1'704'880'000'000;

Sketch MakeSketchOf(uint64_t first, size_t count) {
  Sketch sketch;
  for (size_t i = 0; i < count; ++i) sketch.fingerprints.push_back(Mix64(first + i));
  std::sort(sketch.fingerprints.begin(), sketch.fingerprints.end());
  sketch.shingle_count = static_cast<uint32_t>(count);
  sketch.text_hash = first * 1000 + count;
  return sketch;
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

  void Article(int32_t partition, const Sketch& sketch) {
    const int64_t offset = NewRaw(partition, "article");
    const std::string id = "article-" + std::to_string(partition) + "-" + std::to_string(offset);
    Claim claim;
    claim.raw = {kRawTopic, partition, offset};
    claim.content_hash = sketch.text_hash + 7;
    claim.article_id = id;
    claim.publisher = "publisher" + std::to_string(partition) + ".example";
    claim.parameters_hash = ParametersHash(genesis_);
    claim.sketch = sketch;
    const int64_t claim_offset = AppendClaimLog(claim);
    const Verdict verdict = index_.Apply(claim, ClaimOffset{claim_offset}, kAppendTimeMs + claim_offset).verdict;
    v1::EnrichedArticle head;
    head.set_article_id(id);
    head.mutable_origin()->set_topic(kRawTopic);
    head.mutable_origin()->set_partition(partition);
    head.mutable_origin()->set_offset(offset);
    TopicRecord record = OutputFor(partition, offset, "ce_origintopic", "ce_originpartition", "ce_originoffset");
    record.value = head.SerializeAsString() + EncodeTail(verdict, std::nullopt);
    Append(history_.enriched, record);
  }

  void Poison(int32_t partition) {
    const int64_t offset = NewRaw(partition, "{");
    TopicRecord record =
        OutputFor(partition, offset, "__dlq.errors.topic", "__dlq.errors.partition", "__dlq.errors.offset");
    for (const char* name : {"group", "message", "timestamp", "stage", "code"}) {
      record.headers.emplace_back(std::string("__dlq.errors.") + name, "x");
    }
    record.value = "{";
    Append(history_.dead_letters, record);
  }

  void Tombstone(int32_t partition) {
    const int64_t offset = NewRaw(partition, std::nullopt);
    Append(history_.enriched, OutputFor(partition, offset, "ce_origintopic", "ce_originpartition", "ce_originoffset"));
  }

  History Build() const { return history_; }

 private:
  int64_t NewRaw(int32_t partition, std::optional<std::string> value) {
    TopicRecord record;
    record.partition = partition;
    record.offset = history_.committed[partition]++;
    record.value = std::move(value);
    history_.raw.push_back(record);
    return record.offset;
  }

  template <typename Entry>
  int64_t AppendClaimLog(const Entry& entry) {
    ClaimLogRecord log_record;
    log_record.writer_id = 1;
    log_record.entry = entry;
    TopicRecord record;
    record.value = EncodeClaimLogRecord(log_record);
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
  builder.Article(0, MakeSketchOf(1, 60));
  builder.Article(1, MakeSketchOf(1, 60));
  builder.Poison(0);
  builder.Article(1, MakeSketchOf(500, 60));
  builder.Tombstone(1);
  builder.Article(0, MakeSketchOf(500, 60));
  builder.Article(0, MakeSketchOf(1, 60));
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
