#include "worker/kafka/secret_settings.h"

#include <algorithm>

namespace wirefold::kafka {
namespace {

// By name, where the name does not say it.
constexpr std::string_view kSecrets[] = {
    "sasl.username",  // half of a key pair, where brokers are rented
    "sasl.jaas.config", "sasl.oauthbearer.config", "sasl.oauthbearer.assertion.private.key.pem", "ssl.key.pem",
};
constexpr std::string_view kWords[] = {"password", "passphrase", "secret"};

}  // namespace

bool IsSecret(std::string_view setting) {
  return std::find(std::begin(kSecrets), std::end(kSecrets), setting) != std::end(kSecrets) ||
         std::any_of(std::begin(kWords), std::end(kWords),
                     [setting](std::string_view word) { return setting.find(word) != std::string_view::npos; });
}

}  // namespace wirefold::kafka
