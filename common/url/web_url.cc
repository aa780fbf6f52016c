#include "common/url/web_url.h"

#include <libpsl.h>
#include <unicode/uidna.h>

#include <algorithm>
#include <array>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/url/percent.h"

namespace wirefold {
namespace {

constexpr size_t kMaxHostBytes = 253;  // RFC 1035
constexpr size_t kMaxLabelBytes = 63;
constexpr size_t kMaxPortDigits = 5;

bool IsHostByte(char c) { return IsLower(c) || IsDigit(c) || c == '-' || c == '_'; }

// Labels of letters, digits, '-' and '_', none empty.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  size_t label = 0;
  for (const char c : host) {
    if (c == '.' ? label == 0 : !IsHostByte(c) || label == kMaxLabelBytes) return false;
    label = c == '.' ? 0 : label + 1;
  }
  return label > 0;
}

// Unicode labels to punycode; empty: no such name.
std::string ToAscii(std::string_view host) {
  static const UIDNA* const idna = [] {
    UErrorCode error = U_ZERO_ERROR;
    UIDNA* opened = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &error);
    WF_CHECK(U_SUCCESS(error));
    return opened;
  }();
  char ascii[kMaxHostBytes + 3];
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size = uidna_nameToASCII_UTF8(idna, host.data(), static_cast<int32_t>(host.size()), ascii,
                                              static_cast<int32_t>(sizeof(ascii)), &info, &error);
  if (U_FAILURE(error) || info.errors != 0 || size <= 0) return "";
  return {ascii, static_cast<size_t>(size)};
}

// Empty: no host.
std::string ReadHost(std::string_view written) {
  if (written.starts_with('[')) {
    const std::string_view address = written.substr(1, written.size() - 2);
    const bool sound =
        written.ends_with(']') && address.find(':') != std::string_view::npos && address.size() <= kMaxLabelBytes &&
        std::all_of(address.begin(), address.end(), [](char c) { return HexValue(c) >= 0 || c == ':' || c == '.'; });
    if (!sound) return "";
  }
  if (written.size() > 3 * kMaxHostBytes) return "";
  std::string host = PercentDecoded(written);
  if (!IsAscii(host)) host = ToAscii(host);
  std::transform(host.begin(), host.end(), host.begin(), ToLower);
  if (host.starts_with('[')) return host;
  if (host.ends_with('.')) host.pop_back();
  return IsHostName(host) ? host : "";
}

bool IsIpAddress(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return host.starts_with('[') || std::all_of(last.begin(), last.end(), IsDigit);
}

// What browsers do before they read an address: no space around it, no line ends or tabs inside, '/' for '\'.
std::string Tidied(std::string_view text) {
  const auto is_space = [](char c) { return IsControl(c) || c == ' '; };
  const auto drop_ends = [&](std::string_view begin, std::string_view end) {
    if (!text.starts_with(begin) || !text.ends_with(end) || text.size() < begin.size() + end.size()) return false;
    text = text.substr(begin.size(), text.size() - begin.size() - end.size());
    return true;
  };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  drop_ends("<", ">") || drop_ends("\"", "\"");
  while (drop_ends("\xC2\xA0", "")) {
  }
  while (drop_ends("", "\xC2\xA0")) {
  }
  std::string tidy;
  tidy.reserve(text.size());
  bool in_path = true;  // a query may hold '\'
  for (const char c : text) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    if (c == '?' || c == '#') in_path = false;
    tidy += c == '\\' && in_path ? '/' : c;
  }
  return tidy;
}

bool NeedsTidying(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c <= ' ' || c == '\\' || c == '<' || c == '"' || c == '\x7F'; });
}

// Whether an address without a scheme is one: "www.harbour.example", "harbour.example/a".
bool LooksLikeWebHost(std::string_view host, bool has_path) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  const bool top_level = last.size() < host.size() && last.size() >= 2 &&
                         (last.starts_with("xn--") || std::all_of(last.begin(), last.end(), IsLower));
  return top_level && (has_path || host.starts_with("www."));
}

// Reads "user:password@host:port" into `url`. False: there is no host, or the port is none.
bool ReadAuthority(std::string_view authority, WebUrl& url) {
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  const size_t bracket = authority.rfind(']');
  const size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = ReadHost(authority.substr(0, colon));
  if (url.host.empty()) return false;
  std::string_view port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
  if (!std::all_of(port.begin(), port.end(), IsDigit)) return false;
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size()));
  if (port.size() > kMaxPortDigits) return false;
  if (port != (url.scheme == "http" ? "80" : "443")) url.port = port;
  return true;
}

std::string FindDomain(const std::string& host) {
  if (IsIpAddress(host) || host.find('.') == std::string::npos) return "";
  const psl_ctx_t* list = psl_builtin();
  WF_CHECK(list != nullptr);  // libpsl was built without its list
  if (const char* domain = psl_registrable_domain(list, host.c_str()); domain != nullptr) return domain;
  return psl_is_public_suffix2(list, host.c_str(), PSL_TYPE_ICANN) ? "" : host;
}

}  // namespace

std::optional<WebUrl> ReadWebUrl(std::string_view text) {
  std::string tidy;
  std::string_view rest = text;
  if (NeedsTidying(text)) rest = tidy = Tidied(text);
  rest = rest.substr(0, rest.find('#'));
  // What programs put before an address: how to show it, or that it is a feed's.
  for (const std::string_view prefix : {"view-source:", "feed:"}) {
    if (StartsIgnoringCase(rest, prefix)) rest.remove_prefix(prefix.size());
  }
  WebUrl url;
  bool has_scheme = true;
  if (StartsIgnoringCase(rest, "https:")) {
    url.scheme = "https";
  } else if (StartsIgnoringCase(rest, "http:")) {
    url.scheme = "http";
  } else {
    url.scheme = "https";
    has_scheme = rest.starts_with("//");
  }
  if (has_scheme) {
    rest.remove_prefix(rest.starts_with("//") ? 0 : url.scheme.size() + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  }
  const size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  if (!has_scheme && rest.substr(0, authority_end).find('@') != std::string_view::npos) return std::nullopt;  // mail
  if (!ReadAuthority(rest.substr(0, authority_end), url)) return std::nullopt;
  rest.remove_prefix(authority_end);
  if (!has_scheme && !LooksLikeWebHost(url.host, rest.starts_with('/'))) return std::nullopt;
  const size_t query = rest.find('?');
  url.path = rest.substr(0, query);
  if (query != std::string_view::npos) url.query = rest.substr(query + 1);
  return url;
}

std::string RegistrableDomain(std::string_view host) {
  // A search of the list takes as long as all the rest of reading an address, and most addresses have a host that their
  // thread met before.
  struct Known {
    std::string host;
    std::string domain;
  };
  constexpr size_t kKnown = 64;
  thread_local std::array<Known, kKnown> hosts;
  Known& known = hosts[Hash64(host) % kKnown];
  if (known.host != host) known = {std::string(host), FindDomain(std::string(host))};
  return known.domain;
}

}  // namespace wirefold
