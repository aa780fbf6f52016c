// The server against clients that ask properly, and against those that do not.
#include "worker/admin/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "tests/admin/socket_client.h"

namespace wirefold {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::StartsWith;

// Says back what it was asked.
HttpReply Echo(const HttpRequest& request) {
  HttpReply reply;
  reply.body = request.method + "|" + request.path + "|" + request.query;
  return reply;
}

class HttpServerTest : public testing::Test {
 protected:
  void Start(HttpHandler handler = Echo, const HttpLimits& limits = {}) {
    auto started = HttpServer::Start("127.0.0.1:0", std::move(handler), limits);
    ASSERT_TRUE(started.ok()) << started.status();
    server = *std::move(started);
    ASSERT_GT(server->port(), 0);
  }
  // What a probe sees; fails when it takes a second.
  void ExpectAnswersAtOnce() {
    const auto began = steady_clock::now();
    EXPECT_THAT(Fetch(server->port(), "GET /probe"), StartsWith("HTTP/1.1 200"));
    EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(1));
  }

  std::unique_ptr<HttpServer> server;
};

TEST_F(HttpServerTest, HandsOverMethodPathAndQueryAsTheyWereSent) {
  Start();
  EXPECT_THAT(Fetch(server->port(), "GET /a/b?c=d&e"), HasSubstr("\r\n\r\nGET|/a/b|c=d&e"));
  EXPECT_THAT(Fetch(server->port(), "PUT /x?"), HasSubstr("\r\n\r\nPUT|/x|"));
  EXPECT_THAT(Fetch(server->port(), "GET /%2e/../x//y%00"), HasSubstr("\r\n\r\nGET|/%2e/../x//y%00|"));
}

TEST_F(HttpServerTest, AReplyHasItsCodeTypeMethodsAndNothingMayRunInIt) {
  Start([](const HttpRequest&) { return HttpReply{405, "text/html", "no", "GET, PUT"}; });
  const std::string reply = Fetch(server->port(), "POST /");
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 405 "));
  for (const char* header :
       {"Content-Type: text/html\r\n", "Allow: GET, PUT\r\n", "Content-Length: 2\r\n", "Connection: close\r\n",
        "X-Content-Type-Options: nosniff\r\n", "Content-Security-Policy: default-src 'none'"}) {
    EXPECT_THAT(reply, HasSubstr(header));
  }
}

TEST_F(HttpServerTest, ABodyThatIsAnnouncedIsNotWaitedFor) {
  Start();
  for (const char* announced : {"Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n"}) {
    Client client(server->port());
    ASSERT_TRUE(client.Send(std::string("PUT /x HTTP/1.1\r\nHost: x\r\n") + announced + "\r\n"));
    EXPECT_THAT(client.ReadSome(), HasSubstr("PUT|/x|")) << announced;
  }
}

TEST_F(HttpServerTest, ARequestOfMegabytesIsAnsweredAndNotRead) {
  Start();
  Client client(server->port());
  client.Send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 8388608\r\n\r\n" + std::string(20'000, 'b'));
  EXPECT_THAT(client.ReadSome(), HasSubstr("POST|/x|"));
  EXPECT_FALSE(client.Send(std::string(8u << 20, 'b'))) << "the server took all of it";
  ExpectAnswersAtOnce();
}

