#include "worker/kafka/refused_connection.h"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <span>
#include <string>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"

namespace wirefold::kafka {
namespace {

constexpr size_t kShownBytes = 200;

// librdkafka's words.
constexpr std::string_view kUntrusted = "certificate verify failed";
constexpr std::string_view kAlert = "SSL alert number ";  // what the broker's side of TLS said
constexpr std::string_view kMechanism = " mechanism handshake failed";
// A login that came between another one and its end, as where short-lived tokens are renewed under load: it passes.
constexpr std::string_view kSaslState = "Request not valid in current SASL state";
constexpr std::string_view kToken = "Failed to acquire SASL OAUTHBEARER token: ";
constexpr std::string_view kLogin = "SASL authentication error: ";

// libcurl's words for a token endpoint that is down, unknown to the name server or silent.
constexpr std::string_view kNoEndpoint[] = {"Failed to connect",       "Couldn't connect", "Could not resolve",
                                            "Timeout was reached",     "timed out",        "Recv failure",
                                            "Empty reply from server", "Send failure"};

bool Holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool HoldsOne(std::string_view text, std::span<const std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return Holds(text, part); });
}

// "ssl://host:9093/bootstrap: SSL handshake failed" → "host:9093".
std::string BrokerOf(std::string_view reason) {
  std::string_view name = reason.substr(0, reason.find(": "));
  if (const size_t scheme = name.find("://"); scheme != std::string_view::npos) name.remove_prefix(scheme + 3);
  return "broker " + Printable(name.substr(0, name.find('/')), kShownBytes);
}

// What follows `mark`, without librdkafka's account of times and states.
std::string After(std::string_view reason, std::string_view mark) {
  if (const size_t at = reason.find(mark); at != std::string_view::npos) reason.remove_prefix(at + mark.size());
  return Printable(reason.substr(0, reason.rfind(" (after ")), kShownBytes);
}

std::string WrongWithCertificate(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "has expired: the broker needs a new one";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "is not valid yet: compare the clocks of both machines";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "is for another host: kafka.bootstrap_servers and the brokers' advertised.listeners must use a name that "
             "the certificate holds";
    case X509_V_ERR_CERT_REVOKED:
      return "was revoked: the broker needs a new one";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "is of an authority that is not known here: kafka.properties.ssl.ca.location must name a file with that "
             "authority's certificate";
    default:
      return absl::StrFormat("is not accepted (OpenSSL's verify error %d): see it with `openssl s_client -connect`",
                             error);
  }
}

}  // namespace

absl::Status RefusedConnection(bool failed_login, std::string_view reason, int certificate_error) {
  const std::string broker = BrokerOf(reason);
  if (Holds(reason, kUntrusted)) {
    return absl::FailedPreconditionError("the certificate of " + broker + " " +
                                         WrongWithCertificate(certificate_error));
  }
  if (Holds(reason, kAlert)) {
    return absl::PermissionDeniedError(
        absl::StrFormat("%s refuses the TLS connection (%s): does it ask for a client's certificate? "
                        "kafka.properties.ssl.certificate.location and ssl.key.location must name one that it trusts",
                        broker, After(reason, "SSL routines::")));
  }
  if (!failed_login || Holds(reason, kSaslState)) return absl::OkStatus();
  if (Holds(reason, kToken)) {
    if (HoldsOne(reason, kNoEndpoint)) return absl::OkStatus();
    return absl::PermissionDeniedError(absl::StrFormat(
        "no token for SASL OAUTHBEARER: %s: see kafka.properties.sasl.oauthbearer.*", After(reason, kToken)));
  }
  if (Holds(reason, kMechanism)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s does not offer kafka.properties.sasl.mechanism: %s", broker, After(reason, kMechanism)));
  }
  return absl::PermissionDeniedError(
      absl::StrFormat("%s refuses the login (%s): check user and password or token, kafka.properties.sasl.*", broker,
                      After(reason, kLogin)));
}

bool IsToldByStatus(std::string_view line) {
  static constexpr std::string_view kSigns[] = {kUntrusted,
                                                kAlert,
                                                kMechanism,
                                                kToken,
                                                kLogin,
                                                "SSLCERTVRFY",
                                                "OIDC:",
                                                "not sending any client certificates",
                                                " authorization failed"};
  return HoldsOne(line, kSigns) && !Holds(line, kSaslState);
}

}  // namespace wirefold::kafka
