#include "common/url/canonical_url.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/base/ascii.h"
#include "common/url/parts.h"
#include "common/url/percent.h"
#include "common/url/web_url.h"

namespace wirefold {
namespace {

constexpr int kMaxWrappers = 3;  // addresses inside addresses

template <size_t kCount>
bool StartsWithOneOf(std::string_view text, const std::array<std::string_view, kCount>& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) { return StartsIgnoringCase(text, one); });
}

template <size_t kCount>
bool EndsWithOneOf(std::string_view text, const std::array<std::string_view, kCount>& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) { return EndsIgnoringCase(text, one); });
}

// Parameters that tell where a reader came from: prefixes of their names, and whole names.
constexpr std::array<std::string_view, 27> kTrackingPrefixes = {
    "utm_", "at_",  "amp_",  "pk_",  "mtm_",          "matomo_", "piwik_", "hsa_", "_hs",
    "__hs", "oly_", "vero_", "ga_",  "gaa_",          "fb_",     "guce_",  "ns_",  "itm_",
    "stm_", "wt.",  "mc_",   "__tn", "ml_subscriber", "hss_",    "gad_",   "wt_",  "cn-"};
constexpr std::array<std::string_view, 5> kTrackingSuffixes = {"_source", "_medium", "_campaign", "_campaign_id",
                                                               "_channel"};
constexpr std::array<std::string_view, 109> kTracking = {"fbclid",
                                                         "gclid",
                                                         "gclsrc",
                                                         "dclid",
                                                         "gbraid",
                                                         "wbraid",
                                                         "msclkid",
                                                         "yclid",
                                                         "ysclid",
                                                         "ttclid",
                                                         "twclid",
                                                         "li_fat_id",
                                                         "igshid",
                                                         "igsh",
                                                         "mkt_tok",
                                                         "cmpid",
                                                         "cmp",
                                                         "ncid",
                                                         "ocid",
                                                         "icid",
                                                         "intcid",
                                                         "intcmp",
                                                         "int_cmp",
                                                         "s_cid",
                                                         "s_kwcid",
                                                         "ef_id",
                                                         "xtor",
                                                         "_ga",
                                                         "_gl",
                                                         "_openstat",
                                                         "openstat",
                                                         "ref_src",
                                                         "ref_url",
                                                         "referrer",
                                                         "referer",
                                                         "smid",
                                                         "smtyp",
                                                         "smprod",
                                                         "emc",
                                                         "ftcamp",
                                                         "ftag",
                                                         "taid",
                                                         "sref",
                                                         "soc_src",
                                                         "soc_trk",
                                                         "guccounter",
                                                         "trk",
                                                         "trkcampaign",
                                                         "tracking_id",
                                                         "wickedid",
                                                         "epik",
                                                         "srsltid",
                                                         "dm_i",
                                                         "ito",
                                                         "spm",
                                                         "scm",
                                                         "sr_share",
                                                         "feedtype",
                                                         "echobox",
                                                         "usqp",
                                                         "aoh",
                                                         "ampshare",
                                                         "isamp",
                                                         "__twitter_impression",
                                                         "nr_email_referer",
                                                         "vgo_ee",
                                                         "campaign_id",
                                                         "sharetoken",
                                                         "wt_mc",
                                                         "phpsessid",
                                                         "jsessionid",
                                                         "print",
                                                         "mbid",
                                                         "rss",
                                                         "wprov",
                                                         "nocache",
                                                         "hsctatracking",
                                                         "dicbo",
                                                         "oborigurl",
                                                         "tblci",
                                                         "taboola",
                                                         "itid",
                                                         "wpisrc",
                                                         "wpmm",
                                                         "tpcc",
                                                         "leadsource",
                                                         "srnd",
                                                         "embedded-checkout",
                                                         "fbc",
                                                         "linkid",
                                                         "dmcid",
                                                         "redirected",
                                                         "ck_subscriber_id",
                                                         "bxid",
                                                         "cndid",
                                                         "esrc",
                                                         "ceid",
                                                         "trackingid",
                                                         "mibextid",
                                                         "sharetype",
                                                         "shareid",
                                                         "share_id",
                                                         "nlid",
                                                         "newsletterid",
                                                         "mkcid",
                                                         "mkevt",
                                                         "rdt_cid",
                                                         "sfmc_id",
                                                         "ueid"};
// Names that many sites use for something else: they track when they name a place that links are shared in.
constexpr std::array<std::string_view, 11> kPerhapsTracking = {"ref", "source", "src",     "via",      "from",   "cid",
                                                               "mod", "share",  "partner", "campaign", "feature"};
constexpr std::array<std::string_view, 22> kSharedIn = {
    "rss",      "feed",   "twitter", "tw",     "facebook", "fb",  "newsletter", "email", "mail", "whatsapp", "telegram",
    "linkedin", "reddit", "social",  "google", "share",    "amp", "timeline",   "home",  "hp",   "nl",       "oembed"};
