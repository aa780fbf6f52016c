// The HTTP server of the admin port. Bounded in connections, bytes and time, so that no client keeps a probe waiting:
// one thread serves all connections as they come, whoever is slow loses theirs. No request body is read. What stands
// at which path is for the handler (admin_routes.h).
//
//   auto server = HttpServer::Start("127.0.0.1:0", [](const HttpRequest& request) { return HttpReply{}; });
//   Log(LogLevel::kInfo, absl::StrFormat("port %d", (*server)->port()));
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "worker/admin/http_message.h"

namespace wirefold {

struct HttpLimits {
  size_t connections = 256;    // one more closes the oldest
  size_t head_bytes = 8192;    // request line and headers
  size_t drain_bytes = 65536;  // of a body that is refused: read and thrown away, so that the reply arrives
  int request_ms = 2000;       // from the connection to the whole head
  int reply_ms = 5000;         // for the client to take the reply
};

// Called on the server's thread, one request at a time.
using HttpHandler = std::function<HttpReply(const HttpRequest&)>;

class HttpServer {
 public:
  // `listen` is "address:port", an IPv6 address in brackets; port 0 takes a free one. FailedPrecondition when the port
  // cannot be had.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& listen, HttpHandler handler,
                                                           const HttpLimits& limits = {});
  ~HttpServer();
  int port() const;
  size_t connections() const;  // open now

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
