#include "worker/registry/http_client.h"

#include <curl/curl.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace wirefold {
namespace {

constexpr size_t kMaxReplyBytes = size_t{1} << 20;

size_t Take(char* data, size_t /*one*/, size_t bytes, void* to) {
  auto* body = static_cast<std::string*>(to);
  if (body->size() + bytes > kMaxReplyBytes) return 0;  // libcurl ends the request: CURLE_WRITE_ERROR
  body->append(data, bytes);
  return bytes;
}

// What another try does not mend.
bool IsOfTheSettings(CURLcode code) {
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_WRITE_ERROR:
      return true;
    default:
      return false;
  }
}

}  // namespace

HttpClient::HttpClient(Settings settings) : settings_(std::move(settings)) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)started;
}

absl::StatusOr<HttpClient::Reply> HttpClient::Send(std::string_view method, std::string_view path,
                                                   std::string_view body) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (curl == nullptr) return absl::InternalError("libcurl makes no handle");
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/vnd.schemaregistry.v1+json");
  list = curl_slist_append(list, "Accept: application/vnd.schemaregistry.v1+json, application/json");
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  const std::string url = settings_.url + std::string(path);
  const std::string verb(method);
  char problem[CURL_ERROR_SIZE] = "";
  Reply reply;
  const auto set = [&curl](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  const auto set_text = [&set](CURLoption option, const std::string& text) {
    if (!text.empty()) set(option, text.c_str());
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_CUSTOMREQUEST, verb.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  if (!body.empty()) {
    set(CURLOPT_POSTFIELDS, body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  set_text(CURLOPT_USERNAME, settings_.username);
  set_text(CURLOPT_PASSWORD, settings_.password);
  set_text(CURLOPT_CAINFO, settings_.ca_file);
  set_text(CURLOPT_SSLCERT, settings_.certificate_file);
  set_text(CURLOPT_SSLKEY, settings_.key_file);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout_ms));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, problem);
  set(CURLOPT_WRITEFUNCTION, Take);
  set(CURLOPT_WRITEDATA, &reply.body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) {
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.code);
    return reply;
  }
  const std::string what = code == CURLE_WRITE_ERROR ? "the reply has more than 1 MiB"
                           : problem[0] != '\0'      ? problem
                                                     : curl_easy_strerror(code);
  const std::string message = absl::StrCat(verb, " ", url, ": ", what);
  return IsOfTheSettings(code) ? absl::FailedPreconditionError(message) : absl::UnavailableError(message);
}

}  // namespace wirefold
