// A seeded corpus of synthetic news articles as raw records: originals and every kind of copy that newsrooms make,
// poison records and tombstones, spread over partitions and time. Own vocabulary; same seed, same bytes.
//
//   std::vector<CorpusRecord> corpus = MakeCorpus({.seed = 7, .records = 2000, .partitions = 6});
#pragma once

#include <cstdint>
#include <vector>

#include "tests/support/topic_record.h"

namespace wirefold {

enum class CorpusKind : uint8_t {
  kOriginal,
  kVerbatim,
  kEdited,
  kAbridged,
  kEmbedded,
  kVersion,
  kShort,
  kPoison,
  kTombstone,
};

struct CorpusOptions {
  uint64_t seed = 1;
  size_t records = 2000;
  int32_t partitions = 6;
};

struct CorpusRecord {
  CorpusKind kind = CorpusKind::kOriginal;
  size_t source = 0;   // place in the corpus of the original it was made from; its own when it is none
  TopicRecord record;  // partition, key, value, timestamp; the offset is the broker's business
};

// In time order.
std::vector<CorpusRecord> MakeCorpus(const CorpusOptions& options);

}  // namespace wirefold
