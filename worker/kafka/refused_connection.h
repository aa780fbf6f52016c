// Why a broker does not let a client in, or the client does not trust the broker: what no repetition cures, in words
// that say what to do.
//
//   absl::Status refused = RefusedConnection(failed_login, reason, certificate_error);
//   if (!refused.ok()) return refused;   // else it passes by itself
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace wirefold::kafka {

// `failed_login`: librdkafka's error is _AUTHENTICATION. `reason`: its text of the failed connection.
// `certificate_error`: OpenSSL's code of what is wrong with the broker's certificate (X509_V_ERR_*), 0 when it is not
// known. PermissionDenied: the broker refuses the login or the certificate. FailedPrecondition: the client does not
// trust the broker's certificate, or asks for a login that brokers do not offer. Ok: none of these. Pure.
absl::Status RefusedConnection(bool failed_login, std::string_view reason, int certificate_error);

// Whether a line of librdkafka's log tells what a status tells, and better: RefusedConnection's, or that a right is
// missing.
bool IsToldByStatus(std::string_view line);

}  // namespace wirefold::kafka
