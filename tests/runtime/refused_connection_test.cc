// What librdkafka says of a connection that fails, as a status that says what to do.
#include "worker/kafka/refused_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <string>

namespace wirefold::kafka {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr bool kLogin = true;
constexpr char kVerify[] =
    "ssl://kafka-1:9093/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: "
    "broker "
    "certificate could not be verified, verify that ssl.ca.location is correctly configured (after 5ms in state "
    "SSL_HANDSHAKE)";

struct Case {
  bool failed_login;
  const char* reason;
  int certificate_error;
  absl::StatusCode code;
  const char* says;
};

const Case kCases[] = {
    {!kLogin, kVerify, X509_V_ERR_CERT_HAS_EXPIRED, absl::StatusCode::kFailedPrecondition,
     "the certificate of broker kafka-1:9093 has expired"},
    {!kLogin, kVerify, X509_V_ERR_CERT_NOT_YET_VALID, absl::StatusCode::kFailedPrecondition, "compare the clocks"},
    {!kLogin, kVerify, X509_V_ERR_HOSTNAME_MISMATCH, absl::StatusCode::kFailedPrecondition, "advertised.listeners"},
    {!kLogin, kVerify, X509_V_ERR_IP_ADDRESS_MISMATCH, absl::StatusCode::kFailedPrecondition, "advertised.listeners"},
    {!kLogin, kVerify, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, absl::StatusCode::kFailedPrecondition, "ssl.ca.location"},
    {!kLogin, kVerify, X509_V_ERR_INVALID_PURPOSE, absl::StatusCode::kFailedPrecondition, "verify error 26"},
    {!kLogin,
     "ssl://kafka-1:9093/2: Receive failed: error:0A000412:SSL routines::sslv3 alert bad certificate: SSL alert number "
     "42 (after 1ms in state APIVERSION_QUERY)",
     0, absl::StatusCode::kPermissionDenied,
     "broker kafka-1:9093 refuses the TLS connection (sslv3 alert bad certificate: SSL alert number 42): "},
    {kLogin,
     "sasl_ssl://kafka-1:9093/bootstrap: SASL authentication error: Authentication failed: Invalid username or "
     "password "
     "(after 301ms in state AUTH_REQ, 1 identical error(s) suppressed)",
     0, absl::StatusCode::kPermissionDenied,
     "broker kafka-1:9093 refuses the login (Authentication failed: Invalid username or password): check user"},
    {kLogin,
     "sasl_ssl://kafka-1:9093/bootstrap: SASL SCRAM-SHA-256 mechanism handshake failed: Broker: Unsupported SASL "
     "mechanism: broker's supported mechanisms: PLAIN (after 301ms in state AUTH_HANDSHAKE)",
     0, absl::StatusCode::kFailedPrecondition, "broker's supported mechanisms: PLAIN"},
    {kLogin, "Failed to acquire SASL OAUTHBEARER token: {\"error\":\"invalid_client\"}", 0,
     absl::StatusCode::kPermissionDenied, "no token for SASL OAUTHBEARER: {\"error\":\"invalid_client\"}: see"},
};

TEST(RefusedConnection, SaysWhatToDo) {
  for (const Case& c : kCases) {
    const absl::Status refused = RefusedConnection(c.failed_login, c.reason, c.certificate_error);
    EXPECT_EQ(refused.code(), c.code) << c.reason;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(c.says));
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("(after ")));
    EXPECT_TRUE(IsToldByStatus(c.reason)) << c.reason;
  }
}

TEST(RefusedConnection, IsNoneThatPassesByItself) {
  for (const char* reason :
       {"127.0.0.1:9/bootstrap: Connect to ipv4#127.0.0.1:9 failed: Connection refused (after 0ms in state CONNECT)",
        "ssl://b:9/bootstrap: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a "
        "PLAINTEXT broker listener? (after 7ms in state SSL_HANDSHAKE)",
        "GroupCoordinator: b:9092: Disconnected (after 5ms in state UP)", ""}) {
    EXPECT_TRUE(RefusedConnection(!kLogin, reason, 0).ok()) << reason;
    EXPECT_FALSE(IsToldByStatus(reason)) << reason;
  }
}

TEST(RefusedConnection, IsNoneWhenALoginCameBetweenAnotherOneAndItsEnd) {
  constexpr char kReason[] =
      "sasl_ssl://b:9/1: SASL OAUTHBEARER mechanism handshake failed: Broker: Request not valid in current SASL state: "
      "broker's supported mechanisms:  (after 3ms in state AUTH_HANDSHAKE)";
  EXPECT_TRUE(RefusedConnection(kLogin, kReason, 0).ok());
  EXPECT_FALSE(IsToldByStatus(kReason));
}

TEST(RefusedConnection, IsNoneWhenTheTokenEndpointDoesNotAnswer) {
  for (const char* reason :
       {"Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server", "Could not resolve host: id",
        "Operation timed out after 20001 milliseconds with 0 bytes received", "Empty reply from server"}) {
    const std::string told = std::string("Failed to acquire SASL OAUTHBEARER token: ") + reason;
    EXPECT_TRUE(RefusedConnection(kLogin, told, 0).ok()) << reason;
    EXPECT_TRUE(IsToldByStatus(told)) << reason;
  }
}

TEST(RefusedConnection, LinesAboutRightsAreToldByAStatusToo) {
  EXPECT_TRUE(IsToldByStatus("ERROR: [thrd:main]: Fatal error: Broker: Transactional Id authorization failed"));
}

TEST(RefusedConnection, HoldsNoMoreOfTheBrokersWordsThanFits) {
  const std::string reason = "b:9/1: SASL authentication error: \x1b[31m" + std::string(5000, 'x');
  const std::string said(RefusedConnection(kLogin, reason, 0).message());
  EXPECT_LT(said.size(), 500u);
  EXPECT_THAT(said, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace wirefold::kafka
