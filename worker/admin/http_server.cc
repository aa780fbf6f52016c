#include "worker/admin/http_server.h"

#include <civetweb.h>

#include <cstring>

#include "common/base/version.h"
#include "worker/admin/metrics.h"

namespace wirefold {

struct HttpServer::Impl {
  HttpCallbacks callbacks;
  mg_context* context = nullptr;
  ~Impl() {
    if (context != nullptr) mg_stop(context);
  }

  static int Reply(mg_connection* connection, int code, const char* reason, const char* type, const std::string& body) {
    mg_printf(connection, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%sConnection: close\r\n\r\n",
              code, reason, type, body.size(), code == 405 ? "Allow: GET\r\n" : "");
    mg_write(connection, body.data(), body.size());
    return code;
  }

  static int Handle(mg_connection* connection, void* self) {
    const auto& callbacks = static_cast<Impl*>(self)->callbacks;
    const mg_request_info* request = mg_get_request_info(connection);
    const std::string path = request->local_uri == nullptr ? "" : request->local_uri;
    if (std::strcmp(request->request_method, "GET") != 0) {
      // Else civetweb waits for the announced body after the reply, and holds one of the few threads for it.
      mg_disable_connection_keep_alive(connection);
      return Reply(connection, 405, "Method Not Allowed", "text/plain", "GET only\n");
    }
    if (path == "/livez") {
      return callbacks.alive()
                 ? Reply(connection, 200, "OK", "text/plain", "ok\n")
                 : Reply(connection, 503, "Service Unavailable", "text/plain", "the event loop stands still\n");
    }
    if (path == "/readyz") {
      const Readiness readiness = callbacks.readiness();
      std::string body;
      std::string json;
      for (const auto& [name, ok] : readiness.checks) {
        json += (json.empty() ? "\"" : ",\"") + name + "\":" + (ok ? "true" : "false");
        if (!ok) body += (body.empty() ? "not ready: " : ", ") + name;
      }
      const bool verbose = request->query_string != nullptr && std::strstr(request->query_string, "verbose") != nullptr;
      body = verbose ? "{" + json + "}\n" : readiness.ok() ? "ok\n" : body + "\n";
      return Reply(connection, readiness.ok() ? 200 : 503, readiness.ok() ? "OK" : "Service Unavailable",
                   verbose ? "application/json" : "text/plain", body);
    }
    if (path == "/metrics") {
      return Reply(connection, 200, "OK", "text/plain; version=0.0.4", callbacks.metrics());
    }
    if (path == "/version") return Reply(connection, 200, "OK", "text/plain", std::string(kVersion) + "\n");
    return Reply(connection, 404, "Not Found", "text/plain", "/livez /readyz /metrics /version\n");
  }
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen, HttpCallbacks callbacks) {
  // Debian's civetweb is built without.
  if (listen.starts_with('[') && mg_check_feature(MG_FEATURES_IPV6) == 0) {
    return absl::FailedPreconditionError("admin.listen: " + listen +
                                         ": the HTTP library was built without IPv6; name an IPv4 address");
  }
  auto impl = std::make_unique<Impl>();
  impl->callbacks = std::move(callbacks);
  // A client that is slow to ask holds a thread until the timeout: there must be others for the probes.
  const char* options[] = {"listening_ports",    listen.c_str(), "num_threads", "8",
                           "request_timeout_ms", "1000",         nullptr};
  mg_callbacks none{};
  impl->context = mg_start(&none, nullptr, options);
  if (impl->context == nullptr) {
    return absl::FailedPreconditionError("admin.listen: " + listen + " cannot be listened on; is the port taken?");
  }
  mg_set_request_handler(impl->context, "/", Impl::Handle, impl.get());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const {
  mg_server_port ports[4] = {};
  return mg_get_server_ports(impl_->context, 4, ports) > 0 ? ports[0].port : 0;
}

}  // namespace wirefold
