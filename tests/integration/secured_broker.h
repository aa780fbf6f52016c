// The broker of the security tests: beside its plain listener, for the tests' own client, it has listeners with TLS,
// with passwords and with rights. Certificates are made when it starts.
#pragma once

#include <map>
#include <string>

#include "tests/support/broker.h"

namespace wirefold {

// Names of its listeners.
namespace listener {
inline constexpr char kTls[] = "TLS";          // certificate of kHost
inline constexpr char kExpired[] = "EXPIRED";  // the same, expired
inline constexpr char kMutual[] = "MUTUAL";    // asks for a client's certificate
inline constexpr char kSasl[] = "SASL";        // PLAIN, SCRAM-SHA-512, OAUTHBEARER; over TLS
}  // namespace listener

inline constexpr char kHost[] = "127.0.0.1";  // what the broker's certificate names, and no other

// User of SASL PLAIN, who has all rights.
inline constexpr char kUser[] = "press";
inline constexpr char kPassword[] = "4-Trombones!";

// PEM files.
struct Files {
  std::string authority;        // whose certificates the broker has and trusts
  std::string other_authority;  // unknown to the broker
  std::string client;           // certificate and key, of the authority
  std::string other_client;     // of the other one
};

const Files& PemFiles();
// Address of a listener under a host's name.
std::string Address(const std::string& listener, const std::string& host = kHost);

}  // namespace wirefold
