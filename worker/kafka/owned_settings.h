// The librdkafka settings that the worker's promises rest on: the one table. The configuration refuses them, the
// clients set them. Plain data; includes nothing of librdkafka.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace wirefold::kafka {

enum class ClientKind : uint8_t { kMember = 1, kReader = 2, kProducer = 4, kAdmin = 8 };

struct OwnedSetting {
  std::string_view name;
  std::string_view alias;  // librdkafka's other name for it; empty: none
  uint8_t kinds = 0;       // the clients that set it, bits of ClientKind; 0: none does, librdkafka's default holds
  std::string_view value;  // empty: each client decides
  std::string_view why;
};

std::span<const OwnedSetting> OwnedSettings();

// By name or alias; null: the user may set it.
const OwnedSetting* FindOwned(std::string_view property);

}  // namespace wirefold::kafka
