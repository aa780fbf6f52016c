#include "worker/admin/admin_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/version.h"
#include "tests/admin/socket_client.h"
#include "worker/admin/http_server.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class AdminRoutesTest : public testing::Test {
 protected:
  AdminRoutesTest() {
    routes.alive = [this] { return alive; };
    routes.readiness = [this] { return readiness; };
    routes.metrics = [] { return std::string("wirefold_ready 1\n"); };
    routes.status = [] {
      Status status;
      status.topic = "raw";
      return status;
    };
    routes.config = [] { return std::string("kafka:\n"); };
    routes.log_level = [this] { return std::string_view(level); };
    routes.set_log_level = [this](std::string_view given) {
      if (given != "debug") return false;
      level = std::string(given);
      return true;
    };
  }
  HttpReply Get(std::string path, std::string query = "") { return Answer(routes, {"GET", path, query}); }

  AdminRoutes routes;
  bool alive = true;
  Readiness readiness{{{"index_restored", true}, {"producer_ready", true}}};
  std::string level = "info";
};

TEST_F(AdminRoutesTest, LivezIsTheEventLoopAlone) {
  readiness.checks[1].second = false;  // a broker that is down is no death
  EXPECT_EQ(Get("/livez").code, 200);
  alive = false;
  EXPECT_EQ(Get("/livez").code, 503);
}

TEST_F(AdminRoutesTest, ReadyzNamesWhatFails) {
  EXPECT_EQ(Get("/readyz").code, 200);
  EXPECT_EQ(Get("/readyz").body, "ok\n");
  readiness.checks[1].second = false;
  EXPECT_EQ(Get("/readyz").code, 503);
  EXPECT_EQ(Get("/readyz").body, "not ready: producer_ready\n");
  for (const char* verbose : {"verbose", "verbose=1", "a=b&verbose"}) {
    const HttpReply reply = Get("/readyz", verbose);
    EXPECT_EQ(reply.code, 503);
    EXPECT_EQ(reply.type, "application/json");
    EXPECT_EQ(reply.body, "{\"index_restored\":true,\"producer_ready\":false}\n") << verbose;
  }
}

TEST_F(AdminRoutesTest, PagesHaveTheirTypes) {
  EXPECT_EQ(Get("/metrics").body, "wirefold_ready 1\n");
  EXPECT_EQ(Get("/version").body, std::string(kVersion) + "\n");
  EXPECT_EQ(Get("/config").body, "kafka:\n");
  EXPECT_THAT(Get("/statusz").body, StartsWith("<!doctype html>"));
  EXPECT_EQ(Get("/statusz").type, "text/html; charset=utf-8");
  EXPECT_THAT(Get("/statusz", "format=json").body, HasSubstr("\"topic\":\"raw\""));
  EXPECT_EQ(Get("/statusz", "format=json").type, "application/json");
  EXPECT_EQ(Get("/statusz", "format=xml").code, 400);
}

TEST_F(AdminRoutesTest, ThePageRefreshesItselfUnlessToldOtherwise) {
  EXPECT_THAT(Get("/statusz").body, HasSubstr("http-equiv=\"refresh\""));
  EXPECT_THAT(Get("/statusz", "refresh=off").body, Not(HasSubstr("http-equiv=\"refresh\"")));
}

TEST_F(AdminRoutesTest, TheLogLevelIsReadAndSet) {
  EXPECT_EQ(Get("/loglevel").body, "info\n");
  EXPECT_EQ(Answer(routes, {"PUT", "/loglevel", "level=debug"}).body, "debug\n");
  EXPECT_EQ(Get("/loglevel").body, "debug\n");
  EXPECT_EQ(Answer(routes, {"PUT", "/loglevel", ""}).code, 400);
  const HttpReply wrong = Answer(routes, {"PUT", "/loglevel", "level=lo\nud"});
  EXPECT_EQ(wrong.code, 400);
  EXPECT_THAT(wrong.body, StartsWith("no such level: lo ud;"));
  EXPECT_EQ(level, "debug");
}

TEST_F(AdminRoutesTest, OtherMethodsAreRefusedWithThoseThatAreNot) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get"}) {
    for (const char* path : {"/livez", "/readyz", "/metrics", "/statusz", "/config", "/version"}) {
      const HttpReply reply = Answer(routes, {method, path, ""});
      EXPECT_EQ(reply.code, 405) << method << " " << path;
      EXPECT_EQ(reply.allow, "GET");
    }
  }
  EXPECT_EQ(Answer(routes, {"POST", "/loglevel", "level=debug"}).code, 405);
  EXPECT_EQ(Answer(routes, {"POST", "/loglevel", "level=debug"}).allow, "GET, PUT");
  EXPECT_EQ(level, "info");
}

TEST_F(AdminRoutesTest, OnlyTheVeryPathIsAPath) {
  const std::string paths[] = {"",
                               "/",
                               "//livez",
                               "/livez/",
                               "/./livez",
                               "/../livez",
                               "/x/../livez",
                               "/%2e/livez",
                               "/%2e%2e/livez",
                               "/%6civez",
                               "/LIVEZ",
                               "/livez%00",
                               "/livez\\",
                               "\\livez",
                               "livez",
                               "/livez;x",
                               "*",
                               "http://h/livez",
                               "/etc/passwd",
                               std::string("/livez\0", 7),
                               "/" + std::string(7000, 'a'),
                               "/..%2f..%2fetc/passwd"};
  for (const std::string& path : paths) EXPECT_EQ(Get(path).code, 404) << path;
  auto server =
      HttpServer::Start("127.0.0.1:0", [this](const HttpRequest& request) { return Answer(routes, request); });
  ASSERT_TRUE(server.ok()) << server.status();
  for (const std::string& path : paths) {
    EXPECT_THAT(Fetch((*server)->port(), "GET " + path), Not(HasSubstr(" 200 "))) << path;
  }
  EXPECT_THAT(Fetch((*server)->port(), "GET /livez?x=../.."), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AdminRoutesTest, WhatIsNotThereIsNotFound) {
  routes.status = nullptr;
  EXPECT_EQ(Get("/statusz").code, 404);
  EXPECT_THAT(Get("/nothing").body, HasSubstr("/livez /readyz"));
}

TEST(Query, AKeyIsFoundWhereverItStands) {
  EXPECT_EQ(QueryValue("a=1&b=2", "b"), "2");
  EXPECT_EQ(QueryValue("a=1&b=2", "a"), "1");
  EXPECT_EQ(QueryValue("a", "a"), "");
  EXPECT_EQ(QueryValue("a=b=c", "a"), "b=c");
  EXPECT_EQ(QueryValue("&&a=1&", "a"), "1");
  for (const char* query : {"", "aa=1", "b=a", "=a", "A=1"}) EXPECT_EQ(QueryValue(query, "a"), std::nullopt) << query;
}

}  // namespace
}  // namespace wirefold
