// The admin port: /livez, /readyz (?verbose), /metrics, /version. GET only; no request body is read.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace wirefold {

struct Readiness {
  std::vector<std::pair<std::string, bool>> checks;
  bool ok() const {
    return std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.second; });
  }
};

// Called on the server's threads: must be thread-safe.
struct HttpCallbacks {
  std::function<bool()> alive;
  std::function<Readiness()> readiness;
  std::function<std::string()> metrics;
};

class HttpServer {
 public:
  // `listen` is "address:port"; port 0 takes a free one. FailedPrecondition when the port cannot be had.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& listen, HttpCallbacks callbacks);
  ~HttpServer();
  int port() const;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
