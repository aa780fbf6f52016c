// Reads from a broker all that the checker judges.
#pragma once

#include <string>

#include "tests/checker/checker.h"
#include "tests/support/kafka_client.h"

namespace wirefold {

struct RunNames {
  std::string raw;
  std::string enriched;
  std::string claims;
  std::string dead_letter;
  std::string group;
};

// Raw records and committed offsets are read after the outputs' end was fixed: read a run at rest.
History ReadHistory(KafkaClient& client, const RunNames& names);

}  // namespace wirefold
