// What a worker says with the offsets that it commits: the claims log it follows, and who owned the partition from
// which offset on.
//
//   "wirefold log=00c0ffee00c0ffee topic=news.claims.v1 owners=5f1d…@0,00c0ffee00c0ffee@4711"
//
// The log: half of a group's workers on another log would give one story two ids, and nothing else in Kafka tells. The
// owners, oldest first: of an offset that is committed without its outcome, whose task it is to publish it
// (in_doubt.h). Earlier builds name none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "worker/kafka/committed_offset.h"

namespace wirefold {

struct LogIdentity {
  uint64_t log_id = 0;
  std::string topic;
  bool operator==(const LogIdentity&) const = default;
};

struct Owner {
  uint64_t writer_id = 0;  // as in the claims log; of one process
  int64_t from = 0;        // the first offset that was its own to publish
  bool operator==(const Owner&) const = default;
};

// Of one partition, oldest first, the newest few.
using Owners = std::vector<Owner>;

struct CommitMetadata {
  LogIdentity log;
  Owners owners;
  bool operator==(const CommitMetadata&) const = default;
};

std::string EncodeCommitMetadata(const CommitMetadata& metadata);

// nullopt: metadata of another program, or none (offsets that were reset by hand).
std::optional<CommitMetadata> ParseCommitMetadata(std::string_view metadata);

// FailedPrecondition: the offset was committed under another log; the message says what to do.
absl::Status CheckIdentity(const std::string& raw_topic, int32_t partition, const kafka::CommittedOffset& committed,
                           const LogIdentity& ours);

// Whoever committed `committed` is followed by `writer_id`, who begins where that ends.
Owners OwnersAfter(const kafka::CommittedOffset& committed, uint64_t writer_id);

// Who was to publish the record at `offset`, as the committed offset behind it tells. nullopt: it does not.
std::optional<uint64_t> OwnerOf(int64_t offset, const kafka::CommittedOffset& committed);

}  // namespace wirefold