TEST_F(HttpServerTest, AHeadThatIsTooLongIsRefused) {
  Start();
  const std::string endless(1'000'000, 'a');
  for (const std::string& request :
       {"GET /" + endless, "GET / HTTP/1.1\r\nX: " + endless, endless,
        "GET / HTTP/1.1\r\n" + std::string(300'000, '\n'), "GET /" + endless + " HTTP/1.1\r\n\r\n"}) {
    Client client(server->port());
    client.Send(request);
    EXPECT_THAT(client.ReadAll(), testing::Not(HasSubstr(" 200 "))) << request.substr(0, 30);
  }
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 1000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  Client client(server->port());
  client.Send(many + "\r\n");
  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Fetch(server->port(), "GET /" + std::string(4000, 'a')), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, WhatIsNoHttpIsRefused) {
  Start();
  const std::string_view requests[] = {std::string_view("GET /\0 HTTP/1.1\r\n\r\n", 19),
                                       std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01", 8),
                                       "GET\r\n\r\n",
                                       "GET / HTTP/9.9\r\n\r\n",
                                       "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                       "\x80\x81 / HTTP/1.1\r\n\r\n",
                                       "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                                       "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"};
  for (const std::string_view request : requests) {
    Client client(server->port());
    ASSERT_TRUE(client.Send(request));
    EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 400 ")) << request;
  }
  ExpectAnswersAtOnce();
}

TEST_F(HttpServerTest, AnyBytesLeaveItServing) {
  constexpr unsigned kSeed = 20240501;
  std::mt19937 random(kSeed);
  Start();
  const std::string proper = "GET /x?y=z HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (int i = 0; i < 500; ++i) {
    std::string bytes = proper;
    for (unsigned changes = 1 + random() % 6; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    bytes.resize(1 + random() % bytes.size());
    Client client(server->port());
    client.Send(bytes);
  }
  ExpectAnswersAtOnce();
}

TEST_F(HttpServerTest, WhoSendsSlowlyLosesTheConnectionAndNobodyWaits) {
  HttpLimits limits;
  limits.request_ms = 200;
  Start(Echo, limits);
  std::vector<Client> slow;
  for (int i = 0; i < 100; ++i) {
    slow.emplace_back(server->port());
    slow.back().Send("GET / HTTP/1.1\r\nX");
  }
  ExpectAnswersAtOnce();
  // A byte now and then buys no time: the deadline is that of the whole head.
  const auto began = steady_clock::now();
  while (!slow[0].Hears(20) && steady_clock::now() - began < std::chrono::seconds(10)) slow[0].Send("a");
  EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(10));
  for (Client& client : slow) EXPECT_EQ(client.ReadAll(), "");
  // A client sees the end of its connection a moment before the server has counted it.
  while (server->connections() > 0) std::this_thread::yield();  // or the test's time limit
}

TEST_F(HttpServerTest, WhoDoesNotTakeTheReplyLosesTheConnection) {
  HttpLimits limits;
  limits.reply_ms = 100;
  Start([](const HttpRequest&) { return HttpReply{200, "text/plain", std::string(32u << 20, 'x'), {}}; }, limits);
  Client client(server->port());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  while (server->connections() == 0) std::this_thread::yield();  // or the test's time limit
  while (server->connections() > 0) std::this_thread::yield();
  EXPECT_LT(client.ReadAll().size(), 32u << 20);
}

// As many clients as descriptors allow, 10,000 at most, which connect and say nothing.
TEST_F(HttpServerTest, TenThousandConnectionsAreBoundedAndProbesAreAnswered) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  HttpLimits limits;
  Start(Echo, limits);
  const size_t wanted = std::min<size_t>(10'000, files.rlim_cur - 2 * limits.connections - 100);
  std::vector<Client> crowd;
  size_t most = 0;
  while (crowd.size() < wanted) {
    crowd.emplace_back(server->port());
    most = std::max(most, server->connections());
    if (crowd.size() % 1000 == 0) ExpectAnswersAtOnce();
  }
  EXPECT_LE(most, limits.connections);
  EXPECT_GT(most, 0u);
  RecordProperty("connections", static_cast<int>(crowd.size()));
}

TEST_F(HttpServerTest, EndsWithConnectionsOpen) {
  Start();
  Client silent(server->port());
  Client asking(server->port());
  asking.Send("GET / HTTP/1.1\r\n");
  server.reset();
  EXPECT_EQ(silent.ReadAll(), "");
}

TEST(HttpServer, Ipv6IsListenedOn) {
  auto server = HttpServer::Start("[::1]:0", Echo);
  if (!server.ok()) {  // a machine without IPv6
    EXPECT_THAT(std::string(server.status().message()), HasSubstr("[::1]:0 cannot be listened on"));
    return;
  }
  EXPECT_GT((*server)->port(), 0);
}

TEST(HttpServer, ATakenPortAndAnAddressOfNoneAreSaid) {
  auto first = HttpServer::Start("127.0.0.1:0", Echo);
  ASSERT_TRUE(first.ok());
  const std::string taken = "127.0.0.1:" + std::to_string((*first)->port());
  for (const std::string& listen : {taken, std::string("203.0.113.1:0"), std::string("no.such.host.invalid:1")}) {
    auto second = HttpServer::Start(listen, Echo);
    EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << listen;
    EXPECT_THAT(std::string(second.status().message()), HasSubstr(listen + " cannot be listened on"));
  }
}

}  // namespace
}  // namespace wirefold
