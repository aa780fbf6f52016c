// A Status as one JSON object, for programs. What is not known is null.
#pragma once

#include <string>

#include "worker/admin/status.h"

namespace wirefold {

std::string StatusJson(const Status& status);

}  // namespace wirefold
