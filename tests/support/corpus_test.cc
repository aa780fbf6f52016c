// The corpus is what the scenarios rely on: repeatable, varied, spread.
#include "tests/support/corpus.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace wirefold {
namespace {

TEST(Corpus, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto records = [](uint64_t seed) {
    std::vector<TopicRecord> all;
    for (CorpusRecord& item : MakeCorpus({.seed = seed, .records = 200})) all.push_back(std::move(item.record));
    return all;
  };
  EXPECT_EQ(records(3), records(3));
  EXPECT_NE(records(3), records(4));
}

TEST(Corpus, HoldsEveryKindOnEveryPartition) {
  std::map<CorpusKind, std::set<int32_t>> partitions;
  for (const CorpusRecord& item : MakeCorpus({.seed = 1, .records = 2000, .partitions = 3})) {
    partitions[item.kind].insert(item.record.partition);
  }
  EXPECT_EQ(partitions.size(), 9u);
  for (const auto& [kind, seen] : partitions) EXPECT_EQ(seen.size(), 3u) << static_cast<int>(kind);
}

TEST(Corpus, CopiesComeAfterTheirSource) {
  const std::vector<CorpusRecord> corpus = MakeCorpus({.seed = 2, .records = 500});
  for (size_t i = 0; i < corpus.size(); ++i) {
    EXPECT_LE(corpus[i].source, i);
    EXPECT_EQ(corpus[corpus[i].source].source, corpus[i].source);
  }
}

}  // namespace
}  // namespace wirefold
