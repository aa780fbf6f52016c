#include "common/codec/protobuf_log.h"

#include <google/protobuf/stubs/logging.h>

namespace wirefold {

void SilenceProtobufLog() { google::protobuf::SetLogHandler(nullptr); }

}  // namespace wirefold
