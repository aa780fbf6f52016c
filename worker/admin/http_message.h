// A request to the admin port and its reply, as plain values: what the routes (admin_routes.h) need of HTTP.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // as it was sent: nothing is decoded or put in order
  std::string query;   // behind the '?'
  bool operator==(const HttpRequest&) const = default;
};

struct HttpReply {
  int code = 200;
  std::string_view type = "text/plain; charset=utf-8";
  std::string body;
  std::string_view allow;  // methods, of a 405
};

}  // namespace wirefold
