#include "worker/cli/fold_batch.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/wire_reader.h"
#include "common/explain/shared_passages.h"

namespace wirefold {
namespace {

// Passages of a match; the first ones count.
constexpr size_t kMaxPassages = 1024;

// A copy, so that the next record's body is made where this one's was: memory that is used again is in the cache.
FoldTextPtr TextOf(const Dossier& dossier) {
  auto text = std::make_shared<FoldText>();
  text->parts = dossier.SketchedInBody();
  text->body = dossier.clean.body;
  return text;
}

FoldEntryState PrepareRecord(std::string_view value, int64_t offset, const PrepareSettings& settings, bool with_texts) {
  RawRecord raw;
  raw.coordinates.topic = "file";
  raw.coordinates.offset = offset;
  raw.value = value;
  std::variant<Dossier, DeadLetter> understood = Understand(value, settings);
  if (auto* dead = std::get_if<DeadLetter>(&understood)) return std::move(*dead);
  const auto& dossier = std::get<Dossier>(understood);
  std::variant<Prepared, DeadLetter> outcome = PrepareDossier(raw, dossier, settings);
  if (auto* dead = std::get_if<DeadLetter>(&outcome)) return std::move(*dead);
  FoldRecord record;
  record.prepared = std::get<Prepared>(std::move(outcome));
  if (with_texts) record.text = TextOf(dossier);
  return record;
}

PlacedTokens TokensOf(const FoldText& text) {
  TextParts parts{text.body, {}};
  for (const ByteSpan& span : text.parts) {
    parts.parts.push_back(parts.text.substr(span.begin, span.end - span.begin));
  }
  return PlaceTokens(parts);
}

// Of each match.
std::vector<std::vector<RecordPassage>> PassagesOf(const FoldRecord& record, uint32_t shingle_length) {
  std::vector<std::vector<RecordPassage>> all(record.match_texts.size());
  if (all.empty()) return all;
  const PlacedTokens tokens = TokensOf(*record.text);
  for (size_t i = 0; i < all.size(); ++i) {
    if (record.match_texts[i] == nullptr) continue;
    for (const SharedPassage& passage : SharedPassages(tokens, TokensOf(*record.match_texts[i]), shingle_length)) {
      if (all[i].size() == kMaxPassages) break;
      all[i].push_back({passage.first, passage.second});
    }
  }
  return all;
}

}  // namespace

void PrepareBatch(FoldBatch& batch, const PrepareSettings& settings, bool with_texts) {
  PrepareSettings own = settings;
  for (FoldEntry& entry : batch.entries) {
    const auto* unprepared = std::get_if<UnpreparedRecord>(&entry.state);
    if (unprepared == nullptr) continue;
    own.format = unprepared->format;
    entry.state = PrepareRecord(batch.ValueOf(entry), unprepared->offset, own, with_texts);
  }
}

void FinishBatch(FoldBatch& batch, uint32_t shingle_length, bool as_json) {
  for (FoldEntry& entry : batch.entries) {
    auto* record = std::get_if<FoldRecord>(&entry.state);
    if (record == nullptr) continue;
    std::string bytes = std::move(record->prepared.head);
    bytes += EncodeTail(record->verdict, record->prepared.origin_credit, PassagesOf(*record, shingle_length));
    if (as_json) {
      WF_CHECK(AppendEnrichedJson(bytes, record->output).ok());
      record->output += '\n';
    } else {
      AppendDelimited(bytes, record->output);
    }
  }
}

}  // namespace wirefold
