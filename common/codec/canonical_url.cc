#include "common/codec/canonical_url.h"

#include <algorithm>

namespace wirefold {
namespace {

bool IsTracking(std::string_view parameter) {
  const std::string_view name = parameter.substr(0, parameter.find('='));
  if (name.starts_with("utm_") || name.starts_with("at_")) return true;
  for (std::string_view known :
       {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "ncid", "amp"}) {
    if (name == known) return true;
  }
  return false;
}

std::string KeepParameters(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty() || IsTracking(parameter)) continue;
    kept += kept.empty() ? '?' : '&';
    kept += parameter;
  }
  return kept;
}

}  // namespace

CanonicalUrl Canonicalise(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || !(url.starts_with("http://") || url.starts_with("https://"))) return {};
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find('#'));
  const size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string host(rest.substr(0, host_end));
  rest.remove_prefix(host_end);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (std::string_view prefix : {"m.", "amp.", "mobile."}) {
    if (host.starts_with(prefix)) host.erase(0, prefix.size());
  }
  CanonicalUrl canonical;
  canonical.publisher = host.starts_with("www.") ? host.substr(4) : host;
  canonical.publisher = canonical.publisher.substr(0, canonical.publisher.find(':'));
  std::string path(rest.substr(0, rest.find('?')));
  if (path.ends_with("/amp/")) path.resize(path.size() - 4);
  if (path.ends_with("/amp")) path.resize(path.size() - 4);
  const size_t query = rest.find('?');
  canonical.text = std::string(url.substr(0, scheme)) + "://" + host + path +
                   (query == std::string_view::npos ? "" : KeepParameters(rest.substr(query + 1)));
  return canonical;
}

}  // namespace wirefold
