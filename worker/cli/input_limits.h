// Bounds of verbs that read articles from files.
#pragma once

#include <cstddef>

#include "common/intake/decode.h"

namespace wirefold {

// Of one record: enough for the largest body with every character escaped.
inline constexpr size_t kMaxInputBytes = 8 * kMaxBodyBytes;
// Of an enriched record: nothing is published, so that only the body's limit counts.
inline constexpr size_t kNoRecordLimit = size_t{1} << 30;
// Of a file's name, or of an id, in messages.
inline constexpr size_t kShownNameBytes = 1024;

}  // namespace wirefold
