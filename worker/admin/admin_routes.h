// What stands at which path of the admin port. A path is compared byte for byte: there are no files behind it, so that
// "/../livez", "//livez" and "/%6civez" are other paths, and none of ours.
//
//   HttpServer::Start(listen, [routes](const HttpRequest& request) { return Answer(routes, request); });
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/admin/http_message.h"
#include "worker/admin/status.h"

namespace wirefold {

// Called on the server's thread: must be thread-safe. One that is not set answers 404.
struct AdminRoutes {
  std::function<bool()> alive;
  std::function<Readiness()> readiness;
  std::function<std::string()> metrics;
  std::function<Status()> status;
  std::function<std::string()> config;  // effective, redacted
  std::function<std::string_view()> log_level;
  std::function<bool(std::string_view)> set_log_level;  // false: there is no such level
};

HttpReply Answer(const AdminRoutes& routes, const HttpRequest& request);

// The value of a key of a query ("a=1&verbose"), as it stands there; nullopt: no such key.
std::optional<std::string_view> QueryValue(std::string_view query, std::string_view key);

}  // namespace wirefold
