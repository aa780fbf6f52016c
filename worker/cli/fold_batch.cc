#include "worker/cli/fold_batch.h"

#include <utility>

#include "common/base/check.h"
#include "common/codec/enriched_codec.h"

namespace wirefold {

namespace {

std::variant<Prepared, DeadLetter> PrepareRecord(std::string_view value, int64_t offset,
                                                 const PrepareSettings& settings, bool as_json) {
  RawRecord raw;
  raw.coordinates.topic = "file";
  raw.coordinates.offset = offset;
  raw.value = value;
  std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings);
  if (auto* prepared = std::get_if<Prepared>(&outcome); as_json && prepared != nullptr) {
    std::string json;
    WF_CHECK(AppendEnrichedJson(prepared->head, json).ok());
    prepared->head = std::move(json);
  }
  return outcome;
}

}  // namespace

void PrepareBatch(FoldBatch& batch, const PrepareSettings& settings, bool as_json) {
  PrepareSettings own = settings;
  for (FoldEntry& entry : batch.entries) {
    const auto* unprepared = std::get_if<UnpreparedRecord>(&entry.state);
    if (unprepared == nullptr) continue;
    own.format = unprepared->format;
    std::visit([&](auto&& outcome) { entry.state = std::forward<decltype(outcome)>(outcome); },
               PrepareRecord(batch.ValueOf(entry), unprepared->offset, own, as_json));
  }
}

}  // namespace wirefold