// Names that choose a form of the page: outputType=amp.
constexpr std::array<std::string_view, 9> kForm = {"output", "outputtype", "view",   "mode",  "format",
                                                   "type",   "variant",    "device", "layout"};
// Labels of mobile and AMP hosts.
constexpr std::array<std::string_view, 7> kFoldedLabels = {"www", "m", "amp", "mobile", "mobil", "wap", "touch"};

bool IsTracking(std::string_view parameter) {
  const auto [name, value] = SplitParameter(parameter);
  if (StartsWithOneOf(name, kTrackingPrefixes) || EndsWithOneOf(name, kTrackingSuffixes) || IsOneOf(name, kTracking) ||
      EqualsIgnoringCase(name, "amp")) {
    return true;
  }
  if (IsOneOf(name, kForm) && (EqualsIgnoringCase(value, "amp") || EqualsIgnoringCase(value, "mobile"))) return true;
  return IsOneOf(name, kPerhapsTracking) && StartsWithOneOf(value, kSharedIn);
}

std::string FoldQuery(std::string_view query) {
  std::string kept;
  ForEachParameter(query, [&](std::string_view parameter) {
    // "?a=1&amp;b=2": an address that was taken from markup as it stands there.
    const bool escaped = StartsIgnoringCase(parameter, "amp;");
    const std::string plain = PercentNormalised(escaped ? parameter.substr(4) : parameter);
    if (IsTracking(plain)) return;
    kept += kept.empty() ? '?' : '&';
    kept += plain;
  });
  return kept;
}

// "news.m.harbour.example" of the domain "harbour.example" → "news.harbour.example".
std::string FoldHost(std::string_view host, std::string_view domain) {
  if (domain.empty() || host.size() == domain.size()) return std::string(host);
  std::string folded;
  ForEachPart(host.substr(0, host.size() - domain.size() - 1), '.', [&](std::string_view label) {
    if (!IsOneOf(label, kFoldedLabels)) folded.append(label).append(".");
  });
  return folded.append(domain);
}

// Appends "story,amp.html", "story.amp.html" as "story.html", "story.amp" as "story", "story;jsessionid=7" as "story".
void AppendSegment(std::string_view segment, std::string& path) {
  segment = segment.substr(0, segment.find(";jsessionid="));
  path += '/';
  for (const std::string_view extension : {".html", ".htm", ""}) {
    if (!EndsIgnoringCase(segment, extension)) continue;
    const std::string_view stem = segment.substr(0, segment.size() - extension.size());
    if (!EndsIgnoringCase(stem, ".amp") && !EndsIgnoringCase(stem, ",amp")) continue;
    path.append(stem.substr(0, stem.size() - 4)).append(extension);
    return;
  }
  path += segment;
}

// Without "." and "..", empty and AMP segments, and the final '/'.
std::string FoldPath(std::string_view path) {
  std::string folded;
  path = path.substr(0, path.find("&utm_"));  // added to an address without a '?'
  ForEachPart(PercentNormalised(path), '/', [&](std::string_view segment) {
    if (segment.empty() || segment == "." || EqualsIgnoringCase(segment, "amp") ||
        EqualsIgnoringCase(segment, "amp.html")) {
      return;
    }
    if (segment != "..") {
      AppendSegment(segment, folded);
    } else if (!folded.empty()) {
      folded.resize(folded.rfind('/'));
    }
  });
  return folded.empty() ? "/" : folded;
}

// "/c/s/" of an AMP cache, "/amp/s/" of a search engine: the address follows, "s" says https. Empty: it is no such
// path.
std::string_view BehindCachePrefix(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  if (path.starts_with("s/")) path.remove_prefix(2);
  return path;
}

// The value of a parameter, decoded; empty: it is not there.
std::string Parameter(std::string_view query, std::string_view name) {
  std::string value;
  ForEachParameter(query, [&](std::string_view parameter) {
    if (value.empty() && parameter.starts_with(name) && parameter.substr(name.size()).starts_with('=')) {
      value = PercentDecoded(parameter.substr(name.size() + 1));
    }
  });
  return value;
}

std::string WithQuery(std::string_view address, const std::string& query) {
  return query.empty() ? std::string(address) : std::string(address).append("?").append(query);
}

// Archives and readers that keep a page under its whole address: only of these the path says whose page it is.
constexpr std::string_view kArchives[] = {"web.archive.org", "archive.ph", "archive.today", "archive.is",
                                          "archive.li",      "archive.md", "archive.vn",    "archive.fo",
                                          "12ft.io",         "1ft.io",     "r.jina.ai"};

// "www-harbour-example" of a translator is "www.harbour.example", "a--b-example" is "a-b.example".
std::string UnfoldedHost(std::string_view folded) {
  std::string host;
  for (size_t at = 0; at < folded.size(); ++at) {
    const bool hyphen = folded[at] == '-' && folded.substr(at).starts_with("--");
    host += folded[at] == '-' && !hyphen ? '.' : folded[at];
    at += hyphen ? 1 : 0;
  }
  return host;
}

