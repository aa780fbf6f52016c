// WebUrl: the address of a web page taken apart (RFC 3986, read as leniently as browsers do: WHATWG URL).
//
//   ReadWebUrl("HTTPS://reader:secret@Www.Harbour.example:443/a/../b?x=1#top");
//   // {scheme "https", host "www.harbour.example", port "", path "/a/../b", query "x=1"}
//
// What is no address of a web page (another scheme, no host, a host that none can have) is nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wirefold {

struct WebUrl {
  std::string
      scheme;         // "http" or "https"; https where none is written ("www.harbour.example/a", "//harbour.example/a")
  std::string host;   // lower-case ASCII (IDNA: punycode) without a final dot, or an IP address; IPv6 in brackets
  std::string port;   // digits; empty for the scheme's own
  std::string path;   // as written; empty, or begins with '/'
  std::string query;  // as written, without '?'
  bool operator==(const WebUrl&) const = default;
};

// Linear. User information and fragment are dropped.
std::optional<WebUrl> ReadWebUrl(std::string_view text);

// The domain that was registered, by the Public Suffix List: "news.harbour.co.uk" → "harbour.co.uk". A domain that
// sells others ("github.io") is its own. Empty: an IP address, a single name ("localhost"), a public suffix ("co.uk").
std::string RegistrableDomain(std::string_view host);

}  // namespace wirefold
