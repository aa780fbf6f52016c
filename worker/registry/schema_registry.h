// A schema registry with Confluent's interface, as far as a producer needs it: the id of a protobuf schema under
// one subject, and whether it goes together with all that were registered before.
//
//   SchemaRegistry registry({.url = "http://registry:8081"}, "news.articles.enriched.v1-value");
//   absl::StatusOr<uint32_t> id = registry.Register(EnrichedSchema());
//
// A schema is a serialised FileDescriptorProto. It is given to the registry in base64, as Confluent's own serialisers
// do outside of Java: the newest clients read no other spelling.
//
// Errors of all calls. Unavailable: no answer, or one that says "later". PermissionDenied: the registry knows the user
// not. FailedPrecondition: what answers is no registry, or refuses; the message says what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/registry/http_client.h"

namespace google::protobuf {
class FileDescriptorProto;
}

namespace wirefold {

class SchemaRegistry {
 public:
  SchemaRegistry(HttpClient::Settings settings, std::string subject);

  // FailedPrecondition: a version of the subject and `schema` (ProtobufConflicts). Here and not by the registry: not
  // every one understands its own schemas in base64.
  absl::Status CheckCompatible(std::string_view schema) const;

  // The schema's id. Registers it when it is new and the check above passes; what is registered already is only looked
  // up. May be repeated, by any number of workers at once.
  absl::StatusOr<uint32_t> Register(std::string_view schema) const;

  // Where anybody finds the schema of that id.
  std::string AddressOf(uint32_t id) const;

 private:
  absl::Status CheckVersion(int64_t version, const google::protobuf::FileDescriptorProto& schema) const;

  const HttpClient http_;
  const std::string subject_;
};

}  // namespace wirefold
