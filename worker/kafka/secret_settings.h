// Which librdkafka settings hold secrets: their values are shown nowhere, and may stand in files of their own
// (worker/config/properties.h). Plain data; includes nothing of librdkafka.
#pragma once

#include <string_view>

namespace wirefold::kafka {

// What stands in the place of a secret, wherever a value is shown.
inline constexpr std::string_view kRedacted = "***";

bool IsSecret(std::string_view setting);

}  // namespace wirefold::kafka
