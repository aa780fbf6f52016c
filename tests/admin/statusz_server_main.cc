// Serves the sample status page until its stdin ends, for the test in a real browser (statusz_browser.py). Prints its
// port. Each load of the page says how many there were.
#include <atomic>
#include <cstdio>

#include "tests/admin/sample_status.h"
#include "worker/admin/admin_routes.h"
#include "worker/admin/http_server.h"

int main() {
  std::atomic<uint64_t> loads{0};
  wirefold::AdminRoutes routes;
  routes.status = [&loads] {
    wirefold::Status status = wirefold::SampleStatus();
    status.records = ++loads;
    return status;
  };
  const auto server = wirefold::HttpServer::Start(
      "127.0.0.1:0", [&routes](const wirefold::HttpRequest& request) { return wirefold::Answer(routes, request); });
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    return 1;
  }
  std::printf("%d\n", (*server)->port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return 0;
}
