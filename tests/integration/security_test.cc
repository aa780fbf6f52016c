// TLS, passwords and rights against a real broker: what is right works from the raw topic to the enriched one; what is
// wrong ends at once with one line that says what to do, in `run` and in `validate` alike. No secret is in any line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/secured_broker.h"
#include "tests/integration/worker_fixture.h"
#include "worker/admin/http_server.h"

namespace wirefold {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Sets = std::vector<std::string>;  // "key=value"

// Well below the 30 s for which a broker that gives no answer is waited for.
constexpr auto kDeniedTimeout = std::chrono::seconds(20);

// "security.protocol=ssl" → "kafka.properties.security.protocol=ssl", and so on.
Sets Properties(const Sets& properties) {
  Sets sets;
  for (const std::string& property : properties) sets.push_back("kafka.properties." + property);
  return sets;
}

Sets Join(Sets a, const Sets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Sets Tls(const std::string& listener, const Sets& more = {}) {
  return Join({"kafka.bootstrap_servers=" + Address(listener), "kafka.properties.security.protocol=ssl",
               "kafka.properties.ssl.ca.location=" + PemFiles().authority},
              Properties(more));
}

// The lines of a log that are warnings and errors.
std::vector<std::string> TroubleIn(const std::string& log) {
  std::vector<std::string> lines = absl::StrSplit(log, '\n');
  std::erase_if(lines, [](const std::string& line) {
    return line.find("\"level\":\"error\"") == std::string::npos &&
           line.find("\"level\":\"warning\"") == std::string::npos;
  });
  return lines;
}

// Where an identity provider gives tokens (OIDC): to whoever asks one of kUser, unsigned, or what `Refuse` says.
class TokenEndpoint {
 public:
  explicit TokenEndpoint(int life_seconds, int port = 0) : life_seconds_(life_seconds) {
    auto server = HttpServer::Start(absl::StrCat("127.0.0.1:", port),
                                    [this](const HttpRequest& request) { return Answer(request); });
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  static std::string UrlOf(int port) { return absl::StrCat("http://127.0.0.1:", port, "/token"); }
  std::string url() const { return UrlOf(server_->port()); }
  int given() const { return given_; }
  void Refuse(int code) { refused_with_ = code; }

 private:
  HttpReply Answer(const HttpRequest& request) {
    EXPECT_EQ(request.method, "POST");
    if (const int code = refused_with_; code != 0) {
      return {code, "application/json", R"({"error":"invalid_client","error_description":"no such client"})", {}};
    }
    ++given_;
    const int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const std::string token =
        absl::StrCat(absl::WebSafeBase64Escape(R"({"alg":"none"})"), ".",
                     absl::WebSafeBase64Escape(absl::StrCat(R"({"sub":")", kUser, R"(","iat":)", now, R"(,"exp":)",
                                                            now + life_seconds_, "}")),
                     ".");
    return {200, "application/json", absl::StrCat(R"({"access_token":")", token, R"(","token_type":"Bearer"})"), {}};
  }

  const int life_seconds_;
  std::atomic<int> given_ = 0;
  std::atomic<int> refused_with_ = 0;
  std::unique_ptr<HttpServer> server_;  // goes first
};

class SecurityTest : public WorkerTest {
 protected:
  using Right = KafkaClient::Right;
  using Resource = KafkaClient::Resource;
  using Operation = KafkaClient::Operation;

  // A login at the listener that asks for one; the password comes from a file.
  Sets Login(const std::string& mechanism, const std::string& user, const std::string& password) {
    const std::string path = absl::StrCat(directory_, "/", UniqueName("password"));
    std::ofstream(path) << password << "\n";
    secrets_.push_back(password);
    return Join({"kafka.bootstrap_servers=" + Address(listener::kSasl)},
                Properties({"security.protocol=sasl_ssl", "ssl.ca.location=" + PemFiles().authority,
                            "sasl.mechanism=" + mechanism, "sasl.username=" + user, "sasl.password_file=" + path}));
  }

  static Sets Token(const std::string& claims) {
    return Join({"kafka.bootstrap_servers=" + Address(listener::kSasl)},
                Properties({"security.protocol=sasl_ssl", "ssl.ca.location=" + PemFiles().authority,
                            "sasl.mechanism=OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt=true",
                            "sasl.oauthbearer.config=" + claims}));
  }

  Sets TokenFrom(const std::string& endpoint) {
    const std::string secret = UniqueName("client-secret");
    const std::string path = absl::StrCat(directory_, "/", UniqueName("secret"));
    std::ofstream(path) << secret << "\n";
    secrets_.push_back(secret);
    return Join(
        {"kafka.bootstrap_servers=" + Address(listener::kSasl)},
        Properties({"security.protocol=sasl_ssl", "ssl.ca.location=" + PemFiles().authority,
                    "sasl.mechanism=OAUTHBEARER", "sasl.oauthbearer.method=oidc", "sasl.oauthbearer.client.id=wirefold",
                    "sasl.oauthbearer.client.secret_file=" + path, "sasl.oauthbearer.token.endpoint.url=" + endpoint}));
  }

  static std::vector<std::string> Validation(const Sets& sets) {
    std::vector<std::string> arguments = {"validate"};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    return arguments;
  }

  void ExpectNoSecrets(const std::string& text) const {
    for (const std::string& secret : secrets_) EXPECT_THAT(text, Not(HasSubstr(secret)));
  }

  // One article goes from the raw topic to the enriched one.
  void ExpectWorks(const Sets& sets) {
    CreateTopics();
    const VerbResult validated = RunVerb(Validation(sets), ConfigPath(), directory_);
    EXPECT_EQ(validated.code, 0) << validated.output;
    client_.Produce(names_.raw, {ArticleRecord(UniqueName("article"))});
    WorkerProcess& worker = StartReadyWorker(sets);
    ASSERT_TRUE(WaitAllCommitted());
    EXPECT_EQ(client_.Read(names_.enriched, Isolation::kCommitted).size(), 1u);
    ExpectNoSecrets(worker.Get("/config").body);
    StopWorker(worker);
    ExpectNoSecrets(worker.process().Log());
    ExpectNoSecrets(validated.output);
    StopAndCheck();
  }

  // `run` and `validate` end by themselves with the code, and each says one thing alone.
  void ExpectEndsWith(int code, const Sets& sets, const std::string& reason) {
    Process validate(VerbLine(Validation(sets), ConfigPath()), VerbLog(directory_));
    Process& run = StartWorker(sets).process();
    for (Process* process : {&run, &validate}) {
      EXPECT_EQ(process->Wait(kDeniedTimeout), code);
      EXPECT_THAT(TroubleIn(process->Log()), ElementsAre(HasSubstr(reason)));
      ExpectNoSecrets(process->Log());
    }
  }

  // All rights that a worker needs.
  std::vector<Right> WorkersRights() const {
    std::vector<Right> rights = {{Resource::kTopic, names_.raw, Operation::kRead},
                                 {Resource::kTopic, names_.enriched, Operation::kRead},
                                 {Resource::kTopic, names_.enriched, Operation::kWrite},
                                 {Resource::kTopic, names_.claims, Operation::kRead},
                                 {Resource::kTopic, names_.claims, Operation::kWrite},
                                 {Resource::kTopic, names_.dead_letter, Operation::kRead},
                                 {Resource::kTopic, names_.dead_letter, Operation::kWrite},
                                 {Resource::kGroup, names_.group, Operation::kRead},
                                 {Resource::kTransactionalIdPrefix, names_.group + "-", Operation::kWrite}};
    for (const std::string& topic : {names_.raw, names_.enriched, names_.claims, names_.dead_letter}) {
      rights.push_back({Resource::kTopic, topic, Operation::kDescribeConfigs});
    }
    return rights;
  }

  // A new user with these rights logs in.
  Sets UserWith(const std::vector<Right>& rights) {
    const std::string user = UniqueName("user");
    const std::string password = "of-" + user;
    client_.SetPassword(user, password);
    client_.Allow(user, rights);
    return Login("SCRAM-SHA-512", user, password);
  }

  // Without one right, and with another one.
  void ExpectDenied(const Right& without, const std::string& reason, const std::vector<Right>& with = {}) {
    SCOPED_TRACE(reason);
    std::vector<Right> rights = WorkersRights();
    ASSERT_EQ(std::erase(rights, without), 1u);
    rights.insert(rights.end(), with.begin(), with.end());
    ExpectEndsWith(77, UserWith(rights), "lacks the ACL " + reason);
  }

  std::vector<std::string> secrets_;
};

TEST_F(SecurityTest, TlsWorks) { ExpectWorks(Tls(listener::kTls)); }

TEST_F(SecurityTest, ACertificateOfTheClientsOwnWorks) {
  ExpectWorks(Tls(listener::kMutual,
                  {"ssl.certificate.location=" + PemFiles().client, "ssl.key.location=" + PemFiles().client}));
}

TEST_F(SecurityTest, WhoSpeaksPlainlyToAListenerForTlsIsToldAtOnce) {
  WorkerProcess& worker = StartWorker({"kafka.bootstrap_servers=" + Address(listener::kTls)});
  EXPECT_TRUE(WaitUntil(
      [&] {
        return worker.process().Log().find("kafka.properties.security.protocol is plaintext") != std::string::npos;
      },
      std::chrono::seconds(10)));
}

TEST_F(SecurityTest, APlainPasswordWorks) { ExpectWorks(Login("PLAIN", kUser, kPassword)); }

TEST_F(SecurityTest, AScramPasswordWorks) {
  client_.SetPassword(kUser, "another-Secret");
  ExpectWorks(Login("SCRAM-SHA-512", kUser, "another-Secret"));
}

TEST_F(SecurityTest, ATokenWorks) { ExpectWorks(Token(absl::StrCat("principal=", kUser))); }

TEST_F(SecurityTest, ATokenOfAnIdentityProviderWorks) {
  const TokenEndpoint endpoint(3600);
  ExpectWorks(TokenFrom(endpoint.url()));
  EXPECT_GT(endpoint.given(), 0);
}

TEST_F(SecurityTest, AnIdentityProvidersTokenIsRenewedBeforeItEnds) {
  CreateTopics();
  const TokenEndpoint endpoint(5);
  WorkerProcess& worker = StartReadyWorker(TokenFrom(endpoint.url()));
  const int before = endpoint.given();
  // Each of its clients has a token of its own.
  EXPECT_TRUE(WaitUntil([&] { return endpoint.given() > before + 20; }, std::chrono::seconds(60)));
  client_.Produce(names_.raw, {ArticleRecord(UniqueName("article"))});
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_THAT(worker.process().Log(), Not(HasSubstr("do not let the worker in any more")));
  StopAndCheck();
}

TEST_F(SecurityTest, AnIdentityProviderThatIsDownIsWaitedFor) {
  CreateTopics();
  const int port = FreePort();
  WorkerProcess& worker = StartWorker(TokenFrom(TokenEndpoint::UrlOf(port)));
  EXPECT_TRUE(
      WaitUntil([&] { return worker.process().Log().find("no broker answers yet, trying again") != std::string::npos; },
                kDeniedTimeout));
  EXPECT_THAT(worker.process().Log(), HasSubstr("Failed to connect to 127.0.0.1 port"));
  const TokenEndpoint endpoint(3600, port);
  ASSERT_TRUE(worker.WaitReady());
  StopAndCheck();
}

TEST_F(SecurityTest, AnIdentityProviderThatRefusesTheClientIsOneLineAnd77) {
  CreateTopics();
  TokenEndpoint endpoint(3600);
  endpoint.Refuse(401);
  ExpectEndsWith(77, TokenFrom(endpoint.url()), "no token for SASL OAUTHBEARER: ");
}

TEST_F(SecurityTest, ALoginThatTheBrokerRefusesIsOneLineAnd77) {
  CreateTopics();
  client_.SetPassword("reporter", "right-Password");
  const std::string check = "check user and password or token, kafka.properties.sasl.*";
  ExpectEndsWith(77, Login("PLAIN", kUser, "wrong-Password"), check);
  ExpectEndsWith(77, Login("SCRAM-SHA-512", "reporter", "wrong-Password"), check);
  ExpectEndsWith(77, Login("SCRAM-SHA-512", "nobody", "right-Password"), check);
  ExpectEndsWith(77, Token("principal=press life=-1"), "no token for SASL OAUTHBEARER: ");
  // A token that the broker does not take.
  ExpectEndsWith(77, Token("principal=press principalClaimName=name"), check);
  ExpectEndsWith(78, Login("SCRAM-SHA-256", kUser, kPassword), "does not offer kafka.properties.sasl.mechanism: ");
}

TEST_F(SecurityTest, ABrokersCertificateThatIsNotTrustedIsOneLineAnd78) {
  CreateTopics();
  ExpectEndsWith(78, Join(Tls(listener::kTls), Properties({"ssl.ca.location=" + PemFiles().other_authority})),
                 "is of an authority that is not known here: kafka.properties.ssl.ca.location must name");
  ExpectEndsWith(78, Tls(listener::kExpired), "has expired: the broker needs a new one");
  ExpectEndsWith(78, Join(Tls(listener::kTls), {"kafka.bootstrap_servers=" + Address(listener::kTls, "localhost")}),
                 "is for another host: kafka.bootstrap_servers and the brokers' advertised.listeners");
}

TEST_F(SecurityTest, ACertificateThatTheBrokerDoesNotTakeIsOneLineAnd77) {
  CreateTopics();
  const std::string says =
      "kafka.properties.ssl.certificate.location and ssl.key.location must name one that it trusts";
  ExpectEndsWith(77, Tls(listener::kMutual), says);
  const std::string& other = PemFiles().other_client;
  ExpectEndsWith(77, Tls(listener::kMutual, {"ssl.certificate.location=" + other, "ssl.key.location=" + other}), says);
}

TEST_F(SecurityTest, TheRightsThatAreDocumentedAreEnough) { ExpectWorks(UserWith(WorkersRights())); }

TEST_F(SecurityTest, AMissingRightIsOneLineThatNamesItAnd77) {
  CreateTopics();
  const std::string id = names_.group + "-";
  ExpectDenied({Resource::kTopic, names_.raw, Operation::kRead}, "Read of topic " + names_.raw + ": ");
  ExpectDenied({Resource::kTopic, names_.enriched, Operation::kWrite}, "Write of topic " + names_.enriched + ": ");
  ExpectDenied({Resource::kTopic, names_.claims, Operation::kWrite}, "Write of topic " + names_.claims + ": ");
  ExpectDenied({Resource::kTopic, names_.dead_letter, Operation::kWrite},
               "Write of topic " + names_.dead_letter + ": ");
  ExpectDenied({Resource::kGroup, names_.group, Operation::kRead}, "Read of group " + names_.group + ": ");
  ExpectDenied({Resource::kTransactionalIdPrefix, id, Operation::kWrite}, "Write of transactional-id " + id);
}

TEST_F(SecurityTest, ToSeeAThingIsNotToUseIt) {
  CreateTopics();
  const std::string id = names_.group + "-";
  ExpectDenied({Resource::kTopic, names_.raw, Operation::kRead}, "Read of topic " + names_.raw + ": ",
               {{Resource::kTopic, names_.raw, Operation::kDescribe}});
  ExpectDenied({Resource::kGroup, names_.group, Operation::kRead}, "Read of group " + names_.group + ": ",
               {{Resource::kGroup, names_.group, Operation::kDescribe}});
  ExpectDenied({Resource::kTransactionalIdPrefix, id, Operation::kWrite}, "Write of transactional-id " + id,
               {{Resource::kTransactionalIdPrefix, id, Operation::kDescribe}});
}

// As when it is changed at the brokers first.
TEST_F(SecurityTest, APasswordThatIsNoLongerTakenIsSaidOnceAndWaitedFor) {
  CreateTopics();
  client_.SetPassword("editor", "first-Password");
  client_.Allow("editor", WorkersRights());
  WorkerProcess& worker = StartReadyWorker(Login("SCRAM-SHA-512", "editor", "first-Password"));
  client_.SetPassword("editor", "second-Password");
  ASSERT_TRUE(worker.WaitNotReady());
  client_.Produce(names_.raw, {ArticleRecord(UniqueName("article"))});
  const std::string line = "do not let the worker in any more";
  EXPECT_TRUE(WaitUntil([&] { return worker.process().Log().find(line) != std::string::npos; }, kDeniedTimeout));
  client_.SetPassword("editor", "first-Password");
  ASSERT_TRUE(worker.WaitReady());
  ASSERT_TRUE(WaitAllCommitted());
  std::vector<std::string> trouble = TroubleIn(worker.process().Log());
  EXPECT_THAT(trouble, Not(Contains(HasSubstr("SASL authentication error"))));
  std::erase_if(trouble, [&](const std::string& told) { return told.find(line) == std::string::npos; });
  EXPECT_EQ(trouble.size(), 1u);
  ExpectNoSecrets(worker.process().Log());
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
