#include "tests/sim/log_writer.h"

namespace wirefold::sim {

void LogWriter::Write(Garbage garbage) {
  if (garbage == Garbage::kBytes) cluster_.AppendClaim("\xff\xff\xff");
}

void LogWriter::ChangeEpoch() {}

void LogWriter::Trim() {}

}  // namespace wirefold::sim
