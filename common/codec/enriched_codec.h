// Enriched record = head (all that depends on the raw record alone) + tail (`syndication`, the claims log's verdict).
// The tail has the highest field number, so that head bytes followed by tail bytes are the record: the head is made
// before the claim, the tail after the verdict. Deterministic.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/fold/verdict.h"
#include "common/news/article.h"
#include "common/news/precise_time.h"

namespace wirefold {

struct EnrichedHead {
  std::string article_id;
  std::string publisher;
  std::string canonical_url;
  RecordCoordinates origin;
  std::optional<int64_t> origin_timestamp_ms;
  PreciseTime published = {};  // what Article::published says; empty when that is
};

// A passage that a record shares with a match: where it stands in the body of each.
struct RecordPassage {
  ByteSpan span;
  ByteSpan match_span;
};

struct RecordVersions {
  std::string pipeline;
  std::string rules;
  std::string lexicon;
};

std::string EncodeHead(const EnrichedHead& head, const Article& article, const CleanArticle& clean,
                       const Provenance& provenance, const RecordVersions& versions);
// `own_origins`: the article's own credits that say whose text it is, in their order. `passages`: of each match, or
// none at all.
std::string EncodeTail(const Verdict& verdict, const std::vector<Credit>& own_origins,
                       std::span<const std::vector<RecordPassage>> passages = {});

// The headline in a head or a whole record, within `record`; empty when there is none, or what was given is no record.
std::string_view HeadlineOf(std::string_view record);

// The schema of a record: its file's descriptor (google.protobuf.FileDescriptorProto), serialised.
std::string EnrichedSchema();

// Upper bound of EncodeTail's bytes for any verdict of an index, without passages: what a size check before the claim
// adds.
inline constexpr size_t kMaxTailBytes = size_t{24} * 1024;

// Appends proto3 JSON, lowerCamelCase, one line without the newline. InvalidArgument, and nothing appended, when
// `record` is not an EnrichedArticle.
absl::Status AppendEnrichedJson(std::string_view record, std::string& out);
absl::StatusOr<std::string> EnrichedToJson(std::string_view record);

}  // namespace wirefold
