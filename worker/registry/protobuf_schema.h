// Protobuf schemas as registries hold them, and whether one can take another's place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace google::protobuf {
class FileDescriptorProto;
}

namespace wirefold {

// `schema` is a serialised FileDescriptorProto in base64, or the text of a .proto file. InvalidArgument: neither.
absl::StatusOr<google::protobuf::FileDescriptorProto> ParseProtobufSchema(const std::string& schema);

// What a reader of the one could not read of the other's records, in either direction, a line each: a message that is
// gone, a field number whose type changed to one that is encoded in another way, or that became repeated or stopped to
// be. Added and removed fields are none: a reader skips what it does not know, and what is not there has its default.
std::vector<std::string> ProtobufConflicts(const google::protobuf::FileDescriptorProto& earlier,
                                           const google::protobuf::FileDescriptorProto& later);

}  // namespace wirefold
