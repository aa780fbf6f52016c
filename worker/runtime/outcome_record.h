// The record that a raw record's outcome becomes: enriched record, dead letter or tombstone, with its headers. Pure: no
// Kafka call, no clock. Every record made here fits its topic.
//
//   sink.Produce(DeadLetterRecord(rules, raw, letter));
//
// Views in a returned record point into the arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/pipeline/prepare.h"
#include "worker/kafka/outgoing.h"

namespace wirefold {

// What Kafka's batch and record framing and the worker's own headers add to an enriched record's value, its key
// included: an id is at most 1024 bytes and stands in key and header.
inline constexpr size_t kEnvelopeBytes = size_t{8} * 1024;

struct OutcomeRules {
  std::string raw_topic;
  std::string enriched_topic;
  std::string dead_letter_topic;
  std::string group_id;
  size_t max_enriched_bytes = 0;     // of a whole record: what the topic takes
  size_t max_dead_letter_bytes = 0;  // likewise
  bool enriched_compacted = false;   // the topic takes no record without a key
  std::string frame{};               // what stands before an enriched record; usually nothing
  std::string data_schema{};         // where its schema is found; empty: not told
};

// What a dead letter does without, each step what the ones before it, too: the dead letter topic may refuse what the
// raw topic took. In this order.
enum class Reduction : uint8_t { kWhole, kNoTimestamp, kNoValue, kNoHeaders, kNoKey, kLost };

// After the record was refused once more. kLost: there is nothing left to leave out.
Reduction ReduceFurther(Reduction reduction, kafka::RefusalKind refused);

// A raw record as it came.
struct RawView {
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;  // 0: unknown
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::vector<kafka::Header> headers;
};

// `value` is the encoded record in its frame; `trace_parent` the raw record's header, empty for none. Uses no key,
// value or headers of `raw`.
kafka::Outgoing EnrichedRecord(const OutcomeRules& rules, const RawView& raw, const Prepared& prepared,
                               const Verdict& verdict, std::string_view trace_parent, std::string_view value);

// Keeps key, value and headers as they came and says in __dlq.errors.* where they come from and what is wrong. What
// the topic does not take is left out, the value first, then the headers, then the key; each omission has a header
// with its bytes.
kafka::Outgoing DeadLetterRecord(const OutcomeRules& rules, RawView raw, const DeadLetter& letter,
                                 Reduction reduction = Reduction::kWhole);

// A tombstone, passed on with its key and headers; a dead letter when the enriched topic does not take it: too large,
// or without a key for a topic that is compacted.
kafka::Outgoing TombstoneRecord(const OutcomeRules& rules, RawView raw);

// Upper bound of what the record takes in a topic, alone in its batch.
size_t RecordBytes(const kafka::Outgoing& record);

}  // namespace wirefold
