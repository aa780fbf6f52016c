#include "worker/runtime/outcome_record.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

// Framing of a batch with one record, and of each header: lengths, attributes, checksums.
constexpr size_t kBatchBytes = 128;
constexpr size_t kHeaderBytes = 16;

constexpr size_t kEnrichedHeaders = 13;  // at most, those of a CloudEvent and of the record's origin

// Longer ones are no such thing: a W3C trace parent has 55 characters, an RFC 3339 time below 40.
constexpr size_t kMaxTraceParentBytes = 256;
constexpr size_t kMaxTimeBytes = 64;

size_t HeaderBytes(const std::vector<kafka::Header>& headers) {
  size_t bytes = 0;
  for (const kafka::Header& header : headers) bytes += header.name.size() + header.value.size() + kHeaderBytes;
  return bytes;
}

std::string Number(int64_t number) { return absl::StrFormat("%d", number); }

}  // namespace

size_t RecordBytes(const kafka::Outgoing& record) {
  return kBatchBytes + record.key.value_or("").size() + record.value.value_or("").size() + HeaderBytes(record.headers);
}

kafka::Outgoing EnrichedRecord(const OutcomeRules& rules, const RawView& raw, const Prepared& prepared,
                               const Verdict& verdict, std::string_view trace_parent, std::string_view value) {
  const std::string partition = Number(raw.partition);
  const std::string offset = Number(raw.offset);
  kafka::Outgoing out;
  out.topic = rules.enriched_topic;
  out.key = prepared.claim.article_id;
  out.value = value;
  out.timestamp_ms = raw.timestamp_ms;
  // One by one: a list in braces would be copied, texts and all.
  out.headers.reserve(kEnrichedHeaders);
  const auto add = [&](const char* name, std::string text) { out.headers.push_back({name, std::move(text)}); };
  add("content-type", "application/protobuf");
  add("ce_specversion", "1.0");
  add("ce_id", absl::StrCat(rules.raw_topic, "/", partition, "/", offset));
  add("ce_source", "wirefold/" + rules.raw_topic);
  add("ce_type", "wirefold.v1.EnrichedArticle");
  add("ce_subject", prepared.claim.article_id);
  add("ce_relation", std::string(RelationName(verdict.relation)));
  if (!rules.data_schema.empty()) add("ce_dataschema", rules.data_schema);
  if (!prepared.ce_time.empty() && prepared.ce_time.size() <= kMaxTimeBytes) add("ce_time", prepared.ce_time);
  if (!trace_parent.empty() && trace_parent.size() <= kMaxTraceParentBytes) {
    add("traceparent", std::string(trace_parent));
  }
  add("ce_origintopic", rules.raw_topic);
  add("ce_originpartition", partition);
  add("ce_originoffset", offset);
  return out;
}

Reduction ReduceFurther(Reduction reduction, kafka::RefusalKind refused) {
  if (refused == kafka::RefusalKind::kTooLarge && reduction < Reduction::kNoValue) return Reduction::kNoValue;
  return reduction == Reduction::kLost ? reduction : static_cast<Reduction>(static_cast<int>(reduction) + 1);
}

kafka::Outgoing DeadLetterRecord(const OutcomeRules& rules, RawView raw, const DeadLetter& letter,
                                 Reduction reduction) {
  std::vector<kafka::Header> errors = {{"__dlq.errors.topic", rules.raw_topic},
                                       {"__dlq.errors.partition", Number(raw.partition)},
                                       {"__dlq.errors.offset", Number(raw.offset)},
                                       {"__dlq.errors.group", rules.group_id},
                                       {"__dlq.errors.timestamp", Number(raw.timestamp_ms)},
                                       {"__dlq.errors.stage", std::string(StageName(letter.stage))},
                                       {"__dlq.errors.code", std::string(DeadLetterCodeName(letter.code))},
                                       {"__dlq.errors.message", letter.message}};
  kafka::Outgoing out;
  out.topic = rules.dead_letter_topic;
  out.timestamp_ms = reduction >= Reduction::kNoTimestamp ? 0 : raw.timestamp_ms;  // __dlq.errors.timestamp keeps it
  out.key = raw.key;
  out.value = raw.value;
  out.headers = std::move(raw.headers);
  const auto too_large = [&] { return RecordBytes(out) + HeaderBytes(errors) > rules.max_dead_letter_bytes; };
  const auto omitted = [&](const char* name, size_t bytes) {
    errors.push_back({name, Number(static_cast<int64_t>(bytes))});
  };
  if (out.value && (reduction >= Reduction::kNoValue || too_large())) {
    omitted("__dlq.errors.value_omitted_bytes", out.value->size());
    out.value.reset();
  }
  if (!out.headers.empty() && (reduction >= Reduction::kNoHeaders || too_large())) {
    omitted("__dlq.errors.headers_omitted_bytes", HeaderBytes(out.headers));
    out.headers.clear();
  }
  if (out.key && (reduction >= Reduction::kNoKey || too_large())) {
    omitted("__dlq.errors.key_omitted_bytes", out.key->size());
    out.key.reset();
  }
  out.headers.insert(out.headers.end(), errors.begin(), errors.end());
  return out;
}

kafka::Outgoing TombstoneRecord(const OutcomeRules& rules, RawView raw) {
  if (!raw.key && rules.enriched_compacted) {
    return DeadLetterRecord(rules, std::move(raw),
                            {Stage::kPublish, DeadLetterCode::kRefusedByTopic,
                             "a tombstone without a key; the enriched topic is compacted"});
  }
  kafka::Outgoing out;
  out.topic = rules.enriched_topic;
  out.timestamp_ms = raw.timestamp_ms;
  out.key = raw.key;
  out.headers = raw.headers;
  out.headers.push_back({"ce_origintopic", rules.raw_topic});
  out.headers.push_back({"ce_originpartition", Number(raw.partition)});
  out.headers.push_back({"ce_originoffset", Number(raw.offset)});
  if (RecordBytes(out) <= rules.max_enriched_bytes) return out;
  return DeadLetterRecord(rules, std::move(raw),
                          {Stage::kEncode, DeadLetterCode::kRecordTooLarge,
                           absl::StrFormat("the tombstone would have up to %d bytes, the limit is %d", RecordBytes(out),
                                           rules.max_enriched_bytes)});
}

}  // namespace wirefold
