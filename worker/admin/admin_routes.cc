#include "worker/admin/admin_routes.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/base/version.h"
#include "worker/admin/status_html.h"
#include "worker/admin/status_json.h"

namespace wirefold {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kPaths = "/livez /readyz /metrics /statusz /config /version /loglevel\n";
constexpr size_t kShownBytes = 40;  // of what a client sent

HttpReply Text(int code, std::string body) { return {code, kText, std::move(body), {}}; }

HttpReply Livez(const AdminRoutes& routes) {
  return routes.alive() ? Text(200, "ok\n") : Text(503, "the event loop stands still\n");
}

HttpReply Readyz(const AdminRoutes& routes, std::string_view query) {
  const Readiness readiness = routes.readiness();
  const int code = readiness.ok() ? 200 : 503;
  if (QueryValue(query, "verbose")) {
    std::string json;
    for (const auto& [name, ok] : readiness.checks) {
      json += absl::StrFormat("%s\"%s\":%s", json.empty() ? "" : ",", name, ok ? "true" : "false");
    }
    return {code, kJson, "{" + json + "}\n", {}};
  }
  if (readiness.ok()) return Text(code, "ok\n");
  std::string failed;
  for (const auto& [name, ok] : readiness.checks) {
    if (!ok) failed += (failed.empty() ? "not ready: " : ", ") + name;
  }
  return Text(code, failed + "\n");
}

HttpReply Statusz(const AdminRoutes& routes, std::string_view query) {
  const Status status = routes.status();
  const std::string_view format = QueryValue(query, "format").value_or("html");
  if (format == "json") return {200, kJson, StatusJson(status), {}};
  if (format != "html") return Text(400, "format is html or json\n");
  const bool refresh = QueryValue(query, "refresh") != "off";
  return {200, kHtml, StatusHtml(status, refresh ? Refresh::kOn : Refresh::kOff), {}};
}

HttpReply LogLevelOf(const AdminRoutes& routes, const HttpRequest& request) {
  if (request.method == "GET") return Text(200, std::string(routes.log_level()) + "\n");
  const std::optional<std::string_view> level = QueryValue(request.query, "level");
  if (!level) return Text(400, "PUT /loglevel?level=debug|info|warning|error\n");
  if (routes.set_log_level(*level)) return Text(200, std::string(*level) + "\n");
  return Text(400, absl::StrFormat("no such level: %s; there are debug, info, warning and error\n",
                                   Printable(*level, kShownBytes)));
}

}  // namespace

std::optional<std::string_view> QueryValue(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const size_t equals = pair.find('=');
    if (pair.substr(0, equals) != key) continue;
    return equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
  }
  return std::nullopt;
}

HttpReply Answer(const AdminRoutes& routes, const HttpRequest& request) {
  struct Route {
    std::string_view path;
    bool there;
    std::function<HttpReply()> answer;
    bool put = false;
  };
  const Route table[] = {
      {"/livez", routes.alive != nullptr, [&] { return Livez(routes); }},
      {"/readyz", routes.readiness != nullptr, [&] { return Readyz(routes, request.query); }},
      {"/metrics", routes.metrics != nullptr,
       [&] {
         return HttpReply{200, "text/plain; version=0.0.4; charset=utf-8", routes.metrics(), {}};
       }},
      {"/statusz", routes.status != nullptr, [&] { return Statusz(routes, request.query); }},
      {"/config", routes.config != nullptr, [&] { return Text(200, routes.config()); }},
      {"/version", true, [] { return Text(200, std::string(kVersion) + "\n"); }},
      {"/loglevel", routes.log_level != nullptr && routes.set_log_level != nullptr,
       [&] { return LogLevelOf(routes, request); }, true},
  };
  const auto* route = std::find_if(std::begin(table), std::end(table),
                                   [&](const Route& one) { return one.there && one.path == request.path; });
  if (route == std::end(table)) return Text(404, std::string(kPaths));
  if (request.method == "GET" || (route->put && request.method == "PUT")) return route->answer();
  return route->put ? HttpReply{405, kText, "GET and PUT only\n", "GET, PUT"}
                    : HttpReply{405, kText, "GET only\n", "GET"};
}

}  // namespace wirefold
