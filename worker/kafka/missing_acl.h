// How the want of a right is told, in `run` and in every verb alike: which ACL, and the command that gives it.
//
//   MissingAcl("Read", "topic", "news.articles.raw.v1")
#pragma once

#include <string>

#include "absl/strings/str_format.h"

namespace wirefold::kafka {

// `operation` and `resource` as kafka-acls names them: "Read", "Write"; "topic", "group", "transactional-id".
inline std::string MissingAcl(const char* operation, const char* resource, const std::string& name) {
  return absl::StrFormat(
      "the worker's user lacks the ACL %s of %s %s: kafka-acls --add --allow-principal User:NAME --operation %s --%s "
      "%s",
      operation, resource, name, operation, resource, name);
}

}  // namespace wirefold::kafka
