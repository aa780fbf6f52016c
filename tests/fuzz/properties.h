// What must hold for any bytes, said once: the seeded mutation test and the libFuzzer targets both ask here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/intake/decode.h"

namespace wirefold {

// Prepare is total and deterministic, a dead letter's message is a header on one line, and a record's spans are right
// (span_properties.h), what is removed and what is kept are in order and apart, and it is protobuf and JSON.
// Returns what does not hold; empty: all does.
std::string BrokenByPrepare(std::string_view value, InputFormat format);

// ClaimsMachine::Apply is total, and two machines that apply the same records agree on each, up to the first that stops
// them. Returns what does not hold; empty: all does.
std::string BrokenByClaims(const std::vector<std::string>& records, bool complete);

}  // namespace wirefold
