#include "worker/registry/schema_registry.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "worker/admin/http_server.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kLookUp[] = "POST /subjects/s?normalize=true";
constexpr char kLevel[] = "GET /config/s";
constexpr char kSetLevel[] = "PUT /config/s";
constexpr char kCheck[] = "POST /compatibility/subjects/s/versions?verbose=true";
constexpr char kMake[] = "POST /subjects/s/versions?normalize=true";
constexpr char kUnknownSubject[] = R"({"error_code":40401,"message":"Subject not found"})";

// Answers as a table says; what the table does not name is not there.
class SchemaRegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    replies_ = {{kLookUp, {404, kUnknownSubject}},
                {kLevel, {404, kUnknownSubject}},
                {kSetLevel, {200, R"({"compatibility":"BACKWARD_TRANSITIVE"})"}},
                {kCheck, {200, R"({"is_compatible":true})"}},
                {kMake, {200, R"({"id":7})"}}};
    auto server = HttpServer::Start("127.0.0.1:0", [this](const HttpRequest& request) { return Answer(request); });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  struct Reply {
    int code;
    std::string body;
  };

  HttpReply Answer(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    const std::string asked =
        absl::StrCat(request.method, " ", request.path, request.query.empty() ? "" : "?", request.query);
    asked_.push_back(asked);
    const auto reply = replies_.find(asked);
    if (reply == replies_.end()) return {404, "text/plain", "no such page", {}};
    return {reply->second.code, "application/json", reply->second.body, {}};
  }

  SchemaRegistry Registry(const std::string& subject = "s") const {
    return SchemaRegistry({.url = Url(), .timeout_ms = 10'000}, subject);
  }
  std::string Url() const { return absl::StrCat("http://127.0.0.1:", server_->port()); }

  std::map<std::string, Reply> replies_;
  std::vector<std::string> asked_;
  std::mutex mutex_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(SchemaRegistryTest, ANewSchemaIsRegisteredOnceItsSubjectSparesAllEarlierReaders) {
  const absl::StatusOr<uint32_t> id = Registry().Register("schema");
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(*id, 7u);
  EXPECT_THAT(asked_, ElementsAre(kLookUp, kLevel, kSetLevel, kCheck, kMake));
  EXPECT_EQ(Registry().AddressOf(*id), Url() + "/schemas/ids/7");
}

TEST_F(SchemaRegistryTest, AKnownSchemaIsOnlyLookedUp) {
  replies_[kLookUp] = {200, R"({"subject":"s","version":1,"id":2147483647,"schema":"x"})"};
  EXPECT_EQ(Registry().Register("schema").value_or(0), 2147483647u);
  EXPECT_THAT(asked_, ElementsAre(kLookUp));
}

TEST_F(SchemaRegistryTest, ALevelThatSparesAllEarlierReadersIsKept) {
  for (const char* level : {"BACKWARD_TRANSITIVE", "FULL_TRANSITIVE"}) {
    asked_.clear();
    replies_[kLevel] = {200, absl::StrCat(R"({"compatibilityLevel":")", level, R"("})")};
    EXPECT_TRUE(Registry().Register("schema").ok());
    EXPECT_THAT(asked_, ElementsAre(kLookUp, kLevel, kCheck, kMake)) << level;
  }
}

TEST_F(SchemaRegistryTest, AnIncompatibleSchemaIsRefusedWithTheRegistrysReasonsAndNotRegistered) {
  replies_[kCheck] = {200, R"({"is_compatible":false,"messages":["word_count changed its type"]})"};
  const absl::Status status = Registry().Register("schema").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("word_count changed its type"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("give these another topic"));
  EXPECT_THAT(asked_, ElementsAre(kLookUp, kLevel, kSetLevel, kCheck));
  EXPECT_EQ(Registry().CheckCompatible("schema").code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SchemaRegistryTest, ASubjectThatIsNotThereTakesAnySchema) {
  replies_[kCheck] = {404, kUnknownSubject};
  EXPECT_TRUE(Registry().CheckCompatible("schema").ok());
  EXPECT_THAT(asked_, ElementsAre(kCheck));  // a check changes nothing
}

TEST_F(SchemaRegistryTest, EveryReplyThatIsNoneGivesTheRequestTheReplyAndTheRightCode) {
  const struct {
    Reply reply;
    absl::StatusCode code;
  } cases[] = {
      {{401, R"({"error_code":401,"message":"Unauthorized"})"}, absl::StatusCode::kPermissionDenied},
      {{403, "forbidden"}, absl::StatusCode::kPermissionDenied},
      {{429, "later"}, absl::StatusCode::kUnavailable},
      {{500, "oh"}, absl::StatusCode::kUnavailable},
      {{503, ""}, absl::StatusCode::kUnavailable},
      {{200, "<html>Sign in</html>"}, absl::StatusCode::kFailedPrecondition},
      {{200, ""}, absl::StatusCode::kFailedPrecondition},
      {{200, "[1]"}, absl::StatusCode::kFailedPrecondition},
      {{200, "{}"}, absl::StatusCode::kFailedPrecondition},
      {{200, R"({"id":-1})"}, absl::StatusCode::kFailedPrecondition},
      {{200, R"({"id":4294967296})"}, absl::StatusCode::kFailedPrecondition},
      {{200, R"({"id":"7"})"}, absl::StatusCode::kFailedPrecondition},
      {{404, "no such page"}, absl::StatusCode::kFailedPrecondition},
      {{404, R"({"error_code":404})"}, absl::StatusCode::kFailedPrecondition},
      {{302, "{}"}, absl::StatusCode::kFailedPrecondition},
      {{422, R"({"error_code":42201,"message":"Invalid schema"})"}, absl::StatusCode::kFailedPrecondition},
  };
  for (const auto& [reply, code] : cases) {
    replies_[kLookUp] = reply;
    const absl::Status status = Registry().Register("schema").status();
    EXPECT_EQ(status.code(), code) << reply.code << " " << reply.body << ": " << status;
    EXPECT_THAT(std::string(status.message()),
                StartsWith(absl::StrCat("POST ", Url(), "/subjects/s?normalize=true: HTTP ", reply.code)));
  }
}

TEST_F(SchemaRegistryTest, AReplyOfMegabytesIsNotTaken) {
  replies_[kLookUp] = {200, std::string(2u << 20, ' ')};
  const absl::Status status = Registry().Register("schema").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than 1 MiB"));
}

TEST_F(SchemaRegistryTest, ASubjectsNameIsEscapedInThePath) {
  EXPECT_FALSE(Registry("a/b c%?ü").Register("schema").ok());
  EXPECT_THAT(asked_, ElementsAre("POST /subjects/a%2Fb%20c%25%3F%C3%BC?normalize=true"));
}

TEST_F(SchemaRegistryTest, ASlashBehindTheUrlIsNotDoubled) {
  EXPECT_TRUE(SchemaRegistry({.url = Url() + "/"}, "s").Register("schema").ok());
}

TEST_F(SchemaRegistryTest, NobodyAtThePortIsUnavailable) {
  const std::string url = Url();
  server_.reset();
  EXPECT_EQ(SchemaRegistry({.url = url}, "s").Register("schema").status().code(), absl::StatusCode::kUnavailable);
}

TEST(SchemaRegistry, WhoNeverAnswersIsUnavailableAndNoMessageHoldsThePassword) {
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listening, 8), 0);
  ASSERT_EQ(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const SchemaRegistry registry({.url = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port)),
                                 .username = "anna",
                                 .password = "hunter2",
                                 .timeout_ms = 50},
                                "s");
  const absl::Status status = registry.Register("schema").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("hunter2")));
  close(listening);
}

TEST(SchemaRegistry, SettingsThatMakeNoRequestAreFailedPreconditions) {
  const HttpClient::Settings wrong[] = {
      {.url = "ftp://127.0.0.1"},
      {.url = "no address"},
  };
  for (const HttpClient::Settings& settings : wrong) {
    const absl::Status status = SchemaRegistry(settings, "s").Register("schema").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << settings.url << ": " << status;
  }
}

}  // namespace
}  // namespace wirefold
