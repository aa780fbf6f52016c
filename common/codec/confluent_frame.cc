#include "common/codec/confluent_frame.h"

namespace wirefold {

std::string ConfluentFrame(uint32_t schema_id) {
  std::string frame(kConfluentFrameBytes, '\0');
  for (int i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(schema_id >> (24 - 8 * i));
  return frame;
}

std::string_view WithoutConfluentFrame(std::string_view value) {
  const bool framed = value.size() >= kConfluentFrameBytes && value.front() == '\0' && value[5] == '\0';
  return framed ? value.substr(kConfluentFrameBytes) : value;
}

}  // namespace wirefold
