#include "worker/registry/protobuf_schema.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace wirefold {
namespace {

using google::protobuf::FileDescriptorProto;
using testing::ElementsAre;
using testing::IsEmpty;

FileDescriptorProto Parsed(const std::string& text) {
  const auto file = ParseProtobufSchema("syntax = \"proto3\"; package p; " + text);
  EXPECT_TRUE(file.ok()) << text << ": " << file.status();
  return file.value_or(FileDescriptorProto());
}

TEST(ProtobufSchema, IsReadAsTextAndAsADescriptorInBase64) {
  const FileDescriptorProto file = Parsed("message M { string a = 1; }");
  EXPECT_EQ(file.message_type(0).field(0).name(), "a");
  const auto again = ParseProtobufSchema(absl::Base64Escape(file.SerializeAsString()));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), file.SerializeAsString());
  for (const char* none : {"", "syntax = \"proto3\";", "message M {", "{\"type\":\"record\"}", "AAAA"}) {
    EXPECT_EQ(ParseProtobufSchema(none).status().code(), absl::StatusCode::kInvalidArgument) << none;
  }
}

TEST(ProtobufConflicts, WhatOneReaderOfTheOtherWouldNotReadIsOne) {
  const struct {
    const char* earlier;
    const char* later;
    const char* conflict;
  } cases[] = {
      {"message M { uint32 a = 1; }", "message M { string a = 1; }", "p.M.a (field 1) changed its type"},
      {"message M { int32 a = 1; }", "message M { sint32 a = 1; }", "p.M.a (field 1) changed its type"},
      {"message M { fixed32 a = 1; }", "message M { fixed64 a = 1; }", "p.M.a (field 1) changed its type"},
      {"message M { float a = 1; }", "message M { fixed32 a = 1; }", "p.M.a (field 1) changed its type"},
      {"message M { N a = 1; } message N {}  message O {}", "message M { O a = 1; } message N {} message O {}",
       "p.M.a (field 1) changed its type"},
      {"message M { N a = 1; } message N {}", "message M { string a = 1; } message N {}",
       "p.M.a (field 1) changed its type"},
      {"message M { string a = 1; }", "message M { repeated string a = 1; }", "p.M.a (field 1) became repeated"},
      {"message M { repeated string a = 1; }", "message M { string b = 1; }", "p.M.a (field 1) is repeated no more"},
      {"message M { message N { bool a = 4; } }", "message M { message N { bytes a = 4; } }",
       "p.M.N.a (field 4) changed its type"},
      {"message M {} message N {}", "message M {}", "message p.N is gone"},
  };
  for (const auto& [earlier, later, conflict] : cases) {
    EXPECT_THAT(ProtobufConflicts(Parsed(earlier), Parsed(later)), ElementsAre(conflict)) << earlier << " → " << later;
  }
}

TEST(ProtobufConflicts, WhatAReaderSkipsOrReadsAlikeIsNone) {
  const std::pair<const char*, const char*> cases[] = {
      {"message M { string a = 1; }", "message M { string a = 1; string b = 2; }"},
      {"message M { string a = 1; string b = 2; }", "message M { string a = 1; }"},
      {"message M { string a = 1; }", "message M { string renamed = 1; }"},
      {"message M { uint32 a = 1; }", "message M { int64 a = 1; }"},
      {"message M { bool a = 1; }", "message M { uint32 a = 1; }"},
      {"message M { string a = 1; }", "message M { optional string a = 1; }"},
      {"message M { E a = 1; } enum E { X = 0; }", "message M { E a = 1; } enum E { X = 0; Y = 1; }"},
      {"message M {}", "message M {} message N {}"},
  };
  for (const auto& [earlier, later] : cases) {
    EXPECT_THAT(ProtobufConflicts(Parsed(earlier), Parsed(later)), IsEmpty()) << earlier << " → " << later;
  }
}

}  // namespace
}  // namespace wirefold
