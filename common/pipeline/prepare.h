// Prepare: one raw record → everything that does not need the claims log: the claim and the head of the enriched
// record, or a dead letter. The one function that all shells (Kafka worker, fold, tests) call; pure, any thread.
//
//   std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings);
//   std::string record = prepared.head + EncodeTail(verdict, prepared.origin_credits);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/ids.h"
#include "common/fold/genesis.h"
#include "common/fold/verdict.h"
#include "common/pipeline/understand.h"

namespace wirefold {

struct RawRecord {
  RecordCoordinates coordinates;
  std::optional<int64_t> timestamp_ms;
  std::string_view value;
};

struct PrepareSettings : UnderstandSettings {
  Genesis genesis;
  size_t max_record_bytes = 900'000;
  std::string attribution_version = AttributionVersion(*lexicon);  // of `lexicon`; not made anew for each record
};

struct Prepared {
  Claim claim;
  std::string head;                    // EncodeHead
  std::vector<Credit> origin_credits;  // those of the article that say whose text it is
  std::string ce_time;                 // published, else empty
};

std::variant<Prepared, DeadLetter> Prepare(const RawRecord& raw, const PrepareSettings& settings);
// The same of a record that was understood already, by Understand(raw.value, settings).
std::variant<Prepared, DeadLetter> PrepareDossier(const RawRecord& raw, const Dossier& dossier,
                                                  const PrepareSettings& settings);

}  // namespace wirefold
