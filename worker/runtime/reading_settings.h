// How raw records are read, as the configuration says: what the worker and `fold` both prepare them with.
//
//   absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(config);
//   Understand(bytes, reading->understand);
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/pipeline/understand.h"
#include "worker/config/config.h"

namespace wirefold {

struct ReadingSettings {
  UnderstandSettings understand;
  std::shared_ptr<const FurnitureRules> own_rules;    // what `understand.rules` is, when the user has some; else null
  std::shared_ptr<const AgencyLexicon> own_agencies;  // what `understand.lexicon` is, likewise
};

// InvalidArgument: the user's furniture rules or agencies are wrong; LoadConfig has said so before.
absl::StatusOr<ReadingSettings> ReadingSettingsOf(const Config& config);

}  // namespace wirefold