// The same of what translates pages or looks at them first.
std::string WrappedByService(const WebUrl& url, std::string_view host) {
  constexpr std::string_view kTranslated = ".translate.goog";
  if (host.ends_with(kTranslated)) {
    const std::string_view folded = std::string_view(url.host).substr(0, url.host.size() - kTranslated.size());
    std::string own;  // the query without what the translator added
    ForEachParameter(url.query, [&](std::string_view parameter) {
      if (!parameter.starts_with("_x_tr_")) own.append(own.empty() ? "" : "&").append(parameter);
    });
    return WithQuery(std::string("https://").append(UnfoldedHost(folded)).append(url.path), own);
  }
  if (host.starts_with("translate.google.") && url.path == "/translate") return Parameter(url.query, "u");
  if (host.ends_with(".safelinks.protection.outlook.com")) return Parameter(url.query, "url");
  if (host == "webcache.googleusercontent.com") {
    const std::string cached = Parameter(url.query, "q");
    const size_t address = cached.find("http");
    if (address == std::string::npos) return "";
    return cached.substr(address, cached.find_first_of(" +", address) - address);  // the words sought are behind it
  }
  return "";
}

// Pages that send a reader on to the address in a parameter.
struct Redirect {
  std::string_view host, path, parameter;  // "google." of every country
};
constexpr Redirect kRedirects[] = {
    {"google.", "/url", "q"},
    {"google.", "/url", "url"},
    {"bing.com", "/url", "q"},
    {"bing.com", "/url", "url"},
    {"bing.com", "/news/apiclick.aspx", "url"},
    {"news.google.com", "/", "url"},
    {"l.facebook.com", "/l.php", "u"},
    {"lm.facebook.com", "/l.php", "u"},
    {"l.instagram.com", "/", "u"},
    {"out.reddit.com", "/", "url"},
    {"youtube.com", "/redirect", "q"},
    {"vk.com", "/away.php", "to"},
    {"t.umblr.com", "/redirect", "z"},
    {"slack-redir.net", "/link", "url"},
    {"getpocket.com", "/redirect", "url"},
    {"flipboard.com", "/redirect", "url"},
};

// The page's own address inside that of a cache or a redirect; empty: it is neither.
std::string Wrapped(const WebUrl& url) {
  const std::string_view host = url.host.starts_with("www.") ? std::string_view(url.host).substr(4) : url.host;
  const std::string_view path = url.path;
  const bool search_engine = host.starts_with("google.") || host == "bing.com";
  for (const Redirect& redirect : kRedirects) {
    const bool named = redirect.host == "google." ? host.starts_with(redirect.host) : host == redirect.host;
    if (!named || !path.starts_with(redirect.path)) continue;
    if (std::string to = Parameter(url.query, redirect.parameter); !to.empty()) return to;
  }
  if (std::string service = WrappedByService(url, host); !service.empty()) return service;
  // "/web/20200101000000/https://…", "/web/20200101000000id_/https://…"
  if (std::find(std::begin(kArchives), std::end(kArchives), host) != std::end(kArchives)) {
    const size_t behind = path.find("/http");
    return behind == std::string_view::npos ? "" : WithQuery(path.substr(behind + 1), url.query);
  }
  std::string_view inner;
  if (search_engine) inner = BehindCachePrefix(path, "/amp/");
  const bool cache = host == "cdn.ampproject.org" || host == "amp.cloudflare.com" ||
                     host.ends_with(".cdn.ampproject.org") || host.ends_with(".bing-amp.com") ||
                     host.ends_with(".amp.cloudflare.com");
  for (const std::string_view kind : {"/c/", "/v/", "/wp/"}) {
    if (cache && inner.empty()) inner = BehindCachePrefix(path, kind);
  }
  return inner.empty() ? "" : WithQuery(inner, url.query);
}

}  // namespace

CanonicalUrl Canonicalise(std::string_view text) {
  std::optional<WebUrl> url = ReadWebUrl(text);
  for (int i = 0; url && i < kMaxWrappers; ++i) {
    const std::string wrapped = Wrapped(*url);
    if (wrapped.empty()) break;
    const std::string_view scheme = wrapped.starts_with("http:") || wrapped.starts_with("https:") ? "" : "https://";
    std::optional<WebUrl> inner = ReadWebUrl(std::string(scheme).append(wrapped));
    if (!inner || RegistrableDomain(inner->host).empty()) break;
    url = std::move(inner);
  }
  if (!url) return {};
  CanonicalUrl canonical;
  canonical.publisher = RegistrableDomain(url->host);
  // A port of its own belongs to a scheme.
  canonical.text = url->port.empty() ? "https" : url->scheme;
  canonical.text.append("://").append(FoldHost(url->host, canonical.publisher));
  if (!url->port.empty()) canonical.text.append(":").append(url->port);
  canonical.text.append(FoldPath(url->path)).append(FoldQuery(url->query));
  return canonical;
}

}  // namespace wirefold
