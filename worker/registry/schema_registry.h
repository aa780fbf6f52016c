// A schema registry with Confluent's interface, as far as a producer needs it: one subject, its compatibility level,
// the id of a protobuf schema.
//
//   SchemaRegistry registry({.url = "http://registry:8081"}, "news.articles.enriched.v1-value");
//   absl::StatusOr<uint32_t> id = registry.Register(SerializedFile(*v1::EnrichedArticle::descriptor()));
//
// A schema is given to the registry as its serialised FileDescriptorProto in base64, as Confluent's own serialisers do
// outside of Java: the newest clients read no other spelling.
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

namespace wirefold {

class SchemaRegistry {
 public:
  SchemaRegistry(HttpClient::Settings settings, std::string subject);

  // OK when readers of every earlier version of the subject can go on with `schema`, or there is none.
  absl::Status CheckCompatible(std::string_view schema) const;

  // The schema's id. Registers it when it is new, once the subject's level is one that spares all earlier readers
  // (BACKWARD_TRANSITIVE or FULL_TRANSITIVE; any other is set to the former) and the check above passes. What is
  // registered already is only looked up. May be repeated, by any number of workers at once.
  absl::StatusOr<uint32_t> Register(std::string_view schema) const;

  // Where anybody finds the schema of that id.
  std::string AddressOf(uint32_t id) const;

 private:
  absl::Status ProvideLevel() const;

  const HttpClient http_;
  const std::string subject_;
};

}  // namespace wirefold
