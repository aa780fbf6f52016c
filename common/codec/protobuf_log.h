// protobuf writes a line to stderr for each string of invalid UTF-8 it meets. Our own errors say what is wrong and
// where, so programs switch that off at start.
#pragma once

namespace wirefold {

void SilenceProtobufLog();

}  // namespace wirefold
