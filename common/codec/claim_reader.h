// Reads records of the claims log in the form that their writer gives them: fields by ascending number, each at most
// once, none that is unknown. What it does not know is left to protobuf's parser.
//
//   if (!ReadPlainRecord(bytes, log_id, record)) status = ParseRecord(bytes, log_id, record);
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/codec/claim_codec.h"

namespace wirefold {

inline constexpr uint32_t kClaimLogMagic = 0x474c4657;

// True: `record` is what DecodeClaimLogRecord makes of the bytes. False: they are of another form, or no record, or a
// Genesis, which is rare; `record` is then unspecified. The memory of `record` is used again. `with_sketch` false: a
// claim's fingerprints and traits are not put into it.
bool ReadPlainRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record, bool with_sketch = true);

// DecodeClaimLogRecord by protobuf's parser, which knows every form.
absl::Status ParseRecord(std::string_view bytes, uint64_t log_id, ClaimLogRecord& record);

// Four bits for each fingerprint, two fingerprints to a byte, the first one lowest. Empty, not known, when their number
// does not fit that of the fingerprints.
void UnpackTraits(std::string_view packed, size_t fingerprints, std::vector<uint8_t>& traits);

}  // namespace wirefold
