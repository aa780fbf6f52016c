// `run --from`: where partitions begin that have no usable committed offset.
#pragma once

#include <cstdint>

namespace wirefold {

enum class StartFrom : uint8_t { kEarliest, kLatest };

}  // namespace wirefold
