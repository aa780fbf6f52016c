#include "common/url/canonical_url.h"

#include <gtest/gtest.h>

#include "common/url/percent.h"
#include "common/url/web_url.h"

namespace wirefold {
namespace {

constexpr const char* kPage = "https://harbour.example/a/b";

TEST(CanonicalUrl, OnePageHasOneSpellingWhateverAddressItIsReachedBy) {
  for (const char* url : {
           "https://www.harbour.example/a/b",
           "http://harbour.example/a/b",
           "HTTPS://WWW.Harbour.Example:443/a/b",
           "http://harbour.example:80/a/b",
           "https://www.harbour.example./a/b/",
           "//www.harbour.example/a/b",
           "www.harbour.example/a/b",
           "harbour.example/a/b",
           " https://www.harbour.example/a/b\n",
           "<https://www.harbour.example/a/b>",
           "https://www.harbour.example/a\n/b",
           "https:\\\\www.harbour.example\\a\\b",
           "https:/www.harbour.example/a/b",
           "https://reader:secret@www.harbour.example/a/b",
           "https://www.harbour.example//a/./x/../b",
           "https://www.harbour.example/%61/b",
           "https://www.harbour.example/a/b#top",
           "https://www.harbour.example/a/b;jsessionid=17",
           // Tracking.
           "https://www.harbour.example/a/b?utm_source=x#top",
           "https://www.harbour.example/a/b?UTM_SOURCE=rss&Utm_Medium=feed",
           "https://www.harbour.example/a/b?xtor=RSS-1",
           "https://www.harbour.example/a/b?fbclid=IwAR1&gclid=2&msclkid=3",
           "https://www.harbour.example/a/b?at_medium=RSS&ns_mchannel=social",
           "https://www.harbour.example/a/b?CMP=share_btn_tw",
           "https://www.harbour.example/a/b?ref=rss&source=twitter",
           "https://www.harbour.example/a/b?utm%5Fsource=x&feature=share&wt_mc=y&print=true",
           "https://www.harbour.example/a/b?PHPSESSID=1a2b",
           "https://www.harbour.example/a/b?wprov=sfla1&itid=lk&dicbo=v2&tblci=x&mibextid=y&gad_source=1",
           "https://www.harbour.example/a/b?traffic_source=rss&s_campaign=x&ss_campaign_id=1&hss_channel=tw",
           "https://www.harbour.example/a/b?utm_source=x&amp;utm_medium=y",
           "https://www.harbour.example/a/b?amp;utm_source=rss",
           "https://www.harbour.example/a/b&utm_source=rss",
           // Sent on from elsewhere.
           "https://out.reddit.com/t3_x?url=https%3A%2F%2Fwww.harbour.example%2Fa%2Fb&token=1",
           "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fwww.harbour.example%2fa%2fb&c=1",
           "https://translate.google.com/translate?sl=auto&u=https://www.harbour.example/a/b",
           "https://vk.com/away.php?to=https%3A%2F%2Fharbour.example%2Fa%2Fb",
           "https://www.harbour.example/a/b?",
           // Mobile and AMP.
           "https://m.harbour.example/a/b",
           "https://mobile.harbour.example/a/b",
           "https://amp.harbour.example/a/b",
           "https://www.m.harbour.example/a/b",
           "https://www.harbour.example/amp/a/b",
           "https://www.harbour.example/a/amp/b",
           "https://www.harbour.example/a/b/amp",
           "https://www.harbour.example/a/b/amp/",
           "https://www.harbour.example/a/b/amp.html",
           "https://www.harbour.example/a/b.amp",
           "https://www.harbour.example/a/b?amp",
           "https://www.harbour.example/a/b?amp=1",
           "https://www.harbour.example/a/b?outputType=amp",
           "https://www.harbour.example/a/b?amp_js_v=0.1&usqp=mq331&aoh=16",
       }) {
    EXPECT_EQ(Canonicalise(url), (CanonicalUrl{kPage, "harbour.example"})) << url;
  }
}

TEST(CanonicalUrl, APageInACacheOrBehindARedirectIsThePage) {
  for (const char* url : {
           "https://www.google.com/amp/s/www.harbour.example/a/b",
           "https://www.google.co.uk/amp/harbour.example/a/b",
           "https://web.archive.org/web/20200101000000/https://www.harbour.example/a/b?utm_source=x",
           "https://web.archive.org/web/20200101000000id_/http://www.harbour.example/a/b",
           "https://www.google.com/amp/s/amp.harbour.example/a/b/amp?usqp=1#ampshare=https://x.example",
           "https://www.bing.com/amp/s/www.harbour.example/a/b",
           "https://cdn.ampproject.org/c/s/www.harbour.example/a/b",
           "https://www-harbour-example.cdn.ampproject.org/v/s/www.harbour.example/a/b?amp_js_v=0.1",
           "https://www-harbour-example.bing-amp.com/c/s/www.harbour.example/a/b",
           "https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.harbour.example%2Fa%2Fb&usg=x",
           "https://l.facebook.com/l.php?u=https%3A%2F%2Fharbour.example%2Fa%2Fb&h=x",
           "https://amp.cloudflare.com/c/s/www.harbour.example/a/b",
           "https://www-harbour-example.translate.goog/a/b?_x_tr_sl=auto&_x_tr_tl=de",
           "https://translate.google.com/translate?sl=en&u=https%3A%2F%2Fwww.harbour.example%2Fa%2Fb",
           "https://webcache.googleusercontent.com/search?q=cache:x1:https://www.harbour.example/a/b+sea",
           "https://archive.ph/2020/https://www.harbour.example/a/b",
           "https://r.jina.ai/https://www.harbour.example/a/b",
           "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.harbour.example%2Fa%2Fb&data=x",
           "feed:https://www.harbour.example/a/b",
           "view-source:https://www.harbour.example/a/b",
       }) {
    EXPECT_EQ(Canonicalise(url), (CanonicalUrl{kPage, "harbour.example"})) << url;
  }
}

TEST(CanonicalUrl, AnotherPageIsAnother) {
  for (const auto& [url, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"https://harbour.example/a/b?id=7&utm_id=x", "https://harbour.example/a/b?id=7"},
           {"https://harbour.example/a/b?ref=7", "https://harbour.example/a/b?ref=7"},
           {"https://harbour.example/a/b?topic=amp", "https://harbour.example/a/b?topic=amp"},
           {"https://harbour.example/amplifiers/b", "https://harbour.example/amplifiers/b"},
           {"https://harbour.example/A/b", "https://harbour.example/A/b"},
           {"https://news.harbour.example/a/b", "https://news.harbour.example/a/b"},
           {"https://en.m.harbour.example/a/b", "https://en.harbour.example/a/b"},
           {"http://harbour.example:8080/a/b", "http://harbour.example:8080/a/b"},
           {"https://harbour.example/a%2Fb", "https://harbour.example/a%2Fb"},
           {"https://harbour.example/ä b", "https://harbour.example/%C3%A4%20b"},
           {"https://harbour.example/50%", "https://harbour.example/50%25"},
           {"https://harbour.example", "https://harbour.example/"},
           {"https://harbour.example/story,amp.html", "https://harbour.example/story.html"},
           {"https://harbour.example/../../a", "https://harbour.example/a"},
           {"https://www.google.com/amp/", "https://google.com/"},
           {"https://www.google.com/search?q=x", "https://google.com/search?q=x"},
       }) {
    EXPECT_EQ(Canonicalise(url).text, text) << url;
  }
}

TEST(CanonicalUrl, ThePublisherIsTheRegisteredDomain) {
  for (const auto& [url, publisher] : std::initializer_list<std::pair<const char*, const char*>>{
           {"https://news.harbour.co.uk/a", "harbour.co.uk"},
           {"https://mobile.example/auto/1", "mobile.example"},
           {"https://m.example/1", "m.example"},
           {"https://a.b.c.harbour.com.au/", "harbour.com.au"},
           {"https://someone.github.io/a", "someone.github.io"},
           {"https://github.io/a", "github.io"},
           {"https://www.z\u00FCrich.example/a", "xn--zrich-kva.example"},
           {"https://www.xn--zrich-kva.example/a", "xn--zrich-kva.example"},
           {"https://www.Z%C3%9CRICH.example/a", "xn--zrich-kva.example"},
           // Nobody's.
           {"https://co.uk/a", ""},
           {"https://localhost:8080/a", ""},
           {"https://intranet/a", ""},
           {"https://192.168.0.1/a", ""},
           {"https://[::1]:8080/a", ""},
       }) {
    EXPECT_EQ(Canonicalise(url).publisher, publisher) << url;
    EXPECT_NE(Canonicalise(url).text, "") << url;
  }
}

TEST(CanonicalUrl, APublisherCannotBeForged) {
  EXPECT_EQ(Canonicalise("https://harbour.example:x@evil.example/copy").publisher, "evil.example");
  EXPECT_EQ(Canonicalise("https://harbour.example@evil.example/copy").publisher, "evil.example");
  EXPECT_EQ(Canonicalise("https://a@harbour.example@evil.example/copy").publisher, "evil.example");
  EXPECT_EQ(Canonicalise("https://evil.example\\@harbour.example/").publisher, "evil.example") << "browsers go there";
  EXPECT_EQ(Canonicalise("https://evil.example?@harbour.example/").publisher, "evil.example");
  EXPECT_EQ(Canonicalise("https://evil.example#@harbour.example/").publisher, "evil.example");
  EXPECT_EQ(Canonicalise("https://reader:secret@[::1]:8080/a").text, "https://[::1]:8080/a");
}

TEST(CanonicalUrl, WhatIsNoAddressOfAPageGivesNothing) {
  for (const char* url : {"",
                          " ",
                          "urn:1",
                          "17",
                          "tag:harbour.example,2024:/x",
                          "mailto:desk@www.harbour.example",
                          "ftp://harbour.example/",
                          "javascript:alert(1)",
                          "data:text/html,x",
                          "/a/b",
                          "article.html",
                          "Harbour Post",
                          "https://",
                          "https:///",
                          "http:",
                          "https://?x",
                          "https://a b.example/",
                          "https://a..example/",
                          "https://.example/",
                          "https://harbour.example:port/",
                          "https://harbour.example:123456/",
                          "https://[::1/",
                          "https://[zz]/",
                          "https://[]/",
                          "https://%/",
                          "https://\xFF/",
                          "https://a,https://b"}) {
    EXPECT_EQ(Canonicalise(url), CanonicalUrl{}) << url;
  }
  EXPECT_EQ(Canonicalise("https://" + std::string(300, 'a') + ".example/"), CanonicalUrl{});
}

TEST(CanonicalUrl, IsItsOwnCanonicalForm) {
  for (const char* url : {"https://www.harbour.example/%61%2f?b=%7e", "http://m.harbour.example:8080/",
                          "https://[::1]/", "https://harbour.example/%%%", "https://harbour.example/a.amp.amp"}) {
    const CanonicalUrl once = Canonicalise(url);
    EXPECT_NE(once.text, "") << url;
    EXPECT_EQ(Canonicalise(once.text).publisher, once.publisher) << url;
  }
}

TEST(WebUrl, IsTakenApartByTheGrammar) {
  const auto url = ReadWebUrl("HTTPS://reader:secret@Www.Harbour.example:08443/a/../b?x=1?y#top#more");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (WebUrl{"https", "www.harbour.example", "8443", "/a/../b", "x=1?y"}));
  EXPECT_EQ(ReadWebUrl("http://[2001:DB8::1]:80/"), (WebUrl{"http", "[2001:db8::1]", "", "/", ""}));
}

TEST(Percent, DecodesAndNormalises) {
  EXPECT_EQ(PercentDecoded("%41%2f%zz%"), "A/%zz%");
  EXPECT_EQ(PercentNormalised("%7e%2f \"%"), "~%2F%20%22%25");
}

}  // namespace
}  // namespace wirefold
