#include "worker/registry/schema_registry.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "worker/admin/http_server.h"
#include "worker/registry/protobuf_schema.h"

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kLookUp[] = "POST /subjects/s?normalize=true";
constexpr char kVersions[] = "GET /subjects/s/versions";
constexpr char kVersion1[] = "GET /subjects/s/versions/1";
constexpr char kVersion2[] = "GET /subjects/s/versions/2";
constexpr char kMake[] = "POST /subjects/s/versions?normalize=true";
constexpr char kUnknownSubject[] = R"({"error_code":40401,"message":"Subject not found"})";

// "syntax = ...; message M { `fields` }", parsed.
std::string Schema(const std::string& fields) {
  const auto file = ParseProtobufSchema("syntax = \"proto3\"; package p; message M { " + fields + " }");
  EXPECT_TRUE(file.ok()) << file.status();
  return file->SerializeAsString();
}

// As a registry gives it back.
std::string Held(const std::string& schema) {
  return absl::StrCat(R"({"subject":"s","version":1,"id":1,"schemaType":"PROTOBUF","schema":")",
                      absl::Base64Escape(schema), R"("})");
}

// Answers as a table says; what the table does not name is not there.
class SchemaRegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    replies_ = {{kLookUp, {404, kUnknownSubject}}, {kVersions, {404, kUnknownSubject}}, {kMake, {200, R"({"id":7})"}}};
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

  const std::string schema_ = Schema("string a = 1; string b = 2;");
  std::map<std::string, Reply> replies_;
  std::vector<std::string> asked_;
  std::mutex mutex_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(SchemaRegistryTest, TheFirstSchemaOfASubjectIsRegistered) {
  const absl::StatusOr<uint32_t> id = Registry().Register(schema_);
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(*id, 7u);
  EXPECT_THAT(asked_, ElementsAre(kLookUp, kVersions, kMake));
  EXPECT_EQ(Registry().AddressOf(*id), Url() + "/schemas/ids/7");
}

TEST_F(SchemaRegistryTest, AKnownSchemaIsOnlyLookedUp) {
  replies_[kLookUp] = {200, R"({"subject":"s","version":1,"id":2147483647,"schema":"x"})"};
  EXPECT_EQ(Registry().Register(schema_).value_or(0), 2147483647u);
  EXPECT_THAT(asked_, ElementsAre(kLookUp));
}

TEST_F(SchemaRegistryTest, ANewSchemaIsComparedWithEveryVersionAndRegistered) {
  replies_[kVersions] = {200, "[1,2]"};
  replies_[kVersion1] = {200, Held(Schema("string a = 1;"))};
  replies_[kVersion2] = {200, R"({"schema":"syntax = \"proto3\"; package p; message M { string a = 1; }"})"};
  EXPECT_EQ(Registry().Register(schema_).value_or(0), 7u);
  EXPECT_THAT(asked_, ElementsAre(kLookUp, kVersions, kVersion1, kVersion2, kMake));
  asked_.clear();
  EXPECT_TRUE(Registry().CheckCompatible(schema_).ok());
  EXPECT_THAT(asked_, ElementsAre(kVersions, kVersion1, kVersion2));  // a check changes nothing
}

TEST_F(SchemaRegistryTest, AVersionThatDoesNotGoTogetherIsNamedAndNothingIsRegistered) {
  replies_[kVersions] = {200, "[1,2]"};
  replies_[kVersion1] = {200, Held(Schema("string a = 1;"))};
  const std::pair<std::string, std::string> cases[] = {
      {Held(Schema("fixed32 a = 1;")), "p.M.a (field 1) changed its type"},
      {R"({"schemaType":"AVRO","schema":"{}"})", "no protobuf schema but AVRO"},
      {R"({"schema":"message M {"})", "no protobuf schema: line 1"},
      {R"({"schema":7})", "no protobuf schema"},
      {R"([])", "no protobuf schema"},
  };
  for (const auto& [held, reason] : cases) {
    asked_.clear();
    replies_[kVersion2] = {200, held};
    const absl::Status status = Registry().Register(schema_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << held;
    EXPECT_THAT(std::string(status.message()), StartsWith("version 2 of subject s")) << held;
    EXPECT_THAT(std::string(status.message()), HasSubstr(reason)) << held;
    EXPECT_THAT(asked_, ElementsAre(kLookUp, kVersions, kVersion1, kVersion2)) << held;
  }
}

TEST_F(SchemaRegistryTest, AVersionThatWasDeletedMeanwhileIsNotCompared) {
  replies_[kVersions] = {200, "[1]"};
  replies_[kVersion1] = {404, R"({"error_code":40402,"message":"Version not found"})"};
  EXPECT_TRUE(Registry().CheckCompatible(schema_).ok());
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
    const absl::Status status = Registry().Register(schema_).status();
    EXPECT_EQ(status.code(), code) << reply.code << " " << reply.body << ": " << status;
    EXPECT_THAT(std::string(status.message()),
                StartsWith(absl::StrCat("POST ", Url(), "/subjects/s?normalize=true: HTTP ", reply.code)));
  }
}

TEST_F(SchemaRegistryTest, AReplyOfMegabytesIsNotTaken) {
  replies_[kLookUp] = {200, std::string(2u << 20, ' ')};
  const absl::Status status = Registry().Register(schema_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than 1 MiB"));
}

TEST_F(SchemaRegistryTest, ASubjectsNameIsEscapedInThePath) {
  EXPECT_FALSE(Registry("a/b c%?ü").Register(schema_).ok());
  EXPECT_THAT(asked_, ElementsAre("POST /subjects/a%2Fb%20c%25%3F%C3%BC?normalize=true"));
}

TEST_F(SchemaRegistryTest, ASlashBehindTheUrlIsNotDoubled) {
  EXPECT_TRUE(SchemaRegistry({.url = Url() + "/"}, "s").Register(schema_).ok());
}

TEST_F(SchemaRegistryTest, NobodyAtThePortIsUnavailable) {
  const std::string url = Url();
  server_.reset();
  EXPECT_EQ(SchemaRegistry({.url = url}, "s").Register(schema_).status().code(), absl::StatusCode::kUnavailable);
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
  const absl::Status status = registry.Register(Schema("string a = 1;")).status();
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
    const absl::Status status = SchemaRegistry(settings, "s").Register(Schema("string a = 1;")).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << settings.url << ": " << status;
  }
}

}  // namespace
}  // namespace wirefold
