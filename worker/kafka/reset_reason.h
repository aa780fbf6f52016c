// Why a partition cannot be read on from where the group stands.
#pragma once

#include <cstdint>

namespace wirefold::kafka {

enum class ResetReason : uint8_t {
  kNoCommittedOffset,  // the group never committed, or its offsets expired
  kOvertaken,          // retention: the log begins above where the group stands
  kLogCut,             // the log lost records that the group has read; others may stand at their offsets
};

}  // namespace wirefold::kafka
