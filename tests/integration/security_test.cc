// TLS and logins against a real broker: what is right works from the raw topic to the enriched one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/secured_broker.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;
using Sets = std::vector<std::string>;  // "key=value"

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

class SecurityTest : public WorkerTest {
 protected:
  // A login at the listener that asks for one; the password comes from a file.
  Sets Login(const std::string& mechanism, const std::string& user, const std::string& password) {
    const std::string path = absl::StrCat(directory_, "/", UniqueName("password"));
    std::ofstream(path) << password << "\n";
    secrets_.push_back(password);
    return Join({"kafka.bootstrap_servers=" + Address(listener::kSasl)},
                Properties({"security.protocol=sasl_ssl", "ssl.ca.location=" + PemFiles().authority,
                            "sasl.mechanism=" + mechanism, "sasl.username=" + user, "sasl.password_file=" + path}));
  }

  VerbResult Validate(const Sets& sets) {
    std::vector<std::string> arguments = {"validate"};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    return RunVerb(arguments, ConfigPath(), directory_);
  }

  void ExpectNoSecrets(const std::string& text) const {
    for (const std::string& secret : secrets_) EXPECT_THAT(text, Not(HasSubstr(secret)));
  }

  // One article goes from the raw topic to the enriched one.
  void ExpectWorks(const Sets& sets) {
    CreateTopics();
    const VerbResult validated = Validate(sets);
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

  std::vector<std::string> secrets_;
};

TEST_F(SecurityTest, TlsWorks) { ExpectWorks(Tls(listener::kTls)); }

TEST_F(SecurityTest, ACertificateOfTheClientsOwnWorks) {
  ExpectWorks(Tls(listener::kMutual,
                  {"ssl.certificate.location=" + PemFiles().client, "ssl.key.location=" + PemFiles().client}));
}

TEST_F(SecurityTest, APlainPasswordWorks) { ExpectWorks(Login("PLAIN", kUser, kPassword)); }

TEST_F(SecurityTest, AScramPasswordWorks) {
  client_.SetPassword(kUser, "another-Secret");
  ExpectWorks(Login("SCRAM-SHA-512", kUser, "another-Secret"));
}

TEST_F(SecurityTest, ATokenWorks) {
  ExpectWorks(Join({"kafka.bootstrap_servers=" + Address(listener::kSasl)},
                   Properties({"security.protocol=sasl_ssl", "ssl.ca.location=" + PemFiles().authority,
                               "sasl.mechanism=OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt=true",
                               absl::StrCat("sasl.oauthbearer.config=principal=", kUser)})));
}

}  // namespace
}  // namespace wirefold
