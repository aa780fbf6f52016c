// Entry point of the tests of security, and their broker.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/integration/one_broker.h"
#include "tests/integration/secured_broker.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"

namespace wirefold {
namespace {

// Of the binary; set before the first test, reset after the last.
std::string directory;
Files files;

std::string WritePem(const std::string& name, const std::string& text) {
  std::string path = absl::StrCat(directory, "/", name, ".pem");
  std::ofstream(path) << text;
  return path;
}

std::string WritePem(const std::string& name, const Certificate& certificate) {
  return WritePem(name, certificate.key + certificate.certificate);
}

Broker::Settings MakeSettings() {
  const Authority authority("Wire test authority");
  const Authority other("Another test authority");
  const std::string names = absl::StrCat("IP:", kHost);
  files.authority = WritePem("authority", authority.certificate());
  files.other_authority = WritePem("other-authority", other.certificate());
  files.client = WritePem("client", authority.Sign({.common_name = "press-desk"}));
  files.other_client = WritePem("other-client", other.Sign({.common_name = "press-desk"}));
  const std::string server = WritePem("server", authority.Sign({.common_name = "broker", .names = names}));
  const std::string expired =
      WritePem("expired", authority.Sign({.common_name = "broker", .names = names, .expired = true}));
  const std::string modules = "org.apache.kafka.common.security.";
  return {
      {"authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"},
      // Whoever comes without a name, by the plain listener or by TLS alone, may do all.
      {"super.users", absl::StrCat("User:ANONYMOUS;User:CN=press-desk;User:", kUser)},
      {"ssl.keystore.type", "PEM"},
      {"ssl.keystore.location", server},
      {"ssl.truststore.type", "PEM"},
      {"ssl.truststore.location", files.authority},
      {"listener.name.expired.ssl.keystore.type", "PEM"},
      {"listener.name.expired.ssl.keystore.location", expired},
      {"listener.name.mutual.ssl.client.auth", "required"},
      {"listener.name.sasl.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER"},
      // Logins are looked at again this often.
      {"listener.name.sasl.connections.max.reauth.ms", "5000"},
      {"listener.name.sasl.plain.sasl.jaas.config",
       absl::StrCat(modules, "plain.PlainLoginModule required user_", kUser, "=\"", kPassword, "\";")},
      {"listener.name.sasl.scram-sha-512.sasl.jaas.config", absl::StrCat(modules, "scram.ScramLoginModule required;")},
      // Takes unsigned tokens: for tests alone.
      {"listener.name.sasl.oauthbearer.sasl.jaas.config",
       absl::StrCat(modules, "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";")},
  };
}

class SecurityEnvironment : public OneBroker {
 public:
  void TearDown() override {
    OneBroker::TearDown();
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }

 private:
  absl::StatusOr<std::unique_ptr<Broker>> Start() override {
    directory = MakeTemporaryDirectory("wirefold-certificates");
    return Broker::Start(MakeSettings(), {{listener::kTls, "SSL"},
                                          {listener::kExpired, "SSL"},
                                          {listener::kMutual, "SSL"},
                                          {listener::kSasl, "SASL_SSL"}});
  }
};

}  // namespace

const Files& PemFiles() { return files; }

std::string Address(const std::string& listener, const std::string& host) {
  return absl::StrCat(host, ":", TestBroker().port(listener));
}

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::SecurityEnvironment);
  return RUN_ALL_TESTS();
}
