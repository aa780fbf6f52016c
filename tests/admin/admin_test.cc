#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <vector>

#include "worker/admin/http_server.h"

namespace wirefold {
namespace {

std::string Fetch(int port, const std::string& request, const std::string& headers = "") {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  EXPECT_EQ(connect(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const std::string text = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
  EXPECT_EQ(write(socket_fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  std::string reply;
  char buffer[4096];
  for (ssize_t got; (got = read(socket_fd, buffer, sizeof(buffer))) > 0;)
    reply.append(buffer, static_cast<size_t>(got));
  close(socket_fd);
  return reply;
}

TEST(HttpServer, ServesHealthReadinessAndMetrics) {
  std::atomic<bool> ready{false};
  HttpCallbacks callbacks;
  callbacks.alive = [] { return true; };
  callbacks.readiness = [&] { return Readiness{{{"index_restored", true}, {"producer_ready", ready.load()}}}; };
  callbacks.metrics = [] { return std::string("wirefold_ready 1\n"); };
  auto server = HttpServer::Start("127.0.0.1:0", callbacks);
  ASSERT_TRUE(server.ok()) << server.status();
  const int port = (*server)->port();
  ASSERT_GT(port, 0);
  EXPECT_TRUE(Fetch(port, "GET /livez").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(Fetch(port, "GET /readyz").starts_with("HTTP/1.1 503"));
  EXPECT_NE(Fetch(port, "GET /readyz").find("not ready: producer_ready"), std::string::npos);
  EXPECT_NE(Fetch(port, "GET /readyz?verbose").find("{\"index_restored\":true,\"producer_ready\":false}"),
            std::string::npos);
  ready = true;
  EXPECT_TRUE(Fetch(port, "GET /readyz").starts_with("HTTP/1.1 200"));
  EXPECT_NE(Fetch(port, "GET /metrics").find("wirefold_ready 1"), std::string::npos);
  EXPECT_TRUE(Fetch(port, "POST /metrics").starts_with("HTTP/1.1 405"));
  EXPECT_TRUE(Fetch(port, "GET /nothing").starts_with("HTTP/1.1 404"));
}

TEST(HttpServer, WhatIsNotAGetIsRefusedBeforeItsBodyComes) {
  HttpCallbacks callbacks;
  callbacks.metrics = [] { return std::string("x 1\n"); };
  auto server = HttpServer::Start("127.0.0.1:0", callbacks);
  ASSERT_TRUE(server.ok()) << server.status();
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}) {
    // The body is announced and never sent: a server that reads it does not answer.
    const std::string reply =
        Fetch((*server)->port(), std::string(method) + " /metrics", "Content-Length: 1000000\r\n");
    EXPECT_TRUE(reply.starts_with("HTTP/1.1 405")) << method << "\n" << reply;
    EXPECT_NE(reply.find("Allow: GET\r\n"), std::string::npos) << method;
  }
}

// Each holds a thread until its request times out.
TEST(HttpServer, ClientsThatDoNotAskDoNotKeepProbesWaiting) {
  HttpCallbacks callbacks;
  callbacks.alive = [] { return true; };
  auto server = HttpServer::Start("127.0.0.1:0", callbacks);
  ASSERT_TRUE(server.ok()) << server.status();
  std::vector<int> silent;
  for (int i = 0; i < 7; ++i) {
    silent.push_back(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>((*server)->port()));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    ASSERT_EQ(connect(silent.back(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(Fetch((*server)->port(), "GET /livez").starts_with("HTTP/1.1 200"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4)) << "with three threads it takes ten";
  for (int socket_fd : silent) close(socket_fd);
}

TEST(HttpServer, AnIpv6AddressIsListenedOnOrRefusedWithTheReason) {
  auto server = HttpServer::Start("[::1]:0", {});
  if (server.ok()) {
    EXPECT_GT((*server)->port(), 0);
  } else {
    EXPECT_NE(server.status().message().find("without IPv6"), absl::string_view::npos) << server.status();
  }
}

TEST(HttpServer, ATakenPortIsSaid) {
  auto first = HttpServer::Start("127.0.0.1:0", {});
  ASSERT_TRUE(first.ok());
  auto second = HttpServer::Start("127.0.0.1:" + std::to_string((*first)->port()), {});
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
}

}  // namespace
}  // namespace wirefold
