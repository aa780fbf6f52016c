// HTTP requests to one server, by libcurl: no redirect is followed, replies and times are bounded.
//
//   HttpClient client({.url = "https://registry:8081", .ca_file = "/etc/ssl/registry.pem"});
//   absl::StatusOr<HttpClient::Reply> reply = client.Send("GET", "/subjects", /*body=*/"");
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wirefold {

class HttpClient {
 public:
  struct Settings {
    std::string url{};  // what every path is appended to
    std::string username{};
    std::string password{};
    // PEM files; empty: the system's authorities, no certificate of the client's own.
    std::string ca_file{};
    std::string certificate_file{};
    std::string key_file{};
    int timeout_ms = 5'000;  // of a request
  };
  struct Reply {
    long code = 0;
    std::string body;
  };

  explicit HttpClient(Settings settings);

  // Any HTTP code is a reply. Unavailable: no reply in time. FailedPrecondition: no request can be made as the settings
  // are, a certificate is not trusted, or the reply has more than 1 MiB; the message says what, and never the password.
  absl::StatusOr<Reply> Send(std::string_view method, std::string_view path, std::string_view body) const;

  const std::string& url() const { return settings_.url; }

 private:
  const Settings settings_;
};

}  // namespace wirefold
